import { documentPath } from '../../../scripts/server/couch.ts'
import { heldAt as heldErasures } from '../../builders/erasures.ts'
import { admin } from '../../builders/officeServer.ts'
import { callAs, documentAt, fieldOf } from '../../contract/server/call.ts'
import { isObject } from '../../fakes/couch/document.ts'
import type { SoakCounter } from './counter.ts'
import { brokenErasures, contentOnDisk, takeBack } from './erased.ts'
import { killInTheExchange, noRoom } from './harm.ts'
import { databases, type SoakOffice } from './office.ts'
import { eraseAtServer, wishAway } from './retention.ts'
import { note } from './work.ts'
import type { SoakWorld } from './world.ts'

/** What is taken away for good: by the office's retention, by a supervisor's word, and by whoever owns the server. */

/** More are no day's retention, where they are more than one in twenty. */
const mostAtOnce = 5

const livingAtServer = (office: SoakOffice): readonly string[] => office.ids.filter((id) => !office.erasures.has(id) && office.batchesOf(id).length > 0)

/** One case: by retention, which acts where it is read, or wished by anyone, which a supervisor confirms, refuses or leaves. */
export async function erase(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  const living = livingAtServer(office)
  if (living.length === 0) return []
  const id = chance.pick(living)
  const isByRetention = chance.below(2) === 0
  world.tell(`${id} ${isByRetention ? 'by retention' : 'by anyone'}`)
  if (isByRetention) await eraseAtServer(office, id)
  else await wishAway(office, id)
  const broken = [...(await world.exchangeInPeace(counter)), ...(await world.look(counter))]
  if (isByRetention) return counter.erased.has(id) ? [...broken, ...(await stayErased(world, counter))] : broken
  if (counter.erased.has(id)) broken.push(`case ${id} is erased, and nobody entitled has said so`)
  const word = chance.pick([confirmOne, refuseWish, null])
  return word ? [...broken, ...(await word(world, counter, id))] : broken
}

/** Several at once are held; at this counter a supervisor lets them act, or does not, and then work on them goes on. */
export async function eraseInAMass(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  // As it stands before: what is read next is nothing but the erasures.
  const broken = [...(await world.exchangeInPeace(counter))]
  const victims: string[] = []
  let documents = 0
  for (const id of livingAtServer(office)) {
    if (documents > mostAtOnce) break
    victims.push(id)
    documents += office.batchesOf(id).length + 1
  }
  const databases = new Set(victims.map((id) => office.databaseOf(id)))
  if (documents <= mostAtOnce || databases.size > 1) return broken
  world.tell(`${victims.length} cases, ${documents} documents`)
  for (const id of victims) await eraseAtServer(office, id)
  broken.push(...(chance.below(2) === 0 ? await killInTheExchange(world, counter) : await world.exchangeInPeace(counter)), ...(await world.look(counter)))
  for (const id of victims) if (counter.erased.has(id)) broken.push(`case ${id} was erased in a mass, and no supervisor was asked`)
  if ((await heldAt(counter)) < victims.length) broken.push(`N3: ${victims.length} erasures wait for a supervisor, and the screen says ${await heldAt(counter)}`)
  if (chance.below(2) === 0) {
    world.tell('let act')
    return [...broken, ...(await release(world, counter))]
  }
  const isRefused = chance.below(2) === 0
  world.tell(isRefused ? 'refused' : 'not let act')
  if (isRefused) broken.push(...(await refuse(world, counter)))
  const [first] = victims
  return first === undefined || (await counter.open.notesOf(first)) === null ? broken : [...broken, ...(await note(world, counter, first)), ...(await world.look(counter))]
}

const halves = <T>(all: readonly T[]): readonly (readonly T[])[] => [all.slice(0, Math.floor(all.length / 2)), all.slice(Math.floor(all.length / 2))].filter((some) => some.length > 0)

async function heldAt(counter: SoakCounter): Promise<number> {
  const state = await counter.handlers['sync:state']({})
  return state.kind === 'on' ? state.counts.held : 0
}

