import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import * as z from 'zod'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { crc32c } from './journal/crc32c.ts'
import { findJson } from './journal/opening.ts'
import type { Timers } from './ports.ts'
import type { Sealer } from './sealer.ts'

/**
 * Rows as they were last made, so that a lost cache of the screen is filled without folding every case. Derived: the
 * file may be missing, damaged or old at any time, then rows are made again. A row counts only for the very records it
 * was made from, of the very journal, by this version of the program.
 */
export interface MadeRows {
  /** `made`: what the row rests on, as `rowRestsOn` writes it. */
  find(caseId: string, made: string): Promise<CaseRow | null>
  put(caseId: string, made: string, row: CaseRow): void
  /** What was erased is on disk no more when this is over; where the disk refuses, with the next rows that are saved. */
  drop(caseIds: readonly string[]): Promise<void>
  /** After a start: the same for what was erased when the program ended before it came to that. */
  tidy(erased: readonly string[]): Promise<void>
  /** Rows read for a fill need not stay in memory after it. */
  forget(): void
  /** Writes what is new; a disk that refuses costs time at the next fill and nothing else. */
  save(): Promise<void>
  /** The same a little later: what the screen asks for now is answered first, and its last question leads to `save`. */
  saveSoon(): void
}

export interface MadeRowsPorts {
  readonly profileDir: string
  readonly files: Files
  readonly sealer: Sealer
  /** Version of the program and station: rows of another are not used. */
  readonly owner: string
  readonly journal: Records
  /** What came from others. */
  readonly kept: Records
  /** Without them nothing is put off. */
  readonly timers: Timers | null
}
interface Head {
  readonly seq: number
  readonly chain: string
}
interface Records {
  head(): Head
  findChain(seq: number): Promise<string | null>
}

const line = z.tuple([z.string(), z.string(), z.string()])
type Entry = readonly [caseId: string, made: string, body: string]
const head = z.strictObject({ seq: z.int(), chain: z.string() })
/** The records when the file was written: rows of records that were put back are not used. */
const firstLine = z.strictObject({ owner: z.string(), journal: head, kept: head, rows: z.int() })
/** Fewer are made again sooner than the file is written: at least so many, and this share of all. */
const worthSaving = { rows: 200, share: 0.05 } as const
/** Rows made ready or written down at once: a few milliseconds. */
const inOneGo = 200
/** A screen that follows has asked by then. */
const soonMs = 1000

