import { join } from 'node:path'
import { type DiskFailure, errnoOf, type Files, findFile } from '../files.ts'
import { decodeManifest, type Manifest } from './manifest.ts'
import { type MixedUp, type ReadBack, type ReadPorts, readSegments } from './readSegments.ts'
import { type Listing, manifestName, type SegmentFolder, segmentName } from './segmentFolder.ts'

export type LogRefusal =
  /** Written by a newer program. */
  | { readonly kind: 'newer-format'; readonly format: number }
  /** The place has been used, and its journal is gone: never a fresh start. */
  | { readonly kind: 'journal-missing' }
  | MixedUp
  | DiskFailure

/** A folder as a start finds it. */
export interface Found extends ReadBack {
  /** `null` where everything was read. */
  readonly manifest: Manifest | null
  readonly listing: Listing
}
export interface FoundPorts extends Omit<ReadPorts, 'folder'> {
  readonly dir: string
  readonly files: Files
  /** The folder was written to before: one that holds no record is refused. */
  readonly isUsed: boolean
  /** Of the profile, where it is known. */
  readonly station: string | null
}

async function listIfThere(folder: SegmentFolder): Promise<Listing> {
  try {
    return await folder.list()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { segments: [], foreign: [] }
    throw error
  }
}

/** With the manifest where it fits, without it where anything is doubtful. */
export async function readFolder(ports: FoundPorts, folder: SegmentFolder): Promise<Found> {
  try {
    return await readOnce(ports, folder)
  } catch (error) {
    // A program that finds itself displaced takes the segment away that it had just begun: it was listed, and is gone.
    if (errnoOf(error) !== 'ENOENT') throw error
    return readOnce(ports, folder)
  }
}

async function readOnce(ports: FoundPorts, folder: SegmentFolder): Promise<Found> {
  const { files, dir } = ports
  const listing = await listIfThere(folder)
  const bytes = await findFile(files, join(dir, manifestName))
  const manifest = bytes && decodeManifest(bytes)
  const known = manifest?.segments.map(({ segment }) => segment) ?? []
  const isPrefix = manifest && known.length > 0 && known.every((segment, at) => listing.segments[at]?.segment === segment)
  if (isPrefix) {
    const rest = listing.segments.slice(known.length)
    const found = await readSegments({ folder, ...ports }, rest, manifest)
    const first = found.segments[0]?.index
    if (first !== undefined && first.seqs.length > 0 && found.refusal === null && found.newlyMissing.length === 0) return { ...found, manifest, listing }
  }
  return { ...(await readSegments({ folder, ...ports }, listing.segments, null)), manifest: null, listing, stationInStreams: manifest?.station ?? null }
}

/** What no accident explains, or what this program can't read; nothing was changed. */
export function refuse(found: Found, ports: FoundPorts): LogRefusal | null {
  const [foreign] = found.listing.foreign
  if (foreign !== undefined) return { kind: 'journal-mixed-up', file: foreign, problem: 'foreign-file' }
  if (found.refusal) return found.refusal
  // Emptied is as good as gone.
  if (ports.isUsed && (found.last.seq === 0 || stationOf(found, ports) === null)) return { kind: 'journal-missing' }
  const { opening, newest } = found
  if (opening && newest && ports.station !== null && opening.station !== ports.station) return { kind: 'journal-mixed-up', file: segmentName(newest.segment), problem: 'other-station' }
  return null
}

export const stationOf = ({ opening, manifest, stationInStreams }: Found, { station }: FoundPorts): string | null => opening?.station ?? manifest?.station ?? stationInStreams ?? station
