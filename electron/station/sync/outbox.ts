import type { WaitingReason, WaitingStream } from '../../../shared/contracts/sync.ts'
import type { StreamClaim } from '../../../shared/domain/dayAccount.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { DiskFailure } from '../files.ts'
import { caseOfStream } from '../recordEvents.ts'
import { openReceipts, type Receipts } from './receipts.ts'
import { createUnsent, type Unsent, type UnsentPorts } from './unsent.ts'

/** What a server has still to confirm: by its receipts, with what it refused and why. One server at a time. */
export interface Outbox {
  /** `null` before the first look. */
  held(): Held | null
  /** By what this server has confirmed; nothing counts that another one has. */
  openFor(uuid: string): Promise<Result<Held, DiskFailure>>
  /** The server has been put back: from now on it has confirmed nothing. */
  renew(): Promise<Result<Held, DiskFailure>>
  /** Takes in what was written since, by what the last server has confirmed. */
  look(): Promise<Result<null, DiskFailure>>
  /** What came of a contact that began then, by the clock that never goes back. */
  noteRefusals(refusals: ReadonlyMap<string, WaitingReason>, startedAt: number): void
  /** It was not refused, or long enough ago. */
  mayGo(stream: string, now: number): boolean
  /** There is more of it than what was refused. */
  written(stream: string): void
  /** Somebody wants it now. */
  tryAgain(): void
  isWaiting(stream: string): boolean
  /** Refused ones first. */
  waiting(): readonly WaitingStream[]
  /** Something waits beside what was refused. */
  hasMore(): boolean
  countConfirmed(): number
  /** Records that are not confirmed; `null` before the first look. */
  unsentRecords(): number | null
  /** At this moment. */
  claims(): SyncClaims
}
export interface Held {
  readonly receipts: Receipts
  readonly unsent: Unsent
}

/** What the exchange says of the journal's records, at one moment. */
export interface SyncClaims {
  of(stream: string): StreamClaim
  reasonOf(stream: string): WaitingReason
  /** Number of the first record that waits; `null` where none does. */
  oldestWaiting(): number | null
}

/** A refused stream is tried again by itself. */
const refusedAgainMs = 60 * 60_000

/** `lastUuid`: server of the last contact; `null` before the first. `isDue`: nobody is writing to it any more. */
export function createOutbox(ports: Omit<UnsentPorts, 'receipts'> & Parameters<typeof openReceipts>[0] & { readonly lastUuid: string | null; readonly isDue: (stream: string) => boolean }): Outbox {
  let held: Held | null = null
  const refused = new Map<string, { readonly because: WaitingReason; readonly againAt: number }>()

  function adopt(receipts: Receipts): Held {
    held = { receipts, unsent: createUnsent({ ...ports, receipts }) }
    refused.clear()
    return held
  }
  async function openFor(uuid: string): Promise<Result<Held, DiskFailure>> {
    if (held?.receipts.server.uuid === uuid) return ok(held)
    const opened = await openReceipts(ports, uuid)
    return opened.ok ? ok(adopt(opened.value)) : opened
  }
  const ofLastServer = (): Promise<Result<Held, DiskFailure>> => openFor(held?.receipts.server.uuid ?? ports.lastUuid ?? '')
  const streams = (): Unsent['streams'] => held?.unsent.streams ?? new Map()
  const reasonOf = (stream: string): WaitingReason => refused.get(stream)?.because ?? { kind: ports.isDue(stream) ? 'due' : 'not-due' }

  return {
    held: () => held,
    openFor,
    renew: async () => {
      const opened = await ofLastServer()
      const renewed = opened.ok ? await opened.value.receipts.renew() : opened
      return renewed.ok ? ok(adopt(renewed.value)) : renewed
    },
    look: async () => {
      const opened = await ofLastServer()
      return opened.ok ? opened.value.unsent.look() : opened
    },
    noteRefusals: (refusals, startedAt) => {
      for (const stream of refused.keys()) if (!streams().has(stream)) refused.delete(stream)
      for (const [stream, because] of refusals) refused.set(stream, { because, againAt: startedAt + refusedAgainMs })
    },
    mayGo: (stream, now) => (refused.get(stream)?.againAt ?? 0) <= now,
    written: (stream) => void refused.delete(stream),
    tryAgain: () => {
      for (const [stream, { because }] of refused) refused.set(stream, { because, againAt: 0 })
    },
    isWaiting: (stream) => streams().has(stream),
    waiting: () => {
      const waiting = [...streams()].map(([stream, { journal, kept }]): WaitingStream => ({ caseId: caseOfStream(stream), records: journal.length + kept.length, because: reasonOf(stream) }))
      return waiting.toSorted((one, other) => Number(isRefusal(other.because)) - Number(isRefusal(one.because)))
    },
    hasMore: () => streams().size > refused.size,
    countConfirmed: () => (held?.unsent.countStreams() ?? 0) - streams().size,
    unsentRecords: () => (held ? [...streams().values()].reduce((sum, { journal, kept }) => sum + journal.length + kept.length, 0) : null),
    claims: () => {
      const waiting = new Map([...streams()].map(([stream, { journal }]) => [stream, journal]))
      return {
        of: (stream) => ({ confirmedUpTo: held?.receipts.upTo(stream).journal ?? 0, waiting: waiting.get(stream) ?? [], isRefused: isRefusal(reasonOf(stream)) }),
        reasonOf,
        oldestWaiting: () => [...waiting.values()].reduce<number | null>((oldest, [first]) => (first === undefined || (oldest !== null && oldest < first) ? oldest : first), null),
      }
    },
  }
}

/** Not just that its turn has not come. */
export const isRefusal = ({ kind }: WaitingReason): boolean => kind !== 'due' && kind !== 'not-due'
