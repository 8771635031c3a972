import type { ServerFailure, WaitingReason } from '../../../shared/contracts/sync.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { DiskFailure } from '../files.ts'
import type { ScanFile } from '../scans/scanCarrier.ts'
import type { Progress } from '../scans/scans.ts'
import { leastPartBytes, partDocument, planParts, type StoredPart, usualPartBytes } from './parts.ts'
import type { Peer } from './peer.ts'
import type { Step } from './steps.ts'

/** A file of this station, and the stream that names it. */
export interface OwnFile extends ScanFile {
  readonly stream: string
}
export interface SendFilesPorts {
  readonly peer: Peer
  /** `null` for a file that is not here any more. */
  readonly read: (stream: string, digest: string) => Promise<Result<Uint8Array | null, DiskFailure>>
  /** `null` where the opening of the stream is not here. */
  readonly databaseOf: (stream: string) => Promise<string | null>
  /** A whole database refuses this account, though it is let in. */
  readonly isShutOut: (failure: ServerFailure) => Promise<Result<boolean, ServerFailure>>
  /** The server has the whole file, of which this is the last part: is written down. */
  readonly onConfirmed: (file: OwnFile, last: ReadonlyMap<string, readonly string[]>) => Promise<Result<null, DiskFailure>>
  readonly onRefused: (file: OwnFile, because: WaitingReason) => void
  /** `null`: it is not on its way any more. */
  readonly onProgress: (file: OwnFile, progress: Progress | null) => void
  /** Asked between parts; `true` ends the sending where it is. */
  readonly isStopped: () => boolean
  readonly step: Step
}
type Broken = ServerFailure | DiskFailure

/** Each is answered by asking what stands there. */
const mostRounds = 4

/**
 * Sends files whose events are confirmed, part by part; what stands there already is not sent again. A refused file
 * stops no other; a failure of the server ends it. Gives false where it was stopped before its end.
 */
export async function sendFiles(ports: SendFilesPorts, files: readonly OwnFile[]): Promise<Result<boolean, Broken>> {
  let partBytes = usualPartBytes
  const shut = new Map<string, WaitingReason>()
  for (const file of files) {
    if (ports.isStopped()) return ok(false)
    const database = await ports.databaseOf(file.stream)
    const because: WaitingReason | undefined = database === null ? { kind: 'not-opened' } : shut.get(database)
    if (database === null || because) {
      if (because) ports.onRefused(file, because)
      continue
    }
    const bytes = await ports.read(file.stream, file.digest)
    if (!bytes.ok) return bytes
    if (!bytes.value) continue
    const sent = await sendFile(ports, database, file, bytes.value, partBytes)
    ports.onProgress(file, null)
    if (sent.ok) {
      if (sent.value.kind === 'stopped') return ok(false)
      if (sent.value.kind === 'refused') ports.onRefused(file, sent.value.because)
      partBytes = sent.value.partBytes
      continue
    }
    if (sent.failure.kind === 'disk') return fail(sent.failure)
    const shutOut = await ports.isShutOut(sent.failure)
    if (!shutOut.ok) return shutOut
    if (!shutOut.value) return fail(sent.failure)
    const reason: WaitingReason = sent.failure.kind === 'gone' ? { kind: 'no-database', database } : { kind: 'no-access', database }
    shut.set(database, reason)
    ports.onRefused(file, reason)
  }
  return ok(true)
}

type Sent = { readonly kind: 'confirmed' | 'stopped'; readonly partBytes: number } | { readonly kind: 'refused'; readonly because: WaitingReason; readonly partBytes: number }

async function sendFile(ports: SendFilesPorts, database: string, file: OwnFile, bytes: Uint8Array, startBytes: number): Promise<Result<Sent, Broken>> {
  const { peer, step, onProgress } = ports
  const { stream, digest } = file
  let partBytes = startBytes
  let because: WaitingReason = { kind: 'refused', reason: '' }
  for (let round = 0; round < mostRounds; ) {
    const there = await peer.parts(database, stream, digest)
    if (!there.ok) return there
    const missing = planParts(stream, digest, bytes, there.value, partBytes)
    if (missing.length === 0) {
      await step('files: before a receipt is written')
      const noted = await ports.onConfirmed(file, new Map([[database, there.value.slice(-1).map(({ id }) => id)]]))
      return noted.ok ? ok({ kind: 'confirmed', partBytes }) : noted
    }
    round += 1
    let done = bytes.length - missing.reduce((sum, { first, end }) => sum + end - first, 0)
    onProgress(file, { done, total: bytes.length })
    for (const range of missing) {
      if (ports.isStopped()) return ok({ kind: 'stopped', partBytes })
      await step('files: before a part is sent')
      const written = await peer.writePart(database, partDocument(stream, digest, range, bytes, peer.account))
      await step('files: after a part was sent')
      if (!written.ok && written.failure.kind !== 'too-large') return written
      if (!written.ok) {
        if (partBytes <= leastPartBytes) return ok({ kind: 'refused', because: { kind: 'refused', reason: 'too large' }, partBytes: startBytes })
        partBytes = Math.max(leastPartBytes, Math.ceil(partBytes / 2))
        // That was no refusal of what was sent.
        round -= 1
        break
      }
      if (written.value) {
        because = { kind: 'refused', reason: written.value.reason }
        break
      }
      done += range.end - range.first
      onProgress(file, { done, total: bytes.length })
    }
  }
  return ok({ kind: 'refused', because, partBytes })
}

/** The parts that stand there make up the file. */
export const isWhole = (stream: string, digest: string, bytes: Uint8Array, there: readonly StoredPart[]): boolean => planParts(stream, digest, bytes, there, usualPartBytes).length === 0