export function openMadeRows({ profileDir, files, sealer, owner, journal, kept, timers }: MadeRowsPorts): MadeRows {
  const path = join(profileDir, 'rows')
  const changed = new Map<string, { readonly made: string; readonly row: CaseRow }>()
  let read: Promise<ReadonlyMap<string, Entry>> | null = null
  /** How far the records went when the file was written, once that was asked; `null` where there is none of ours. */
  let writtenAt: Promise<z.infer<typeof firstLine> | null> | null = null
  const dropped = new Set<string>()
  let saving: Promise<void> = Promise.resolve()
  let disarm: (() => void) | null = null

  async function readFile(): Promise<Buffer | null> {
    const found = await onDisk('rows', () => findFile(files, path))
    return found.ok && found.value ? Buffer.from(found.value.buffer, found.value.byteOffset, found.value.byteLength) : null
  }

  const written = (): Promise<z.infer<typeof firstLine> | null> => (writtenAt ??= readFirst())
  async function readFirst(): Promise<z.infer<typeof firstLine> | null> {
    const bytes = await readFile()
    const first = bytes && parseFirst(bytes)
    return first?.owner === owner ? first : null
  }

  const isOf = async (records: Records, { seq, chain }: Head): Promise<boolean> => (await records.findChain(seq).catch(() => null)) === chain

  async function readAll(): Promise<ReadonlyMap<string, Entry>> {
    const bytes = await readFile()
    const parsed = bytes && parse(bytes)
    const isOurs = parsed?.first.owner === owner && (await isOf(journal, parsed.first.journal)) && (await isOf(kept, parsed.first.kept))
    return isOurs ? parsed.entries : new Map()
  }

  async function open(caseId: string, body: string): Promise<CaseRow | null> {
    const plain = await sealer.open(Buffer.from(body, 'base64'), { stream: `case:${caseId}`, purpose: 'row' })
    // Written by this version of the program, and its checksum holds.
    return plain && JSON.parse(Buffer.from(plain).toString('utf8'))
  }

  const drop: MadeRows['drop'] = (caseIds) => {
    for (const id of caseIds) {
      dropped.add(id)
      changed.delete(id)
    }
    return (saving = saving.then(() => (dropped.size === 0 ? undefined : saveAll())))
  }

  return {
    find: async (caseId, made) => {
      const fresh = changed.get(caseId)
      if (fresh) return fresh.made === made ? fresh.row : null
      // Asked after every command and every arrival: what was written since can't be in the file, and reading that holds up the next one.
      const [journalSeq = 0, keptSeq = 0] = made.split('/').map(Number)
      const first = await written()
      if (first === null || journalSeq > first.journal.seq || keptSeq > first.kept.seq) return null
      const entry = (await (read ??= readAll())).get(caseId)
      if (entry?.[1] !== made) return null
      return open(caseId, entry[2])
    },
    put: (caseId, made, row) => void changed.set(caseId, { made, row }),
    forget: () => {
      read = null
    },
    drop,
    tidy: async (erased) => {
      const entries = erased.length === 0 ? new Map<string, Entry>() : await readAll()
      const left: string[] = []
      for (const id of erased) {
        const entry = entries.get(id)
        if (entry && (await open(id, entry[2]))?.status !== 'erased') left.push(id)
      }
      if (left.length > 0) await drop(left)
    },
    save,
    saveSoon: () => {
      if (timers === null) return void save()
      if (changed.size < worthSaving.rows) return
      disarm ??= timers.after(soonMs, () => void save())
    },
  }

  function save(): Promise<void> {
    disarm?.()
    disarm = null
    return (saving = saving.then(async () => (changed.size < worthSaving.rows || changed.size < ((await written())?.rows ?? 0) * worthSaving.share ? undefined : saveAll())))
  }

  async function saveAll(): Promise<void> {
    const heads = { owner, journal: headOf(journal), kept: headOf(kept) }
    const entries = new Map(await (read ?? readAll()))
    const gone = [...dropped]
    for (const id of gone) entries.delete(id)
    const taken = new Map(changed)
    let sealed = 0
    for (const [id, { made, row }] of taken) {
      sealed += 1
      if (sealed % inOneGo === 0) await nextTurn()
      const body = await sealer.seal(Buffer.from(JSON.stringify(row)), { stream: `case:${id}`, purpose: 'row' })
      entries.set(id, [id, made, Buffer.from(body).toString('base64')])
    }
    const replaced = await onDisk('rows', async () => replaceFile(files, path, await encode([...entries.values()], { ...heads, rows: entries.size })))
    if (replaced.ok) {
      writtenAt = Promise.resolve({ ...heads, rows: entries.size })
      for (const id of gone) dropped.delete(id)
    }
    for (const [id, saved] of taken) if (changed.get(id) === saved) changed.delete(id)
    read = null
  }
}

const headOf = (records: Records): Head => {
  const { seq, chain } = records.head()
  return { seq, chain }
}

/** One line each: checksum, then JSON. */
async function encode(entries: readonly Entry[], first: z.infer<typeof firstLine>): Promise<Uint8Array> {
  const encoded = [lineOf(first)]
  for (let at = 0; at < entries.length; at += inOneGo) {
    encoded.push(...entries.slice(at, at + inOneGo).map(lineOf))
    await nextTurn()
  }
  return Buffer.concat(encoded)
}

function lineOf(content: unknown): Buffer {
  const text = JSON.stringify(content)
  return Buffer.from(`${crc32c(Buffer.from(text)).toString(16).padStart(8, '0')} ${text}\n`)
}

/** Lines that are damaged are left out; without a whole first line nothing is used. */
function parse(whole: Buffer): { readonly first: z.infer<typeof firstLine>; readonly entries: ReadonlyMap<string, Entry> } | null {
  const entries = new Map<string, Entry>()
  const first = parseFirst(whole)
  if (!first) return null
  for (let start = whole.indexOf(10) + 1; start < whole.length; ) {
    const end = whole.indexOf(10, start)
    if (end < 0) break
    const entry = line.safeParse(jsonAt(whole, start, end))
    if (entry.success) entries.set(entry.data[0], entry.data)
    start = end + 1
  }
  return { first, entries }
}

function parseFirst(whole: Buffer): z.infer<typeof firstLine> | null {
  const end = whole.indexOf(10)
  return firstLine.safeParse(end < 0 ? null : jsonAt(whole, 0, end)).data ?? null
}

/** `null` for a damaged line. */
function jsonAt(whole: Buffer, start: number, end: number): unknown {
  const text = whole.subarray(start + 9, end)
  return whole.subarray(start, start + 8).toString('latin1') === crc32c(text).toString(16).padStart(8, '0') ? findJson(text) : null
}
