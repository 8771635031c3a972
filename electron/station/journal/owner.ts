import { join } from 'node:path'
import * as z from 'zod'
import { errnoOf, type Files, findFile, type OpenFile } from '../files.ts'
import { findJson, stationId } from './opening.ts'

/**
 * Who writes to this profile: `<profile>/owner.json`, written in place, so that a program that holds the file open sees
 * when another one has come. The last one to come writes; a lock that keeps the next one out would keep a clerk out
 * after every crash.
 */
export interface Owner {
  /** Still the last one to come? Asked after every flush, before it is acknowledged. */
  isStill(): boolean
  /** Never throws: a profile that can't be marked as closed is closed all the same. */
  release(): Promise<void>
}
export interface FoundOwner {
  readonly station: string
  /** Whoever wrote last has closed the profile. */
  readonly isReleased: boolean
}

export const ownerName = 'owner.json'
const nobody = '0'.repeat(32)
const ownerShape = z.object({ owner: z.string().regex(/^[0-9a-f]{32}$/), station: stationId })
const lineOf = (owner: string, station: string): Uint8Array => Buffer.from(`{"owner":"${owner}","station":"${station}"}\n`)

/** `null` when nobody is named, or the file is damaged. */
export async function findOwner(files: Files, profileDir: string): Promise<FoundOwner | null> {
  const bytes = await findFile(files, join(profileDir, ownerName))
  const read = ownerShape.safeParse(bytes && findJson(bytes))
  return read.success ? { station: read.data.station, isReleased: read.data.owner === nobody } : null
}

/** `token`: 32 random hex digits. */
export async function takeOwnership(files: Files, profileDir: string, station: string, token: string): Promise<Owner> {
  const path = join(profileDir, ownerName)
  const line = lineOf(token, station)
  const file = await createOrOpen(files, path)
  try {
    await file.truncate(line.length)
    await file.write(line, 0)
    await file.sync()
  } catch (error) {
    await file.close().catch(() => undefined)
    throw error
  }
  const isStill = (): boolean => Buffer.from(file.readNow(0, line.length)).equals(line)
  return {
    isStill,
    release: async () => {
      try {
        if (!isStill()) return
        await file.write(lineOf(nobody, station), 0)
        await file.sync()
      } catch {
        // All records are flushed before this: a disk that refuses here costs the next start the look of one after a crash.
      } finally {
        await file.close().catch(() => undefined)
      }
    },
  }
}

async function createOrOpen(files: Files, path: string): Promise<OpenFile> {
  try {
    return await files.open(path)
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return files.create(path)
  }
}
