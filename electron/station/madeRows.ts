import { join } from 'node:path'
import * as z from 'zod'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { crc32c } from './journal/crc32c.ts'
import { findJson } from './journal/opening.ts'
import type { Sealer } from './sealer.ts'

/**
 * Rows as they were last made, so that a lost cache of the screen is filled without folding every case. Derived: the
 * file may be missing, damaged or old at any time, then rows are made again. A row counts only for the very records it
 * was made from, of the very journal, by this version of the program.
 */
export interface MadeRows {
  /** `made`: what the row rests on, as text. */
  find(caseId: string, made: string): Promise<CaseRow | null>
  put(caseId: string, made: string, row: CaseRow): void
  /** What was erased is on disk no more when this is over; where the disk refuses, with the next rows that are saved. */
  drop(caseId: string): Promise<void>
  /** Rows read for a fill need not stay in memory after it. */
  forget(): void
  /** Writes what is new; a disk that refuses costs time at the next fill and nothing else. */
  save(): Promise<void>
}

export interface MadeRowsPorts {
  readonly profileDir: string
  readonly files: Files
  readonly sealer: Sealer
  /** Version of the program and station: rows of another are not used. */
  readonly owner: string
  readonly journal: { head(): { readonly seq: number; readonly chain: string }; findChain(seq: number): Promise<string | null> }
}

const line = z.tuple([z.string(), z.string(), z.string()])
type Entry = readonly [caseId: string, made: string, body: string]
/** `head`: the journal when the file was written; rows of a journal that was put back are not used. */
const firstLine = z.strictObject({ owner: z.string(), seq: z.int(), head: z.string() })
/** Fewer are made again sooner than the file is written. */
const worthSaving = 200

export function openMadeRows({ profileDir, files, sealer, owner, journal }: MadeRowsPorts): MadeRows {
  const path = join(profileDir, 'rows')
  const changed = new Map<string, { readonly made: string; readonly row: CaseRow }>()
  let read: Promise<ReadonlyMap<string, Entry>> | null = null
  const dropped = new Set<string>()
  let saving: Promise<void> = Promise.resolve()

  async function readAll(): Promise<ReadonlyMap<string, Entry>> {
    const found = await onDisk('rows', () => findFile(files, path))
    const bytes = found.ok ? found.value : null
    const parsed = bytes && parse(bytes)
    const isOurs = parsed?.first.owner === owner && (await journal.findChain(parsed.first.seq).catch(() => null)) === parsed.first.head
    return isOurs ? parsed.entries : new Map()
  }

  return {
    find: async (caseId, made) => {
      const fresh = changed.get(caseId)
      if (fresh) return fresh.made === made ? fresh.row : null
      const entry = (await (read ??= readAll())).get(caseId)
      if (entry?.[1] !== made) return null
      const plain = await sealer.open(Buffer.from(entry[2], 'base64'), { stream: `case:${caseId}`, purpose: 'row' })
      // Written by this version of the program, and its checksum holds.
      const row: CaseRow | null = plain && JSON.parse(Buffer.from(plain).toString('utf8'))
      return row
    },
    put: (caseId, made, row) => void changed.set(caseId, { made, row }),
    forget: () => {
      read = null
    },
    drop: (caseId) => {
      dropped.add(caseId)
      changed.delete(caseId)
      return (saving = saving.then(() => (dropped.size === 0 ? undefined : saveAll())))
    },
    save: () => (saving = saving.then(() => (changed.size < worthSaving ? undefined : saveAll()))),
  }

  async function saveAll(): Promise<void> {
    const head = journal.head()
    const entries = new Map(await (read ?? readAll()))
    const gone = [...dropped]
    for (const id of gone) entries.delete(id)
    const taken = new Map(changed)
    for (const [id, { made, row }] of taken) {
      const body = await sealer.seal(Buffer.from(JSON.stringify(row)), { stream: `case:${id}`, purpose: 'row' })
      entries.set(id, [id, made, Buffer.from(body).toString('base64')])
    }
    const replaced = await onDisk('rows', () => replaceFile(files, path, encode(entries.values(), { owner, seq: head.seq, head: head.chain })))
    if (replaced.ok) for (const id of gone) dropped.delete(id)
    for (const [id, saved] of taken) if (changed.get(id) === saved) changed.delete(id)
    read = null
  }
}

/** One line each: checksum, then JSON. */
function encode(entries: Iterable<Entry>, first: z.infer<typeof firstLine>): Uint8Array {
  const lines = [JSON.stringify(first), ...[...entries].map((entry) => JSON.stringify(entry))]
  return Buffer.from(lines.map((text) => `${crc32c(Buffer.from(text)).toString(16).padStart(8, '0')} ${text}\n`).join(''))
}

/** Lines that are damaged are left out; without a whole first line nothing is used. */
function parse(bytes: Uint8Array): { readonly first: z.infer<typeof firstLine>; readonly entries: ReadonlyMap<string, Entry> } | null {
  const entries = new Map<string, Entry>()
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const jsonAt = (start: number, end: number): unknown => {
    const text = whole.subarray(start + 9, end)
    return whole.subarray(start, start + 8).toString('latin1') === crc32c(text).toString(16).padStart(8, '0') ? findJson(text) : null
  }
  const firstEnd = whole.indexOf(10)
  const first = firstLine.safeParse(firstEnd < 0 ? null : jsonAt(0, firstEnd))
  if (!first.success) return null
  for (let start = firstEnd + 1; start < whole.length; ) {
    const end = whole.indexOf(10, start)
    if (end < 0) break
    const entry = line.safeParse(jsonAt(start, end))
    if (entry.success) entries.set(entry.data[0], entry.data)
    start = end + 1
  }
  return { first: first.data, entries }
}
