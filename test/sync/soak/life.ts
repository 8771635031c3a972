import { batchDocument, cutBatches, eventText } from '../../../electron/station/sync/batch.ts'
import { type StepName, stepNames } from '../../../electron/station/sync/steps.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import { aBatch, caseTexts, inStream } from '../../builders/batches.ts'
import { cases, password } from '../../builders/officeServer.ts'
import { callAs } from '../../contract/server/call.ts'
import type { Fault } from '../../fakes/couch/faults.ts'
import type { MemoryFiles } from '../../faults/memoryFiles.ts'
import { createChance, scatteredWriteback } from '../../faults/writeback.ts'
import type { Death, SoakCounter } from './counter.ts'
import { SoakOffice } from './office.ts'

/** One life of an office, from three new stations to the last of what befell them, that follows from seed and number alone. */
export interface Life {
  readonly seed: number
  readonly number: number
  readonly steps: number
}
export type LifeReport =
  | { readonly kind: 'held'; readonly faults: Readonly<Record<string, number>> }
  | { readonly kind: 'broken'; readonly step: number; readonly story: readonly string[]; readonly broken: readonly string[] }

const wireFaults: readonly Fault[] = [
  { kind: 'latency', ms: 20 },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'reset', when: 'half-way' },
  { kind: 'half-json' },
  { kind: 'html' },
  { kind: 'redirect', to: 'http://portal.example/' },
  { kind: 'status', status: 401 },
  // Storms of it are what a queue is stuck by.
  { kind: 'status', status: 409 },
  { kind: 'status', status: 409 },
  { kind: 'status', status: 409 },
  { kind: 'status', status: 413 },
  { kind: 'status', status: 429, retryAfterSeconds: 9 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 502 },
  { kind: 'status', status: 503 },
  { kind: 'gzip-bomb', bytes: 70_000_000 },
  { kind: 'deep-json', depth: 5000 },
  { kind: 'changes', rows: 'twice' },
  { kind: 'changes', rows: 'shuffled' },
  { kind: 'changes', rows: { again: 7 } },
]
/** Each year has its database at the server; further off a clock would open cases that nobody has a place for. */
const moments = ['2025-03-02T09:00:00+08:00', '2026-03-02T09:00:00+08:00', '2026-12-31T23:59:50+08:00', '2027-03-02T09:00:00+08:00'] as const

/** A battery that is empty, a typing error: for as long as an exchange takes. */
const farOff = ['1970-01-01T08:00:00+08:00', '2036-03-02T09:00:00+08:00'] as const

const weights = { work: 34, sync: 26, 'sync on a bad line': 14, 'kill in the exchange': 6, 'kill at the disk': 4, 'power cut': 3, 'failing disk': 4, restart: 3, clock: 3, stick: 3, 'server dies': 3, 'back up': 2, restore: 2, spoilt: 3, 'put back': 2 } as const
type Deed = keyof typeof weights
const deeds = Object.entries(weights).flatMap(([deed, weight]) => Array.from({ length: weight }, () => deed as Deed))

