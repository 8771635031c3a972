import { batchDocument, cutBatches, eventText } from '../../../electron/station/sync/batch.ts'
import { type StepName, stepNames } from '../../../electron/station/sync/steps.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { aBatch, caseTexts, inStream } from '../../builders/batches.ts'
import { cases, password } from '../../builders/officeServer.ts'
import { callAs } from '../../contract/server/call.ts'
import { MemoryFiles } from '../../faults/memoryFiles.ts'
import { scatteredWriteback } from '../../faults/writeback.ts'
import type { Death, SoakCounter } from './counter.ts'
import { ownElsewhere, untoldTwin } from './oracle.ts'
import { note, work } from './work.ts'
import { type SoakWorld, stateOf } from './world.ts'

/** What befalls a counter itself: its program, its disk, its clock. */

/** Each year has its database at the server. */
const moments = ['2025-03-02T09:00:00+08:00', '2026-03-02T09:00:00+08:00', '2026-12-31T23:59:50+08:00', '2027-03-02T09:00:00+08:00'] as const
/** A battery that is empty, a typing error: what is opened then is filed under a year that is believed. */
const [longAgo, farAhead] = ['1970-01-01T08:00:00+08:00', '2036-03-02T09:00:00+08:00'] as const

async function dying(world: SoakWorld, counter: SoakCounter, death: Death, leave: (disk: MemoryFiles) => MemoryFiles): Promise<readonly string[]> {
  world.tell(JSON.stringify(death))
  const isExchange = 'at' in death || world.chance.below(2) === 0
  await world.withBadDisk(() => counter.dieDuring(death, () => (isExchange ? world.exchange(counter) : work(world, counter)), leave))
  return [...(await world.look(counter)), ...(await world.exchangeInPeace(counter)), ...(await world.look(counter))]
}

