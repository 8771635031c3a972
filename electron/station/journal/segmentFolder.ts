import { join } from 'node:path'
import { errnoOf, type Files } from '../files.ts'
import { decompressSegment, findMemberAt, memberBytes } from './members.ts'

/** A folder of segments on disk: each plain (`.log`) while it is written, compressed (`.log.gz`) some time after it was closed. */
export interface SegmentFolder {
  readonly dir: string
  list(): Promise<Listing>
  /** The plain bytes; zeros where a member of a compressed one can't be read. */
  readPlain(segment: number): Promise<{ readonly plain: Uint8Array; readonly isWhole: boolean }>
  /** The first plain bytes, for the opening record. */
  readStart(segment: number, length: number): Promise<Uint8Array>
  /** Several ranges of the plain bytes, as far as they can be read. `members`: from the index, empty for a plain file. */
  readRanges(segment: number, members: readonly number[], ranges: readonly Range[]): Promise<readonly Uint8Array[]>
}
export interface Range {
  readonly start: number
  readonly end: number
}
export interface Listing {
  /** Ascending. */
  readonly segments: readonly ListedSegment[]
  /** Names that nobody put here who writes journals. */
  readonly foreign: readonly string[]
}
export interface ListedSegment {
  readonly segment: number
  readonly isPlain: boolean
  readonly isCompressed: boolean
}

const baseName = (segment: number): string => `segment-${String(segment).padStart(6, '0')}`
export const segmentName = (segment: number): string => `${baseName(segment)}.log`
export const compressedName = (segment: number): string => `${baseName(segment)}.log.gz`
export const indexName = (segment: number): string => `${baseName(segment)}.idx`
export const manifestName = 'manifest.json'
export const asideName = 'aside'

const segmentPattern = /^segment-(\d{6})\.log(\.gz)?$/
const ownPattern = /^(segment-\d{6}\.(log|log\.gz|idx)|manifest\.json|aside)(\.part)?$/
// What file managers drop into every folder they show.
const dropped = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini', '.directory'])

export function openFolder(files: Files, dir: string): SegmentFolder {
  const plainPath = (segment: number): string => join(dir, segmentName(segment))
  const compressedPath = (segment: number): string => join(dir, compressedName(segment))

  /** A segment may be compressed between two looks at it: then the other file is there. */
  async function fromEither<T>(segment: number, plain: (path: string) => Promise<T>, compressed: (path: string) => Promise<T>): Promise<T> {
    try {
      return await plain(plainPath(segment))
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error
      return compressed(compressedPath(segment))
    }
  }

  async function readRange(path: string, { start, end }: Range): Promise<Uint8Array> {
    const file = await files.open(path)
    try {
      return await file.readAt(start, end - start)
    } finally {
      await file.close()
    }
  }

  /** Opens only the members that the ranges touch. */
  async function readMembers(path: string, members: readonly number[], ranges: readonly Range[]): Promise<readonly Uint8Array[]> {
    if (members.length === 0) {
      const { plain } = decompressSegment(await files.read(path))
      return ranges.map(({ start, end }) => plain.subarray(start, end))
    }
    const file = await files.open(path)
    const opened = new Map<number, Uint8Array>()
    try {
      for (const { start, end } of ranges) {
        for (let at = Math.floor(start / memberBytes); at * memberBytes < end; at += 1) {
          const from = members[at]
          if (from === undefined || opened.has(at)) continue
          const bytes = await file.readAt(from, (members[at + 1] ?? from + largestMemberBytes) - from)
          opened.set(at, findMemberAt(bytes, 0)?.plain ?? new Uint8Array(memberBytes))
        }
      }
    } finally {
      await file.close()
    }
    return ranges.map(({ start, end }) => {
      const first = Math.floor(start / memberBytes)
      const touched = Array.from({ length: Math.ceil(end / memberBytes) - first }, (_, offset) => opened.get(first + offset) ?? new Uint8Array(0))
      return Buffer.concat(touched).subarray(start - first * memberBytes, end - first * memberBytes)
    })
  }

  return {
    dir,
    list: async () => {
      const names = await files.list(dir)
      const segments = new Map<number, ListedSegment>()
      for (const name of names) {
        const [, number, compressed] = segmentPattern.exec(name) ?? []
        if (number === undefined) continue
        const segment = Number(number)
        const before = segments.get(segment)
        segments.set(segment, { segment, isPlain: before?.isPlain === true || compressed === undefined, isCompressed: before?.isCompressed === true || compressed !== undefined })
      }
      return {
        segments: [...segments.values()].sort((a, b) => a.segment - b.segment),
        foreign: names.filter((name) => !ownPattern.test(name) && !dropped.has(name)),
      }
    },
    readPlain: (segment) =>
      fromEither(
        segment,
        async (path) => ({ plain: await files.read(path), isWhole: true }),
        async (path) => decompressSegment(await files.read(path)),
      ),
    readStart: (segment, length) =>
      fromEither(
        segment,
        (path) => readRange(path, { start: 0, end: length }),
        async (path) => {
          if (length > memberBytes) return decompressSegment(await files.read(path)).plain.subarray(0, length)
          const start = await readRange(path, { start: 0, end: largestMemberBytes })
          return findMemberAt(start, 0)?.plain.subarray(0, length) ?? new Uint8Array(0)
        },
      ),
    readRanges: (segment, members, ranges) =>
      fromEither(
        segment,
        async (path) => {
          const file = await files.open(path)
          try {
            const slices: Uint8Array[] = []
            for (const { start, end } of ranges) slices.push(await file.readAt(start, end - start))
            return slices
          } finally {
            await file.close()
          }
        },
        (path) => readMembers(path, members, ranges),
      ),
  }
}

// Deflate may grow what can't be compressed by a few bytes per block.
const largestMemberBytes = memberBytes + 1024