export async function liveThrough({ seed, number, steps }: Life): Promise<LifeReport> {
  const chance = createChance(`stations ${seed} ${number}`)
  const office = await SoakOffice.open(`soak ${seed} ${number}`)
  const { server } = office
  const story: string[] = []
  const faults: Record<string, number> = {}
  const earlier = new Map<SoakCounter, MemoryFiles>()
  let step = 0
  let notes = 0

  /** One of so many requests of the exchange goes wrong; what only waits for news is left alone, for it comes when it likes. */
  function disturb(): void {
    const [every, kind] = [chance.pick([1, 1, 2, 3, 6]), chance.below(wireFaults.length)]
    const of = chance.pick(['', '', '/_bulk_docs', '/_bulk_docs', '/_changes'] as const)
    let asked = chance.below(every)
    server.fault = ({ path, query }) => {
      if (query.get('feed') === 'longpoll' || !path.endsWith(of)) return null
      asked += 1
      // Mostly of one kind, as troubles are.
      return asked % every === 0 ? (wireFaults[(kind + (asked % 5 === 0 ? asked : 0)) % wireFaults.length] ?? null) : null
    }
    story.push(`  one of ${every} requests ${of}: ${JSON.stringify(wireFaults[kind])}`)
  }

  async function exchange(counter: SoakCounter): Promise<readonly string[]> {
    const state = await counter.sync()
    story.push(`  ${JSON.stringify(state.contact)}, ${state.counts.waiting} wait`)
    const isSaid = state.contact.kind === 'in-step' || state.contact.kind === 'out-of-contact' || state.contact.kind === 'disk-refused'
    if (counter.isDead) return []
    return [...(isSaid ? [] : [`N3: after an exchange the screen says ${state.contact.kind}`]), ...(await office.untold(counter, state))]
  }

  /** Something at the counter; what is acknowledged is promised. Gives what was refused without a reason. */
  async function work(counter: SoakCounter): Promise<readonly string[]> {
    const id = office.ids[chance.below(office.ids.length)]
    const what = chance.pick(['open', 'note', 'note', 'note', 'write', 'decide'] as const)
    story.push(`  ${what}`)
    if (what === 'open' || id === undefined || (await counter.open.notesOf(id)) === null) {
      const opened = await counter.handlers['case:open']({ fields: [{ path: 'project.name', value: `第 ${step} 步的办件`, over: [] }] })
      if (!opened.ok) return refusalOf(opened.failure)
      office.ids.push(opened.value.state.id)
      office.tried.set(opened.value.state.id, new Set())
      if (!counter.acknowledges(opened)) return []
      office.promised.set(opened.value.state.id, new Set())
      counter.promised.set(opened.value.state.id, new Set())
      return []
    }
    if (what === 'note') {
      notes += 1
      const text = `第 ${notes} 条备注`
      office.tried.get(id)?.add(text)
      const noted = await counter.handlers['case:do']({ caseId: id, command: { kind: 'note', text } })
      if (!noted.ok) return refusalOf(noted.failure)
      if (!counter.acknowledges(noted)) return []
      for (const { promised } of [office, counter]) promised.set(id, (promised.get(id) ?? new Set()).add(text))
      return []
    }
    const state = await counter.handlers['case:state']({ caseId: id })
    if (!state.ok) return refusalOf(state.failure)
    const { fields, heads } = state.value
    const done = await counter.handlers['case:do']({
      caseId: id,
      command: what === 'write' ? { kind: 'write', fields: [{ path: 'project.address', value: `${step} 号`, over: (fields['project.address']?.heads ?? []).map(({ event }) => event) }] } : { kind: 'withdraw', reason: '申请人改期', heads: [...heads] },
    })
    return done.ok ? [] : refusalOf(done.failure)
  }
  /** A command may be refused for what the case is; a disk that was not made to fail refuses nothing. */
  let mayDiskFail = false
  const refusalOf = (failure: Failure): readonly string[] => (failure.kind === 'disk' && !mayDiskFail ? [`refused: ${JSON.stringify(failure)}`] : [])

  async function putDocuments(documents: readonly object[]): Promise<void> {
    await callAs(server.url, { name: 'jimei-3', password })('POST', `${cases}/_bulk_docs`, { docs: documents })
  }
  /** As a program with another opinion would: each of it is set aside and stops nothing. */
  async function spoil(): Promise<void> {
    const stream = `case:spoilt-${step}`
    const [text = ''] = inStream(stream, caseTexts(1)).map((each) => each.text)
    const made = (events: readonly string[]): { readonly _id: string } => {
      const [batch] = cutBatches(stream, events.map(eventText)).batches
      if (!batch) throw new Error('no batch')
      return batchDocument(batch, 'jimei-3', 'open')
    }
    const document = chance.pick([
      () => ({ ...aBatch(stream), _id: `${stream}:${'0'.repeat(32)}` }),
      () => made([` ${text}`]),
      () => made([text.replace('"v":1', '"__proto__":{},"v":1')]),
      () => made([canonicalJson({ ...JSON.parse(text), kind: 'case.sold' })]),
      () => made([canonicalJson({ ...JSON.parse(text), stream: `case:elsewhere-${step}` })]),
      () => made([canonicalJson({ ...JSON.parse(text), payload: { text: 7 } })]),
      () => made([`${'['.repeat(40)}${step}${']'.repeat(40)}`]),
    ] as const)()
    await putDocuments([document])
    office.spoilt.push(document._id)
  }

  async function dying(counter: SoakCounter, death: Death, leave: (disk: MemoryFiles) => MemoryFiles): Promise<readonly string[]> {
    story.push(`  ${JSON.stringify(death)}`)
    const isExchange = 'at' in death || chance.below(2) === 0
    mayDiskFail = true
    await counter.dieDuring(death, () => (isExchange ? exchange(counter) : work(counter)), leave)
    mayDiskFail = false
    return [...(await office.brokenAt(counter)), ...(await exchange(counter)), ...(await office.brokenAt(counter))]
  }

  async function act(deed: Deed, counter: SoakCounter): Promise<readonly string[]> {
    switch (deed) {
      case 'work':
        return work(counter)
      case 'sync':
        return exchange(counter)
      case 'sync on a bad line': {
        // With something to say, or there would be little to go wrong.
        const broken = [...(await work(counter)), ...(await work(counter))]
        disturb()
        broken.push(...(await exchange(counter)))
        server.fault = () => null
        return broken
      }
      case 'kill in the exchange':
        return dying(counter, { at: chance.pick<StepName>(stepNames), nth: chance.pick([1, 1, 2]) }, (disk) => disk.copyOfDisk())
      case 'kill at the disk':
        return dying(counter, { calls: chance.below(30) }, (disk) => disk.copyOfDisk())
      case 'power cut':
        return dying(counter, { calls: chance.below(30) }, (disk) => disk.afterPowerCut(scatteredWriteback(`${seed} ${number} ${step}`)))
      case 'failing disk': {
        const isExchange = chance.below(3) > 0
        mayDiskFail = true
        const broken: string[] = []
        await counter.failDuring(chance.pick(['ENOSPC', 'EIO']), chance.below(12), chance.pick([1, 1, 3, Number.POSITIVE_INFINITY]), async () => {
          broken.push(...(isExchange ? await exchange(counter) : await work(counter)))
        })
        mayDiskFail = false
        return [...broken, ...(await exchange(counter)), ...(await office.brokenAt(counter))]
      }
      case 'restart':
        if (!earlier.has(counter)) earlier.set(counter, counter.place.files.copyOfDisk())
        await counter.restart()
        return office.brokenAt(counter)
      case 'clock': {
        counter.clock.set(chance.pick([...moments, ...farOff]))
        story.push(`  ${counter.clock.now().toISOString()}`)
        const broken = await exchange(counter)
        counter.clock.set(chance.pick(moments))
        return broken
      }
      case 'stick': {
        const other = chance.pick(office.counters)
        const [id] = office.ids.length > 0 ? [chance.pick(office.ids)] : []
        const brought = id === undefined ? null : await other.open.station.exportCase(id)
        if (!brought?.ok || other === counter) return []
        // Read twice, as sticks are.
        for (let time = 0; time < 2; time += 1) await counter.open.station.importEvents(brought.value, { source: 'stick', checkpoint: null })
        return office.brokenAt(counter)
      }
      case 'server dies': {
        let left = chance.below(8)
        let dying: Promise<void> | null = null
        server.fault = ({ query }) => {
          if (query.get('feed') !== 'longpoll' && (left -= 1) < 0) dying ??= server.die()
          return null
        }
        const broken = await exchange(counter)
        await dying
        await server.die()
        server.fault = () => null
        const alone = [...(await exchange(counter)), ...(await work(counter))]
        await server.rise()
        return [...broken, ...alone, ...(await exchange(counter))]
      }
      case 'back up':
        office.backup = server.backUp()
        return []
      case 'restore': {
        if (!office.backup) return []
        // A server does not come back without having been away.
        await server.die()
        for (const each of office.counters) {
          await exchange(each)
          office.notYetMet.add(each)
        }
        server.restore(office.backup, chance.pick(['same', 'new']))
        await server.rise()
        await office.forgetLost()
        return []
      }
      case 'spoilt':
        await spoil()
        return []
      case 'put back': {
        const older = earlier.get(counter)
        if (!older) return []
        earlier.delete(counter)
        await counter.open.close()
        await counter.startOn(older)
        await office.forgetLost()
        office.notYetMet.add(counter)
        return office.brokenAt(counter)
      }
    }
  }

  try {
    for (; step < steps; step += 1) {
      const [deed, counter] = [chance.pick(deeds), chance.pick(office.counters)]
      faults[deed] = (faults[deed] ?? 0) + 1
      story.push(`${step} counter ${office.counters.indexOf(counter) + 1}: ${deed}`)
      const broken = await act(deed, counter).catch(said)
      if (broken.length > 0) return { kind: 'broken', step, story, broken }
    }
    const broken = await office.brokenAtTheEnd().catch(said)
    return broken.length > 0 ? { kind: 'broken', step, story, broken } : { kind: 'held', faults }
  } finally {
    await office.close().catch(() => undefined)
  }
}

const said = (error: unknown): readonly string[] => [error instanceof Error ? (error.stack ?? error.message) : String(error)]