export const killInTheExchange = (world: SoakWorld, counter: SoakCounter, steps: readonly StepName[] = stepNames): Promise<readonly string[]> => dying(world, counter, { at: world.chance.pick(steps), nth: world.chance.pick([1, 1, 2]) }, (disk) => disk.copyOfDisk())
export const killAtTheDisk = (world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> => dying(world, counter, { calls: world.chance.below(30) }, (disk) => disk.copyOfDisk())
export function powerCut(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const writeback = scatteredWriteback(`${counter.place.root} ${world.step}`)
  return dying(world, counter, { calls: world.chance.below(30) }, (disk) => disk.afterPowerCut(writeback))
}

/** Now and then something of others comes at that very moment. */
export async function failingDisk(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { chance, office } = world
  const [isExchange, code] = [chance.below(3) > 0, chance.pick(['ENOSPC', 'EIO'] as const)]
  const broken: string[] = []
  const other = chance.pick(office.counters)
  if (isExchange && other !== counter) broken.push(...(await work(world, other)), ...(await world.exchange(other)))
  await world.withBadDisk(async () => {
    const hasRefused = await counter.failDuring(code, chance.below(12), chance.pick([1, 1, 3, Number.POSITIVE_INFINITY]), async () => {
      broken.push(...(isExchange ? await world.exchange(counter) : await work(world, counter)))
    })
    world.tell(`${code} ${hasRefused ? 'came' : 'did not come'}`)
  })
  return [...broken, ...(await world.exchangeInPeace(counter)), ...(await world.look(counter))]
}

/** No room but for the clerk's own work: what the server has is given up, everything is still sent, nothing is read. */
export async function noRoom(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  counter.room = 'stop'
  const broken = [...(await work(world, counter)), ...(await world.exchange(counter))]
  const { contact } = await stateOf(counter)
  counter.room = 'ample'
  return [...broken, ...(contact === 'disk-refused' ? [] : [`N3: nothing is read any more, and the screen says ${contact}`]), ...(await world.exchangeInPeace(counter)), ...(await world.look(counter))]
}

export async function clockLeaps(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { chance, office } = world
  const moment = chance.pick([...moments, longAgo, longAgo, farAhead])
  counter.clock.set(moment)
  world.tell(moment)
  const broken = [...(await world.exchange(counter))]
  const id = office.ids[chance.below(office.ids.length)]
  if ((moment === longAgo || moment === farAhead) && id !== undefined && (await counter.open.notesOf(id)) !== null) {
    broken.push(...(await note(world, counter, id)))
    const { troubles } = await counter.handlers['station:status']({})
    if (!troubles.some(({ kind }) => kind === 'clock-doubtful')) broken.push(`N3: it is ${moment}, and nobody is told`)
  }
  broken.push(...(await work(world, counter)))
  counter.clock.set(chance.pick([...moments, longAgo, farAhead]))
  return broken
}

/** What each counter was like once, for somebody to put it back. */
export type Earlier = Map<SoakCounter, MemoryFiles>

export async function restart(world: SoakWorld, counter: SoakCounter, earlier: Earlier): Promise<readonly string[]> {
  if (!earlier.has(counter)) earlier.set(counter, counter.place.files.copyOfDisk())
  await counter.restart()
  return world.look(counter)
}

/** The whole disk, or the data alone: then the witness beside them knows better at once. */
export async function putBack(world: SoakWorld, counter: SoakCounter, earlier: Earlier): Promise<readonly string[]> {
  const { office, chance } = world
  const older = earlier.get(counter)
  if (!older) return []
  earlier.delete(counter)
  await counter.tend()
  await counter.open.close()
  const isWhole = chance.below(2) === 0
  const before = counter.open.station.journal.head().seq
  await counter.startOn(isWhole ? older : withWitnessOf(counter.place.files, older))
  counter.chosen = null
  // What was erased since is read of again; the word of a supervisor has to be given again.
  counter.erased.clear()
  counter.refused.clear()
  await office.forgetLost()
  office.notYetMet.add(counter)
  const { notices } = await counter.handlers['station:status']({})
  const isBehind = counter.open.station.journal.head().seq < before
  const untold = !isWhole && isBehind && !notices.some(({ kind }) => kind === 'put-back') ? ['N3: older data lie in the place of newer ones, and nobody is told'] : []
  return [...untold, ...(await world.look(counter)), ...(await world.exchange(counter))]
}
function withWitnessOf(newer: MemoryFiles, older: MemoryFiles): MemoryFiles {
  const mixed = new MemoryFiles()
  for (const [path, { now }] of newer.entries) if (!path.startsWith('/place/')) mixed.put(path, now)
  for (const [path, { now }] of older.entries) if (path.startsWith('/place/')) mixed.put(path, now)
  return mixed
}

/** The profile was copied to another computer: both work on it as the same station, and meet at the server. */
export async function cloned(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  const twin = await counter.twin()
  try {
    const id = office.ids[chance.below(office.ids.length)]
    const broken = id !== undefined && (await twin.open.notesOf(id)) !== null ? [...(await note(world, twin, id))] : []
    broken.push(...(await work(world, twin)), ...(await work(world, counter)), ...(await world.exchange(twin)))
    const { incarnation } = counter.open.station.journal
    const elsewhere = await ownElsewhere(office, counter)
    broken.push(...(await world.exchangeInPeace(counter)), ...(elsewhere > 0 ? await untoldTwin(counter, incarnation) : []))
    world.tell(`${elsewhere} events of the other one`)
    return [...broken, ...(await world.exchange(twin)), ...(await world.look(twin)), ...(await world.look(counter))]
  } finally {
    await twin.close()
    // Whatever it did not send is gone with it.
    await office.forgetLost()
  }
}

/** As a program with another opinion would: each of it is set aside and stops nothing. */
export async function spoil({ office, chance, step }: SoakWorld): Promise<readonly string[]> {
  const stream = `case:spoilt-${step}`
  const [text = ''] = inStream(stream, caseTexts(1)).map((each) => each.text)
  const make = (events: readonly string[]): { readonly _id: string } => {
    const [batch] = cutBatches(stream, events.map(eventText)).batches
    if (!batch) throw new Error('no batch')
    return batchDocument(batch, 'jimei-3', 'open')
  }
  const put = (document: object): Promise<unknown> => callAs(office.server.url, { name: 'jimei-3', password })('POST', `${cases}/_bulk_docs`, { docs: [document] })
  const [scan] = [...office.scans.values()].slice(chance.below(office.scans.size))
  if (scan && chance.below(3) === 0) {
    // Wrong bytes where a file of somebody belongs.
    await put({ _id: `case:${scan.caseId}:${scan.digest}:0-4`, v: 1, sender: 'jimei-3', _attachments: { part: { content_type: 'application/octet-stream', data: 'eHh4eA==' } } })
    return []
  }
  const document = chance.pick([
    () => ({ ...aBatch(stream), _id: `${stream}:${'0'.repeat(32)}` }),
    () => make([` ${text}`]),
    () => make([text.replace('"v":1', '"__proto__":{},"v":1')]),
    () => make([canonicalJson({ ...JSON.parse(text), kind: 'case.sold' })]),
    () => make([canonicalJson({ ...JSON.parse(text), stream: `case:elsewhere-${step}` })]),
    () => make([canonicalJson({ ...JSON.parse(text), payload: { text: 7 } })]),
    () => make([`${'['.repeat(40)}${step}${']'.repeat(40)}`]),
  ] as const)()
  await put(document)
  office.spoilt.push(document._id)
  return []
}
