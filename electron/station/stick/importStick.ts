import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { StickTaken } from '../../../shared/contracts/stick.ts'
import type { AsideReason } from '../../../shared/contracts/sync.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { ReceivedEvent } from '../kept.ts'
import type { Cases } from '../cases.ts'
import { caseOfStream } from '../recordEvents.ts'
import type { CollectPorts } from './collect.ts'
import type { StickEntry } from './container.ts'
import { eventsOf, idOf } from './lookInto.ts'
import type { StickPacks } from './packFiles.ts'
import { type Previewed, sourceOf } from './previewStick.ts'
import { type ReadPorts, readWhole } from './readStick.ts'
import { refuse } from './writeStick.ts'
import type { EventStore } from '../eventStore.ts'
import type { Journal } from '../journal/journal.ts'
import type { Kept } from '../kept.ts'

export interface ImportPorts extends ReadPorts, Omit<CollectPorts, 'lastServer' | 'journal' | 'kept' | 'store'> {
  readonly journal: Journal
  readonly cases: Pick<Cases, 'state'>
  readonly kept: Kept
  readonly store: EventStore
  readonly packs: StickPacks
  /** `null` before the set-up. */
  readonly district: () => string | null
}

/** As many documents go into one flush. */
const documentsAtOnce = 100
const mostCases = 200

/** Takes in a file that was found whole. What is here already changes nothing. */
export async function importStick(ports: ImportPorts, path: string, { header, digest, passphrase, preview }: Previewed): Promise<Result<StickTaken, Failure>> {
  const source = sourceOf(header, header.number)
  const sum = { fresh: 0, known: 0, packs: 0, refusedPacks: 0, scans: 0 }
  const aside = new Map<AsideReason, number>()
  const changed = new Set<string>()
  let documents = 0
  let waiting: ReceivedEvent[] = []
  let whole: string[] = []

  async function keep(checkpoint: string | null): Promise<Result<null, Failure>> {
    const imported = await ports.store.importEvents(waiting, { source, checkpoint, documents: whole })
    if (!imported.ok) return imported
    documents = 0
    waiting = []
    whole = []
    sum.fresh += imported.value.kept
    sum.known += imported.value.known
    for (const { reason } of imported.value.aside) aside.set(reason, (aside.get(reason) ?? 0) + 1)
    for (const stream of imported.value.streams) changed.add(stream)
    return ok(null)
  }

  /** Once the events that name it are here. */
  async function takeScan({ stream, digest: name, bytes }: Extract<StickEntry, { kind: 'scan' }>): Promise<Result<null, Failure>> {
    const here = await ports.scans.has(stream, name)
    if (!here.ok || here.value) return here.ok ? ok(null) : here
    const kept = waiting.length > 0 ? await keep(null) : ok(null)
    if (!kept.ok) return kept
    const taken = await ports.scans.take(stream, name, Buffer.from(bytes, 'base64'))
    if (!taken.ok) return taken
    if (taken.value === 'stored') sum.scans += 1
    return ok(null)
  }

  const read = await readWhole(ports, path, passphrase, 'importing', async (entry, found) => {
    if (found.station !== header.station || found.number !== header.number) return refuse('not-checked')
    if (entry.kind === 'pack') {
      const taken = await ports.packs.take(entry)
      if (taken === 'taken') sum.packs += 1
      if (taken === 'refused') sum.refusedPacks += 1
    }
    if (entry.kind === 'scan') return takeScan(entry)
    if (entry.kind !== 'batch') return ok(null)
    const [events, id] = [eventsOf(entry), idOf(entry.document)]
    waiting.push(...events)
    if (!events.some(({ name }) => name === id)) whole.push(id)
    documents += 1
    return documents < documentsAtOnce ? ok(null) : keep(null)
  })
  const isStopped = !read.ok && read.failure.kind === 'cancelled'
  if (!read.ok && !isStopped) return read
  if (read.ok && read.value.digest !== digest) return refuse('not-checked')
  // What was set aside is to be read again after an update: such a file is never done with.
  const isDone = read.ok && preview.counts.aside.length === 0 && !preview.isRepeat
  const last = await keep(isDone ? digest : null)
  if (!last.ok) return last
  const ids = [...changed].flatMap((stream) => caseOfStream(stream) ?? [])
  const cases: { caseId: string; gaps: number }[] = []
  for (const caseId of ids.slice(0, mostCases)) {
    const state = await ports.cases.state(caseId)
    cases.push({ caseId, gaps: state.ok ? state.value.gaps.length : 0 })
  }
  return ok({
    from: preview.from,
    number: header.number,
    counts: { ...sum, aside: [...aside].map(([reason, count]) => ({ reason, count })), erasures: preview.counts.erasures },
    cases: cases.toSorted((one, other) => other.gaps - one.gaps),
    caseCount: ids.length,
    isStopped,
  })
}
