import type { ServerFailure, SyncFiles, WaitingReason } from '../../../shared/contracts/sync.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { fail } from '../../../shared/domain/result.ts'
import type { DiskFailure } from '../files.ts'
import type { FileServer, Progress } from '../scans/scans.ts'
import type { Timers } from '../ports.ts'
import { fetchFile } from './fetchFile.ts'
import type { Peer } from './peer.ts'
import type { Receipts } from './receipts.ts'
import { isWhole, type OwnFile, sendFiles, type SendFilesPorts } from './sendFiles.ts'
import type { Step } from './steps.ts'

/** Scans and signed papers between one profile and one server: sent after their events, fetched when they are opened. */
export interface FileExchange extends FileServer {
  /** Sends what this life of the server has not confirmed. `true`: there is more, and something else came first. */
  send(how: { readonly isWaiting: (stream: string) => boolean; readonly isShutOut: SendFilesPorts['isShutOut']; readonly isStopped: () => boolean; readonly onProgress: (doneBytes: number, totalBytes: number) => void }): Promise<Result<boolean, ServerFailure | DiskFailure>>
  /** Gives up files that the server has, where room is wanted; it is asked for each once more. */
  makeRoom(): Promise<Result<null, ServerFailure | DiskFailure>>
  state(): Promise<SyncFiles>
  /** Someone wants it now: what was refused is tried again. */
  tryAgain(): void
}
/** The files of a profile, as far as they are sent and given up. */
export interface OwnFiles {
  /** Files that are here and named by events. */
  list(): Promise<Result<readonly OwnFile[], DiskFailure>>
  read(stream: string, digest: string): Promise<Result<Uint8Array | null, DiskFailure>>
  /** Removes files, those of cases closed long ago first, until the folder is small enough; only those that `isAtServer`. */
  makeRoom(isConfirmed: (file: OwnFile) => boolean, isAtServer: (file: OwnFile, bytes: Uint8Array) => Promise<Result<boolean, ServerFailure>>): Promise<Result<null, ServerFailure | DiskFailure>>
}
export interface FileExchangePorts {
  readonly peer: Peer
  readonly files: OwnFiles
  /** Of the server as it was met last; `null` before the first look. */
  readonly receipts: () => Receipts | null
  readonly databaseOf: (stream: string) => Promise<string | null>
  readonly timers: Pick<Timers, 'nowMs'>
  /** Where a file of this stream is has changed. */
  readonly changed: (stream: string) => void
  readonly step: Step
}

/** A refused file is tried again by itself. */
const refusedAgainMs = 60 * 60_000
/** Longer than this nobody waits for a word of the other stations because of files. */
const longestTurnMs = 20_000

export function createFileExchange(ports: FileExchangePorts): FileExchange {
  const { peer, files, receipts, databaseOf, timers, changed } = ports
  const refused = new Map<string, { readonly because: WaitingReason; readonly againAt: number }>()
  let underway: { readonly key: string; readonly progress: Progress } | null = null
  const keyOf = ({ stream, digest }: { readonly stream: string; readonly digest: string }): string => `${stream}.${digest}`
  const isConfirmed = (stream: string, digest: string): boolean => receipts()?.hasFile(stream, digest) === true

  async function unconfirmed(): Promise<Result<readonly OwnFile[], DiskFailure>> {
    const all = await files.list()
    return all.ok ? ok(all.value.filter(({ stream, digest }) => !isConfirmed(stream, digest))) : all
  }
  async function confirm({ stream, digest }: OwnFile, last?: ReadonlyMap<string, readonly string[]>): Promise<Result<null, DiskFailure>> {
    const noted = (await receipts()?.noteFile(stream, digest, last)) ?? ok(null)
    refused.delete(keyOf({ stream, digest }))
    return noted
  }
  const bytesOf = (some: readonly OwnFile[]): number => some.reduce((sum, { bytes }) => sum + bytes, 0)

  return {
    isConfirmed,
    sending: (stream, digest) => (underway?.key === keyOf({ stream, digest }) ? underway.progress : null),
    fetch: async (stream, file, onProgress, signal) => {
      const database = await databaseOf(stream)
      if (database === null) return fail({ kind: 'not-sent-yet' })
      const fetched = await fetchFile(peer, database, stream, file, onProgress, signal)
      // What came from there whole is there whole.
      if (fetched.ok) await confirm({ stream, ...file })
      return fetched
    },
    send: async ({ isWaiting, isShutOut, isStopped, onProgress }) => {
      const begunAt = timers.nowMs()
      const waiting = await unconfirmed()
      if (!waiting.ok) return waiting
      const due = waiting.value.filter((file) => !isWaiting(file.stream) && (refused.get(keyOf(file))?.againAt ?? 0) <= begunAt)
      const total = bytesOf(due)
      let done = 0
      const sent = await sendFiles(
        {
          ...ports,
          read: files.read,
          isShutOut,
          onConfirmed: async (file, last) => {
            done += file.bytes
            return confirm(file, last)
          },
          onRefused: (file, because) => {
            done += file.bytes
            refused.set(keyOf(file), { because, againAt: begunAt + refusedAgainMs })
          },
          onProgress: (file, progress) => {
            underway = progress && { key: keyOf(file), progress }
            onProgress(done + (progress?.done ?? 0), total)
            changed(file.stream)
          },
          isStopped: () => isStopped() || timers.nowMs() - begunAt > longestTurnMs,
        },
        due,
      ).finally(() => {
        underway = null
      })
      return sent.ok ? ok(!sent.value) : sent
    },
    makeRoom: () =>
      files.makeRoom(
        ({ stream, digest }) => isConfirmed(stream, digest),
        async ({ stream, digest }, bytes) => {
          const database = await databaseOf(stream)
          if (database === null) return ok(false)
          const there = await peer.parts(database, stream, digest)
          return there.ok ? ok(isWhole(stream, digest, bytes, there.value)) : there
        },
      ),
    state: async () => {
      const waiting = await unconfirmed()
      if (!waiting.ok) return { waiting: 0, bytes: 0, refused: 0, because: null }
      const parked = waiting.value.flatMap((file) => refused.get(keyOf(file)) ?? [])
      return { waiting: waiting.value.length, bytes: bytesOf(waiting.value), refused: parked.length, because: parked[0]?.because ?? null }
    },
    tryAgain: () => refused.clear(),
  }
}
