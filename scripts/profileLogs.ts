import { join } from 'node:path'
import { errnoOf } from '../electron/station/files.ts'
import { type ReadBack, readSegments } from '../electron/station/journal/readSegments.ts'
import { type Listing, openFolder, type SegmentFolder } from '../electron/station/journal/segmentFolder.ts'
import { notesOfRecord } from '../electron/station/recordEvents.ts'
import { plainSealer } from '../electron/station/sealer.ts'
import { readOnlyFiles } from './readOnlyFiles.ts'

/** A folder of segments as it lies there, whatever state it is in. */
export interface LogAsFound {
  /** `journal` or `kept`, or the folder itself when it was named. */
  readonly name: string
  readonly folder: SegmentFolder
  readonly listing: Listing
  readonly found: ReadBack
}

/** The journal below a profile, and what is kept beside it; or one of these folders named directly. None where there is none. */
export async function readLogs(dir: string): Promise<readonly LogAsFound[]> {
  const logs: LogAsFound[] = []
  for (const name of ['journal', 'kept', '.']) {
    const folder = openFolder(readOnlyFiles, join(dir, name))
    const listing = await folder.list().catch((error: unknown): Listing => {
      if (errnoOf(error) === null) throw error
      return { segments: [], foreign: [] }
    })
    if (listing.segments.length === 0) continue
    logs.push({ name, folder, listing, found: await readSegments({ folder, sealer: plainSealer, notesOf: notesOfRecord }, listing.segments, null) })
  }
  return logs
}
