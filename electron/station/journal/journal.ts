import { dirname, join } from 'node:path'
import * as z from 'zod'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import { fail, type Result } from '../../../shared/domain/result.ts'
import { findFile, onDisk, replaceFile } from '../files.ts'
import { drawIncarnation, drawOwner, drawStationId } from '../identity.ts'
import { journalFormat } from './formatVersion.ts'
import { findJson } from './opening.ts'
import { findOwner, type Owner, takeOwnership } from './owner.ts'
import type { LogRefusal } from './foundFolder.ts'
import { openRecordLog, type RecordLog, type RecordLogPorts } from './recordLog.ts'

/** The records of this station, each on disk before it counts. See `docs/events.md`. */
export interface Journal extends RecordLog {
  /** Whether this program still is the one that writes to the profile. */
  readonly owner: Owner
  /** Whoever wrote here before had closed the profile. */
  readonly wasReleased: boolean
}

/** The same journal with another way to append. */
export function appendingBy(journal: Journal, append: Journal['append']): Journal {
  const { owner, wasReleased } = journal
  return changing(journal, { owner, wasReleased, append })
}

/** The log with other parts. Its incarnation and its damage are those of now, not of when this was made. */
function changing<Parts extends object>(log: RecordLog, parts: Parts): RecordLog & Parts {
  return {
    ...log,
    get incarnation() {
      return log.incarnation
    },
    get damage() {
      return log.damage
    },
    ...parts,
  }
}
export type JournalRefusal = LogRefusal
export type JournalPorts = Pick<RecordLogPorts, 'files' | 'sealer' | 'randomBytes' | 'clock' | 'notesOf' | 'segmentBytes' | 'onProgress' | 'onDamage'> & {
  /** Folder of the profile; the journal is `journal/` in it. */
  readonly profileDir: string
}

const formatShape = z.looseObject({ format: z.int() })
const formatName = 'format.json'

/** Refusals change nothing on disk. */
export async function openJournal(ports: JournalPorts): Promise<Result<Journal, JournalRefusal>> {
  const opened = await onDisk('journal', () => open(ports))
  return opened.ok ? opened.value : opened
}

async function open(ports: JournalPorts): Promise<Result<Journal, JournalRefusal>> {
  const { profileDir, files, randomBytes } = ports
  const formatPath = join(profileDir, formatName)
  const formatBytes = await findFile(files, formatPath)
  const format = formatShape.safeParse(formatBytes && findJson(formatBytes)).data?.format ?? null
  if (format !== null && format > journalFormat) return fail({ kind: 'newer-format', format })
  const before = await findOwner(files, profileDir)
  let owner: Owner | null = null

  const opened = await openRecordLog({
    ...ports,
    dir: join(profileDir, 'journal'),
    place: 'journal',
    isUsed: formatBytes !== null,
    station: before?.station ?? null,
    drawStation: () => drawStationId(randomBytes),
    firstIncarnation: () => drawIncarnation(randomBytes),
    own: async (station) => {
      // An older program must not open what this one is about to write.
      if (format !== null && format < journalFormat) await writeFormat()
      owner = await takeOwnership(files, profileDir, station, drawOwner(randomBytes))
      // A new folder is on disk only when the folders above it are.
      if (formatBytes === null) for (const folder of [profileDir, dirname(profileDir), dirname(dirname(profileDir))]) await files.syncFolder(folder)
      return { owner, wasReleased: before?.isReleased ?? true }
    },
  })
  if (!opened.ok || owner === null) {
    await letGo(owner)
    return opened.ok ? fail({ kind: 'journal-missing' }) : opened
  }
  const held: Owner = owner
  try {
    if (format === null) await writeFormat()
  } catch (error) {
    await opened.value.close().catch(() => undefined)
    await held.release()
    throw error
  }
  return { ok: true, value: asJournal(opened.value, held, before?.isReleased ?? true) }

  async function writeFormat(): Promise<void> {
    await replaceFile(files, formatPath, Buffer.from(`${canonicalJson({ format: journalFormat })}\n`))
  }
}

/** A parameter, because the owner is taken in a call that the compiler can't see into. */
const letGo = async (owner: Owner | null): Promise<void> => owner?.release()

function asJournal(log: RecordLog, owner: Owner, wasReleased: boolean): Journal {
  const close = async (): Promise<void> => {
    try {
      await log.close()
    } finally {
      await owner.release()
    }
  }
  return changing(log, { owner, wasReleased, close })
}