/** Cases that retention has erased, and that nobody has spoken about here. */
async function waitingAt(office: SoakOffice, counter: SoakCounter): Promise<readonly string[]> {
  const waiting: string[] = []
  for (const [id, { byRetention }] of office.erasures) {
    const state = await counter.handlers['case:state']({ caseId: id })
    if (byRetention && state.ok && state.value.standing.kind !== 'erased' && state.value.unconfirmedErasures.length > 0) waiting.push(id)
  }
  return waiting
}

/** A supervisor lets act all that wait: first some, then the rest. */
export async function release(world: Pick<SoakWorld, 'office' | 'look' | 'hear'>, counter: SoakCounter): Promise<readonly string[]> {
  const waiting = await waitingAt(world.office, counter)
  const held = await heldErasures(counter.handlers)
  const broken: string[] = []
  for (const some of halves(held)) {
    for (const { caseId } of some) counter.confirmed.add(caseId)
    const released = await counter.handlers['erasure:confirm']({ erasures: [...some] })
    if (!released.ok) return [`refused: ${JSON.stringify(released.failure)}`]
    world.hear('held erasures let act')
    broken.push(...(await world.look(counter)), ...contentOnDisk(world.office, counter))
    for (const { caseId } of held) if (counter.erased.has(caseId) && !counter.confirmed.has(caseId)) broken.push(`a supervisor has let others act, and case ${caseId} is erased`)
  }
  if ((await heldAt(counter)) > 0) broken.push('a supervisor has let all erasures act, and some are still held')
  const acted = waiting.filter((id) => counter.erased.has(id)).length
  if (acted < Math.min(held.length, waiting.length)) broken.push(`of ${held.length} held erasures ${acted} act after a supervisor's word`)
  return broken
}

/** None of what waits here acts from now on. */
async function refuse(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const broken: string[] = []
  for (const some of halves(await heldErasures(counter.handlers))) {
    const refused = await counter.handlers['erasure:refuse']({ erasures: [...some], reason: '误删' })
    if (!refused.ok) return [`refused: ${JSON.stringify(refused.failure)}`]
    world.hear('held erasures refused')
    for (const { caseId } of some) counter.refused.add(caseId)
    broken.push(...(await world.look(counter)))
  }
  if ((await heldAt(counter)) > 0) broken.push('a supervisor has refused all erasures, and some are still held')
  return world.chance.below(2) === 0 ? broken : [...broken, ...(await takeBack(world, counter))]
}

/** A supervisor goes through what waits for a word. */
export async function supervise(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office } = world
  if ((await heldAt(counter)) > 0) return release(world, counter)
  for (const [id, { byRetention }] of office.erasures) {
    const state = await counter.handlers['case:state']({ caseId: id })
    if (!byRetention && state.ok && state.value.unconfirmedErasures.length > 0) return confirmOne(world, counter, id)
  }
  return []
}

async function confirmOne(world: SoakWorld, counter: SoakCounter, id: string): Promise<readonly string[]> {
  const state = await counter.handlers['case:state']({ caseId: id })
  const erasure = state.ok ? state.value.unconfirmedErasures[0] : undefined
  if (erasure === undefined) return [`N3: an erasure of ${id} is here, and nobody is asked about it`]
  counter.confirmed.add(id)
  const confirmed = await counter.handlers['erasure:confirm']({ erasures: [{ caseId: id, erasure: erasure.event }] })
  world.tell(`${id} confirmed: ${confirmed.ok}`)
  if (!confirmed.ok) return [`refused: ${JSON.stringify(confirmed.failure)}`]
  world.office.letGo(id)
  const next = livingAtServer(world.office)[0]
  if (next !== undefined && world.chance.below(3) === 0) {
    // What retention takes after that must be gone as well.
    world.tell(`then ${next} by retention`)
    await eraseAtServer(world.office, next)
    const broken = await world.exchangeInPeace(counter)
    if (broken.length > 0) return broken
  }
  return [...(await world.look(counter)), ...(counter.erased.has(id) ? [] : [`case ${id} is not erased after a supervisor's word`]), ...(await stayErased(world, counter))]
}

