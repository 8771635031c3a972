import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { editionOf } from '../../../shared/domain/caseEdition.ts'
import type { CompiledPack } from '../../../shared/domain/compilePack.ts'
import type { CaseEvent, EventName } from '../../../shared/domain/events.ts'
import { foldCase } from '../../../shared/domain/foldCase.ts'
import type { PackRef } from '../../../shared/domain/pack.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { createBreath } from '../breath.ts'
import { listedRow } from '../listedRow.ts'
import { type PageHead, type PageRow, type ParsedPage, parsePage, type Unreadable } from './pageBytes.ts'
import type { ChangeRow } from './peer.ts'
import { type PlainEvent, readPlainBatch } from './plainBatch.ts'

/** The event at this place reserves a paper number, or finishes one. */
export interface PaperStep {
  readonly at: number
  readonly reserved: string | null
  readonly finished: string | null
}
/** What the plain batches of one page say of one case, ready to be kept. */
export interface PlainStream {
  readonly stream: string
  /** Names of its events, 32 characters each, in the order of the body. */
  readonly names: string
  /** Who wrote them, as `writerOf` says it: one for all, or one for each. */
  readonly writers: readonly string[]
  readonly papers: readonly PaperStep[]
  /** Its record's body, in `PlainPage.bodies`: canonical JSON. */
  readonly start: number
  readonly end: number
  /** Its row by these events alone, its operator not yet named; `null` where the page has more of the case, or its edition is not known. */
  readonly listed: CaseRow | null
}
export interface PlainPage {
  readonly streams: readonly PlainStream[]
  readonly bodies: Uint8Array
}
/** What the documents of a page say. */
export interface PageContent extends PlainPage {
  /** Documents; one that comes twice is one. */
  readonly documents: number
  /** Those that are to be looked at by themselves. */
  readonly others: readonly ChangeRow[]
  /** Editions without which rows could not be made. */
  readonly lacking: readonly PackRef[]
}
export const nothingPlain: PlainPage = { streams: [], bodies: new Uint8Array(0) }

/** Compiled by whoever reads. */
export type Edition = Pick<CompiledPack, 'pack' | 'ref'>

/** Reads answers of a server as they came. Never throws. */
export interface PageReader {
  /** Much is about to come; resolves when a thread, where there is one, is ready for it and has learned all. */
  prepare(): Promise<void>
  /** To lay an answer of so many bytes, or more, down in until it was read; used again after that. */
  room(bytes: number): Buffer
  read(bytes: Uint8Array): Promise<Result<ReadPage, Unreadable>>
  /** From now on rows are made of cases that go by this edition. */
  learn(edition: Edition): void
  close(): Promise<void>
}
/** The next page can be asked for before the documents of this one are read. */
export interface ReadPage {
  readonly head: PageHead
  readonly content: Promise<PageContent>
}

/** On the thread of whoever asks. */
export function createReader(): PageReader {
  const learned = new Map<string, Edition>()
  const compiled = new Map<string, Promise<CompiledPack>>()
  /** Compiled for the first row: it takes a while, and where a thread reads nobody needs it here. */
  function get(digest: string): Promise<CompiledPack> | undefined {
    const edition = learned.get(digest)
    if (edition) compiled.set(digest, compile(edition))
    learned.delete(digest)
    return compiled.get(digest)
  }
  return {
    prepare: () => Promise.resolve(),
    room: (bytes) => Buffer.allocUnsafe(bytes),
    read: (bytes) => {
      const parsed = parsePage(bytes)
      return Promise.resolve(parsed.ok ? ok({ head: parsed.value.head, content: readContent(parsed.value, { get }, createBreath()) }) : parsed)
    },
    learn: (edition) => void (compiled.has(edition.ref.digest) || learned.set(edition.ref.digest, edition)),
    close: () => Promise.resolve(),
  }
}

/** What compiles is read when it is needed: a start does without. */
async function compile({ pack, ref }: Edition): Promise<CompiledPack> {
  const { compilePack } = await import('../packReading.ts')
  return compilePack(pack, ref)
}

