import { join } from 'node:path'
import type { Failure } from '../../shared/contracts/ipc.ts'
import type { CheckProgress, FolderSize, RecordsCheck, RecordsStatus } from '../../shared/contracts/records.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { momentInChina } from './chinaTime.ts'
import { errnoOf, type Files, onDisk } from './files.ts'
import type { Journal } from './journal/journal.ts'
import { findSegments, readSegments, segmentName } from './journal/segments.ts'
import type { Clock } from './ports.ts'
import type { Recoveries } from './recoveries.ts'
import type { Sealer } from './sealer.ts'

/** What the settings page shows of the station's records, and the check on demand. */
export interface Records {
  status(): Promise<RecordsStatus>
  check(): Promise<Result<RecordsCheck, Failure>>
  stopCheck(): void
}
export interface RecordsPorts {
  readonly profileDir: string
  readonly files: Files
  readonly sealer: Sealer
  readonly journal: Journal
  readonly recoveries: Recoveries
  readonly clock: Clock
  /** Moment of the first record; `null` before it. */
  readonly firstMoment: () => string | null
  readonly announce: (progress: CheckProgress) => void
}

export function createRecords({ profileDir, files, sealer, journal, recoveries, clock, firstMoment, announce }: RecordsPorts): Records {
  const journalDir = join(profileDir, 'journal')
  let lastCheck: RecordsCheck | null = null
  let checking: CheckProgress | null = null
  let isStopped = false

  async function readAll(): Promise<RecordsCheck | null> {
    // What is appended meanwhile is not looked at: it has just been flushed.
    const { seq: upTo } = journal.head()
    const segments = await findSegments(files, journalDir)
    const sizes = await Promise.all(segments.map((segment) => files.stat(join(journalDir, segmentName(segment)))))
    const totalBytes = sizes.reduce((sum, { bytes }) => sum + bytes, 0)
    const told = (doneBytes: number): void => {
      checking = { doneBytes, totalBytes }
      announce(checking)
    }
    told(0)
    const found = await readSegments(files, sealer, journalDir, segments, () => undefined)
    if (isStopped) return null
    told(totalBytes)
    const known = new Set(journal.damage?.skipped)
    return { at: momentInChina(clock.now()), records: [...found.places.keys()].filter((seq) => seq <= upTo).length, bytes: totalBytes, newlyMissing: found.newlyMissing.filter((seq) => seq <= upTo && !known.has(seq)) }
  }

  return {
    status: async () => {
      const [journalSize, kept, papers] = await Promise.all(['journal', 'kept', 'papers'].map((name) => folderSize(files, join(profileDir, name))))
      const none: FolderSize = { files: 0, bytes: 0 }
      const since = recoveries.list().find(({ id }) => id === journal.incarnation) ?? null
      return {
        folder: profileDir,
        sizes: { journal: journalSize ?? none, kept: kept ?? none, papers: papers ?? none },
        freeBytes: null,
        records: journal.head().seq,
        missing: journal.damage?.skipped ?? [],
        identity: { station: journal.station, incarnation: journal.incarnation, since: since?.at ?? firstMoment(), because: since?.findings ?? [] },
        lastCheck,
        checking,
      }
    },
    check: async () => {
      if (checking) return fail({ kind: 'cancelled' })
      isStopped = false
      try {
        const done = await onDisk('journal', readAll)
        if (!done.ok) return done
        if (!done.value) return fail({ kind: 'cancelled' })
        lastCheck = done.value
        return ok(done.value)
      } finally {
        checking = null
      }
    },
    stopCheck: () => {
      isStopped = true
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