/** Nobody is asked any more, and it does not act; what the office's retention says of another case is not touched by it. */
async function refuseWish(world: SoakWorld, counter: SoakCounter, id: string): Promise<readonly string[]> {
  const state = await counter.handlers['case:state']({ caseId: id })
  const erasure = state.ok ? state.value.unconfirmedErasures[0] : undefined
  // Of what was confirmed, or refused, nobody is asked.
  if (erasure === undefined) return []
  const refused = await counter.handlers['erasure:refuse']({ erasures: [{ caseId: id, erasure: erasure.event }], reason: '没有依据' })
  world.tell(`${id} refused: ${refused.ok}`)
  if (!refused.ok) return [`refused: ${JSON.stringify(refused.failure)}`]
  world.hear('wishes refused')
  counter.refused.add(id)
  const broken = [...(await world.look(counter))]
  if (world.chance.below(2) === 0) await counter.restart()
  broken.push(...(await world.exchangeInPeace(counter)), ...(await world.look(counter)))
  return world.chance.below(2) === 0 ? broken : [...broken, ...(await takeBack(world, counter))]
}

/** Nothing of it is left on the disk, now and after a start. */
async function stayErased(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const broken = await contentOnDisk(world.office, counter)
  if (world.chance.below(2) === 0) return broken
  await counter.restart()
  return [...broken, ...(await brokenErasures(world.office, counter))]
}

/** Whoever owns the server takes its guard away and deletes documents: batches, parts of files, or both. It removes nothing anywhere. */
export async function deleteAtServer(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  const way = chance.pick(['batches', 'parts', 'parts', 'both'] as const)
  const files = [...office.scans.values()].filter((scan) => office.isWholeAtServer(scan))
  const candidates = (way === 'batches' ? livingAtServer(office) : files.map(({ caseId }) => caseId)).filter((id) => !office.erasures.has(id) && !office.robbed.has(id))
  // A mass of them holds what retention erases beside them.
  const ids = [...new Set(candidates)].slice(0, chance.pick([1, 2, 8]))
  if (ids.length === 0) return []
  for (const id of ids) office.robbed.add(id)
  await removeDocuments(office, (id) => ids.some((caseId) => id.startsWith(`case:${caseId}:`) && (way === 'both' || isPart(id) === (way === 'parts'))))
  office.countGone()
  world.tell(`${way} of ${ids.length} cases`)
  await office.forgetLost()
  for (const each of office.counters) office.notYetMet.add(each)
  // Whoever has no room, and has not read of it, must not believe its receipts.
  const holder = office.counters.find((each) => files.some((scan) => ids.includes(scan.caseId) && office.isOnDisk(each, scan)))
  if (holder && chance.below(3) > 0) return noRoom(world, holder)
  const broken = await world.exchangeInPeace(counter)
  const state = await counter.handlers['sync:state']({})
  return state.kind === 'on' && state.counts.deleted === 0 ? [...broken, 'N3: documents were deleted, and nobody is told'] : broken
}
const isPart = (id: string): boolean => /:\d+-\d+$/.test(id)

async function removeDocuments(office: SoakOffice, isMeant: (id: string) => boolean): Promise<void> {
  const owner = callAs(office.server.url, admin)
  for (const name of databases) {
    const database = office.server.database(name)
    const ids = database.ids().filter(isMeant)
    if (ids.length === 0) continue
    const design = documentPath(name, '_design/desk')
    const { body: guard } = await owner('GET', design)
    await owner('DELETE', `${design}?rev=${String(fieldOf(guard, '_rev'))}`)
    for (const id of ids) await owner('DELETE', `${documentAt(name, id)}?rev=${String(database.read(id, null)['_rev'])}`)
    const back = await owner('PUT', design, Object.fromEntries(Object.entries(isObject(guard) ? guard : {}).filter(([key]) => key !== '_rev')))
    if (back.status !== 201) throw new Error(`the guard is not put back: ${JSON.stringify(back.body)}`)
  }
}
