import type { ServerFailure, WaitingReason } from '../../../shared/contracts/sync.ts'
import { casesDatabase, districtRole, districtWords } from '../../../shared/domain/databases.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { DiskFailure } from '../files.ts'
import { type ContentPorts, pullContent } from './content.ts'
import { askForFirstStreams, findCheckpoint, pullDatabase, pullOpenStreams, type PullPorts } from './pull.ts'
import type { Peer } from './peer.ts'
import { pushStreams, type PushPorts } from './push.ts'
import type { Receipts } from './receipts.ts'
import { sourceOf, type Unsent } from './unsent.ts'

/** One contact with a server that has said who it is: looks whether it is as it was, sends, then reads. */
export interface ContactPorts extends Omit<PushPorts, 'receipts' | 'unsent' | 'isShutOut' | 'onProgress'>, Omit<PullPorts, 'onDeleted' | 'onProgress'>, Pick<ContentPorts, 'content'> {
  readonly receipts: Receipts
  readonly unsent: Unsent
  /** Of the account. */
  readonly roles: readonly string[]
  /** Which server this is stands on disk; nothing is written down of it before. */
  readonly noted: Promise<Result<unknown, DiskFailure>>
  readonly isDue: (stream: string) => boolean
  /** Years in China, by the clock here and by the server's: one that is far off must not hide the cases of this year. */
  readonly years: () => readonly number[]
  /** The disk has room for what is not the clerk's own work. */
  readonly mayPull: () => boolean
  readonly onSending: (done: number, total: number) => void
  readonly onReading: (done: number, total: number | null) => void
  readonly onDeleted: (documents: number) => void
}
export interface ContactReport {
  readonly refusals: ReadonlyMap<string, WaitingReason>
  /** Where each feed that is still growing ended. */
  readonly live: ReadonlyMap<string, string>
  readonly hasPulled: boolean
}
type Broken = ServerFailure | DiskFailure

/** Where documents that were there are gone without a trace, the server has been put back, or made anew. */
export async function isPutBack({ peer, receipts, checkpointOf, roles, years }: Pick<ContactPorts, 'peer' | 'receipts' | 'checkpointOf' | 'roles' | 'years'>): Promise<Result<boolean, Broken>> {
  const ofCases = wordsOf(roles).flatMap((word) => years().flatMap((year) => Array.from({ length: mostYears }, (_, back) => casesDatabase(word, year + 1 - back))))
  for (const database of new Set([...receipts.lastDocuments().keys(), ...ofCases, 'stations'])) {
    const checkpoint = await findCheckpoint({ checkpointOf }, sourceOf(receipts, database))
    if (!checkpoint.ok) return checkpoint
    const ids = [...new Set([...(receipts.lastDocuments().get(database) ?? []), ...(checkpoint.value?.last ?? [])])]
    if (ids.length === 0) continue
    const there = await peer.documents(database, ids)
    if (!there.ok) {
      // A database that is gone holds nothing; one that may not be read says nothing.
      if (there.failure.kind === 'gone') return ok(true)
      if (there.failure.kind === 'forbidden' || there.failure.kind === 'unauthorised') continue
      return there
    }
    for (const id of ids) {
      if (there.value.has(id)) continue
      const leaves = await peer.leaves(database, id)
      if (!leaves.ok) return leaves
      if (leaves.value.length === 0) return ok(true)
    }
  }
  return ok(false)
}

export function shutOutBy(peer: Peer): PushPorts['isShutOut'] {
  return async (failure) => {
    if (failure.kind === 'gone' || failure.kind === 'forbidden') return ok(true)
    if (failure.kind !== 'unauthorised') return ok(false)
    // Servers differ in which of 401 and 403 they say: if the account is let in at all, it is this database.
    const again = await peer.roles()
    return again.ok ? ok(true) : again
  }
}

/** Of years that are over, those that the server has. */
const mostYears = 12

