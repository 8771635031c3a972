import { join } from 'node:path'
import type { Failure } from '../../shared/contracts/ipc.ts'
import type { CheckedRecords, CheckProgress, FolderSize, RecordsCheck, RecordsStatus } from '../../shared/contracts/records.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { momentInChina } from './chinaTime.ts'
import { errnoOf, type Files } from './files.ts'
import type { Journal } from './journal/journal.ts'
import type { RecordLog } from './journal/recordLog.ts'
import type { Kept } from './kept.ts'
import type { Clock } from './ports.ts'
import type { Recoveries } from './recoveries.ts'

/** What the settings page shows of the station's records, and the check on demand. */
export interface Records {
  status(): Promise<RecordsStatus>
  check(): Promise<Result<RecordsCheck, Failure>>
  stopCheck(): null
}
export interface RecordsPorts {
  readonly profileDir: string
  readonly freeBytes: () => number | null
  readonly files: Files
  readonly journal: Journal
  readonly kept: Pick<Kept, 'log'>
  readonly recoveries: Recoveries
  readonly clock: Clock
  /** Moment of the first record; `null` before it. */
  readonly firstMoment: () => string | null
  readonly announce: (progress: CheckProgress) => void
}

const recordsPerRead = 200

export function createRecords({ freeBytes, profileDir, files, journal, kept, recoveries, clock, firstMoment, announce }: RecordsPorts): Records {
  const journalDir = join(profileDir, 'journal')
  const keptDir = join(profileDir, 'kept')
  let lastCheck: RecordsCheck | null = null
  let checking: CheckProgress | null = null
  let stopping = new AbortController()

  async function checkAll(): Promise<Result<RecordsCheck, Failure>> {
    const ownSize = await folderSize(files, journalDir)
    const otherSize = await folderSize(files, keptDir)
    const totalBytes = ownSize.bytes + otherSize.bytes
    const tell = (before: number, { bytes }: FolderSize) => (done: number, total: number) => {
      checking = { doneBytes: before + (total === 0 ? bytes : Math.round((bytes * done) / total)), totalBytes }
      announce(checking)
    }
    const own = await checkLog(journal, tell(0, ownSize))
    if (!own.ok) return own
    const fromOthers = kept.log ? await checkLog(kept.log, tell(ownSize.bytes, otherSize)) : ok({ records: 0, newlyMissing: [] })
    return fromOthers.ok ? ok({ at: momentInChina(clock.now()), bytes: totalBytes, ...own.value, fromOthers: fromOthers.value }) : fromOthers
  }

  async function checkLog(log: RecordLog, told: (done: number, total: number) => void): Promise<Result<CheckedRecords, Failure>> {
    const known = new Set(log.tender.missing())
    told(0, 1)
    // What is appended meanwhile has just been flushed.
    const upTo = log.head().seq
    const checked = await log.tender.checkNow(told, stopping.signal)
    if (!checked.ok) return checked
    if (stopping.signal.aborted) return fail({ kind: 'cancelled' })
    const { closedUpTo, missing } = checked.value
    const open = await checkOpen(log, closedUpTo + 1, upTo)
    if (!open.ok) return open
    told(1, 1)
    const lost = new Set([...missing, ...open.value].filter((seq) => seq <= upTo))
    return ok({ records: upTo - lost.size, newlyMissing: [...lost].filter((seq) => !known.has(seq)) })
  }

  /** Records of the segment that is still written to, one by one; gives the numbers of those that can't be read. */
  async function checkOpen(log: RecordLog, from: number, to: number): Promise<Result<readonly number[], Failure>> {
    const lost: number[] = []
    for (let first = from; first <= to && !stopping.signal.aborted; first += recordsPerRead) {
      const seqs = Array.from({ length: Math.min(recordsPerRead, to - first + 1) }, (_, index) => first + index)
      const bodies = await log.read(seqs)
      if (!bodies.ok) return bodies
      lost.push(...seqs.filter((_seq, index) => bodies.value[index] === null))
    }
    return stopping.signal.aborted ? fail({ kind: 'cancelled' }) : ok(lost)
  }

  return {
    status: async () => {
      const since = recoveries.list().find(({ id }) => id === journal.incarnation) ?? null
      return {
        folder: profileDir,
        sizes: { journal: await folderSize(files, journalDir), kept: await folderSize(files, keptDir), papers: await folderSize(files, join(profileDir, 'papers')) },
        freeBytes: freeBytes(),
        records: journal.head().seq,
        missing: journal.tender.missing(),
        missingFromOthers: kept.log?.tender.missing().length ?? 0,
        identity: { station: journal.station, incarnation: journal.incarnation, since: since?.at ?? firstMoment(), because: since?.findings ?? [] },
        lastCheck,
        checking,
      }
    },
    check: async () => {
      if (checking) return fail({ kind: 'cancelled' })
      stopping = new AbortController()
      try {
        const done = await checkAll()
        if (done.ok) lastCheck = done.value
        return done
      } finally {
        checking = null
      }
    },
    stopCheck: () => {
      stopping.abort()
      return null
    },
  }
}

/** Everything below a folder; none where it can't be read. */
async function folderSize(files: Files, folder: string): Promise<FolderSize> {
  let size: FolderSize = { files: 0, bytes: 0 }
  const names = await files.list(folder).catch((error: unknown): readonly string[] => {
    if (errnoOf(error) === null) throw error
    return []
  })
  for (const name of names) {
    const path = join(folder, name)
    // Compression may take a file away while it is being counted.
    const found = await files.stat(path).catch((error: unknown) => {
      if (errnoOf(error) === null) throw error
      return null
    })
    if (!found) continue
    const below = found.isFolder ? await folderSize(files, path) : { files: 1, bytes: found.bytes }
    size = { files: size.files + below.files, bytes: size.bytes + below.bytes }
  }
  return size
}
