import { type Journal, type JournalRefusal, openJournal } from '../../electron/station/journal/journal.ts'
import { journalStream } from '../../electron/station/journal/opening.ts'
import type { NotesOf } from '../../electron/station/journal/segmentIndex.ts'
import { plainSealer, type Sealer } from '../../electron/station/sealer.ts'
import type { Result } from '../../shared/domain/result.ts'
import { must } from '../builders/counter.ts'
import { aClock, countedBytes } from '../builders/desk.ts'
import type { MemoryFiles } from './memoryFiles.ts'

export interface OpenedJournal {
  readonly result: Result<Journal, JournalRefusal>
  /** What the start read back, in order: number and text. */
  readonly seen: readonly (readonly [number, string])[]
}

const noNotes: NotesOf = () => ({ at: null, isDoubtful: false, reserved: [], finished: [], keep: false })

interface OpenOptions {
  readonly seed?: string
  readonly sealer?: Sealer
  readonly segmentBytes?: number
}

const openOnly = (files: MemoryFiles, { seed = 'first', sealer = plainSealer, segmentBytes }: OpenOptions): Promise<OpenedJournal['result']> =>
  openJournal({ profileDir: '/place/office', files, sealer, randomBytes: countedBytes(seed), clock: aClock(), notesOf: noNotes, ...(segmentBytes === undefined ? {} : { segmentBytes }) })

/** As a start does it: nothing is read that it does not need. */
export async function mustOpenOnly(files: MemoryFiles, options: OpenOptions = {}): Promise<Journal> {
  const result = await openOnly(files, options)
  if (!result.ok) throw new Error(`refused: ${result.failure.kind}`)
  return result.value
}

export async function open(files: MemoryFiles, options: OpenOptions = {}): Promise<OpenedJournal> {
  const result = await openOnly(files, options)
  return { result, seen: result.ok ? await readAll(result.value) : [] }
}

/** Every record with a body of its own, in order. */
export async function readAll(journal: Journal): Promise<OpenedJournal['seen']> {
  const index = must(await journal.index())
  const seqs = [...index.streams()].flatMap((stream) => (stream === journalStream ? [] : index.seqsOf(stream))).sort((a, b) => a - b)
  return must(await journal.read(seqs)).map((body, at) => [seqs[at] ?? 0, body ? Buffer.from(body).toString() : '?'])
}

export async function mustOpen(files: MemoryFiles, options: OpenOptions = {}): Promise<{ readonly journal: Journal; readonly seen: OpenedJournal['seen'] }> {
  const { result, seen } = await open(files, options)
  if (!result.ok) throw new Error(`refused: ${result.failure.kind}`)
  return { journal: result.value, seen }
}

export const bodyOf = (text: string): Uint8Array => Buffer.from(text)

/** Appends one after another; gives the texts that were acknowledged. */
export async function appendAll(journal: Journal, texts: readonly string[]): Promise<readonly string[]> {
  const acknowledged: string[] = []
  for (const text of texts) {
    const appended = await journal.append('case:one', bodyOf(text))
    if (appended.ok) acknowledged.push(text)
  }
  return acknowledged
}

/** Everything that can be read, wherever it stands. */
export const textsOf = (seen: OpenedJournal['seen']): readonly string[] => seen.map(([, text]) => text)