export async function keepInStep(ports: ContactPorts): Promise<Result<ContactReport, Broken>> {
  const { peer, receipts, unsent } = ports
  const isShutOut = shutOutBy(peer)
  const looked = await unsent.look()
  if (!looked.ok) return looked
  const early = await askEarly(ports)
  if (!early.ok) return early
  const firstAsked = early.value
  const noted = await ports.noted
  if (!noted.ok) return noted
  const due = [...unsent.streams.keys()].filter(ports.isDue)
  const pushed = await pushStreams({ ...ports, isShutOut, onProgress: ports.onSending }, due)
  if (!pushed.ok) return pushed

  const live = new Map<string, string>()
  if (!ports.mayPull()) return ok({ refusals: pushed.value, live, hasPulled: false })
  const pullPorts: PullPorts = {
    ...ports,
    onProgress: ports.onReading,
    onDeleted: async (streams) => {
      ports.onDeleted(streams.length)
      const revoked = await receipts.revoke(streams)
      if (revoked.ok) for (const stream of streams) unsent.review(stream)
      return revoked
    },
  }
  /** @param mustRead a refusal is told: the account's own roles say that it may, and what is there would be missed */
  async function pull(database: string, isLive: boolean, mustRead = false): Promise<Result<'read' | 'shut-out', Broken>> {
    const read = await pullOne(pullPorts, database, sourceOf(receipts, database), new Set(unsent.streams.keys()), firstAsked?.database === database ? firstAsked.asked : undefined)
    if (read.ok) {
      if (isLive) live.set(database, read.value)
      return ok('read')
    }
    if (read.failure.kind === 'disk') return fail(read.failure)
    const shutOut = await isShutOut(read.failure)
    if (!shutOut.ok) return shutOut
    if (shutOut.value && mustRead && read.failure.kind !== 'gone') return fail({ kind: 'forbidden' })
    return shutOut.value ? ok('shut-out') : fail(read.failure)
  }
  // First, so that whoever worked on a case has a name when it comes, and the cases the editions that they go by.
  const [stations, content] = await Promise.all([pull('stations', true, true), pullContent(ports, sourceOf(receipts, 'content'))])
  if (!stations.ok) return stations
  // What can't be read of it is asked for again the next time, and stops nothing.
  if (content.ok) live.set('content', content.value.seq)
  else if (content.failure.kind === 'disk' || content.failure.kind === 'offline') return fail(content.failure)
  const words = wordsOf(ports.roles)
  // Without a district nothing of any case is read: whoever took the right away, the clerk has to know.
  if (words.length === 0) return fail({ kind: 'forbidden' })
  for (const word of words) {
    const asked = new Set<number>()
    const years = ports.years()
    for (const year of years) {
      // This year first: whoever is new waits for it. The next one for a clock that is ahead, here or elsewhere, at its turn.
      for (const at of [year, ...Array.from({ length: mostYears }, (_, back) => year + 1 - back)]) {
        if (asked.has(at)) continue
        asked.add(at)
        const read = await pull(casesDatabase(word, at), years.some((now) => at >= now), years.includes(at))
        if (!read.ok) return read
        if (read.value === 'shut-out' && at < year) break
      }
    }
  }
  const lookedAgain = await unsent.look()
  return lookedAgain.ok ? ok({ refusals: pushed.value, live, hasPulled: true }) : lookedAgain
}

/** Where this year's feed was never read, what it begins with is on its way while everything before it is done. */
async function askEarly(ports: ContactPorts): Promise<Result<{ readonly database: string; readonly asked: FirstAsked } | null, DiskFailure>> {
  const [word] = wordsOf(ports.roles)
  const [year] = ports.years()
  if (word === undefined || year === undefined || !ports.mayPull()) return ok(null)
  const database = casesDatabase(word, year)
  const before = await findCheckpoint(ports, sourceOf(ports.receipts, database))
  if (!before.ok) return before
  if (before.value !== null) return ok(null)
  const asked = askForFirstStreams(ports, database, new Set(ports.unsent.streams.keys()))
  // Nobody asks for it where something before it fails.
  asked.catch(() => undefined)
  return ok({ database, asked })
}
type FirstAsked = ReturnType<typeof askForFirstStreams>

async function pullOne(ports: PullPorts, database: string, source: string, own: ReadonlySet<string>, asked?: FirstAsked): Promise<Result<string, Broken>> {
  const before = await findCheckpoint(ports, source)
  if (!before.ok) return before
  let begun: Awaited<ReturnType<typeof pullOpenStreams>> = ok(null)
  if (before.value === null && database !== 'stations') {
    void ports.reader.prepare()
    ports.reader.learn(ports.currentEdition())
    begun = await pullOpenStreams(ports, database, source, own, asked)
    if (!begun.ok) return begun
  }
  const read = await pullDatabase(ports, database, source, begun.value)
  return read.ok ? ok(read.value.seq) : read
}

/** Districts whose cases the account may read. */
export function wordsOf(roles: readonly string[]): readonly string[] {
  return Object.values(districtWords).filter((word) => roles.includes(districtRole(word)))
}