/** By their digests. */
interface Editions {
  get(digest: string): CompiledPack | Promise<CompiledPack> | undefined
}

export const writerOf = ({ station, incarnation }: { readonly station: string; readonly incarnation: string }): string => `${station}/${incarnation}`

/**
 * What nearly every document of a feed is, a batch of a case without anything odd in it, is made ready to be kept and
 * listed; every other document is left to be looked at by itself. `breathe` is asked between documents.
 */
export async function readContent(page: ParsedPage, editions: Editions, breathe: () => Promise<void> | null): Promise<PageContent> {
  // A row that comes twice is one document.
  const documents = [...new Map(page.rows.map((row) => [row.id, row])).values()].filter(({ id }) => !id.startsWith('_'))
  const byStream = new Map<string, PageRow[]>()
  let room = 0
  for (const row of documents) {
    const ofStream = byStream.get(row.stream)
    if (ofStream) ofStream.push(row)
    else byStream.set(row.stream, [row])
    // Its texts are escaped in it, and not in a body.
    if (row.stands) room += row.stands.end - row.stands.start
  }
  const others = new Set<PageRow>()
  const bodies = Buffer.from(new ArrayBuffer(room))
  const streams: PlainStream[] = []
  const lacking = new Map<string, PackRef>()
  let end = 0
  // Case by case, so that what one of them is made of is gone when the next one is read.
  for (const [stream, rows] of byStream) {
    const events = new Map<EventName, PlainEvent>()
    let isWhole = true
    for (const row of rows) {
      await breathe()
      const batch = isAlone(row) ? readPlainBatch(page.bytesOf(row)) : null
      if (batch?.stream === stream) for (const event of batch.events) events.set(event.name, event)
      else {
        others.add(row)
        isWhole = false
      }
    }
    if (events.size === 0) continue
    const start = end
    end = writeBody(bodies, start, events)
    streams.push({ stream, names: [...events.keys()].join(''), ...notesOf(events), start, end, listed: isWhole ? await listCase(stream, events, editions, lacking) : null })
  }
  return { streams, bodies: bodies.subarray(0, end), documents: documents.length, others: documents.filter((row) => others.has(row)).map((row) => ({ id: row.id, leaves: row.leaves, isDeleted: row.isDeleted, document: page.textOf(row) })), lacking: [...lacking.values()] }
}

const isAlone = (row: PageRow): boolean => row.leaves <= 1 && !row.isDeleted

/** Gives where it ends. */
function writeBody(bodies: Buffer, start: number, events: ReadonlyMap<EventName, PlainEvent>): number {
  const texts = Array.from(events.values(), ({ text }) => text)
  return start + bodies.write(`[${texts.join(',')}]`, start, 'latin1')
}

function notesOf(events: ReadonlyMap<EventName, PlainEvent>): Pick<PlainStream, 'writers' | 'papers'> {
  const writers: string[] = []
  const papers: PaperStep[] = []
  for (const { event } of events.values()) {
    const { reserved, finished } = paperStepOf(event)
    if (reserved !== null || finished !== null) papers.push({ at: writers.length, reserved, finished })
    writers.push(writerOf(event))
  }
  const [first = ''] = writers
  return { writers: writers.every((writer) => writer === first) ? [first] : writers, papers }
}

async function listCase(stream: string, events: ReadonlyMap<EventName, PlainEvent>, editions: Editions, lacking: Map<string, PackRef>): Promise<CaseRow | null> {
  const state = foldCase(stream.slice(caseStart), [...events.values()])
  const edition = editionOf(state)
  const compiled = edition && (await editions.get(edition.digest))
  if (edition && !compiled) lacking.set(edition.digest, edition)
  return compiled ? listedRow(state, compiled, '') : null
}
const caseStart = 'case:'.length

/** What the index of records keeps of an event. */
export function paperStepOf(event: CaseEvent): Omit<PaperStep, 'at'> {
  return {
    reserved: event.kind === 'paper.reserved' ? event.payload.number : null,
    finished: event.kind === 'paper.rendered' || event.kind === 'paper.voided' ? event.payload.number : null,
  }
}
