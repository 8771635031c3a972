import { readCaseEvent } from '../../../shared/contracts/readCaseEvent.ts'
import type { CaseEvent, CaseState, EventName, Named } from '../../../shared/domain/events.ts'
import { foldCase } from '../../../shared/domain/foldCase.ts'
import { createBreath } from '../breath.ts'
import { caseOfStream } from '../recordEvents.ts'
import { readBatch } from './readBatch.ts'

/**
 * What nearly every document of a feed is: a batch of a case that reads, whose every event has a shape this program
 * knows, with no erasure in it. These are read together, in a thread of their own where there is one (`readingThread.ts`);
 * every other document is looked at by itself.
 */
export interface PlainBatch {
  readonly stream: string
  /** In the order in which the document has them. */
  readonly names: readonly EventName[]
  /** Who wrote them, as `writerOf` says it: one for all, or one for each. */
  readonly writers: readonly string[]
  readonly papers: readonly PaperStep[]
}
/** The event at this place reserves a paper number, or finishes one. */
export interface PaperStep {
  readonly at: number
  readonly reserved: string | null
  readonly finished: string | null
}
/** The state of a case by its batches of one page alone. */
export interface FoldedStream {
  readonly stream: string
  readonly state: CaseState
  /** How many events it was folded from. */
  readonly events: number
}
export interface PlainPage {
  /** `null`: not plain. */
  readonly batches: readonly (PlainBatch | null)[]
  readonly folded: readonly FoldedStream[]
}

/** Reads documents as they came. Never throws. */
export interface PageReader {
  read(documents: readonly unknown[]): Promise<PlainPage>
  close(): Promise<void>
}
/** On the thread of whoever asks. */
export const readHere: PageReader = { read: readPlainPage, close: () => Promise.resolve() }

export const writerOf = ({ station, incarnation }: { readonly station: string; readonly incarnation: string }): string => `${station}/${incarnation}`

export async function readPlainPage(documents: readonly unknown[]): Promise<PlainPage> {
  const breathe = createBreath()
  const byStream = new Map<string, Map<EventName, CaseEvent>>()
  const batches: (PlainBatch | null)[] = []
  const notWhole = new Set<string>()
  for (const document of documents) {
    await breathe()
    const read = readPlainBatch(document)
    batches.push(read?.batch ?? null)
    if (!read) {
      notWhole.add(streamOfDocument(document))
      continue
    }
    const events = byStream.get(read.batch.stream) ?? new Map<EventName, CaseEvent>()
    byStream.set(read.batch.stream, events)
    for (const { name, event } of read.events) events.set(name, event)
  }
  const folded: FoldedStream[] = []
  for (const [stream, events] of byStream) {
    const id = caseOfStream(stream)
    if (id === null || notWhole.has(stream)) continue
    await breathe()
    folded.push({ stream, state: foldCase(id, [...events].map(([name, event]) => ({ name, event }))), events: events.size })
  }
  return { batches, folded }
}

function readPlainBatch(document: unknown): { readonly batch: PlainBatch; readonly events: readonly Named<CaseEvent>[] } | null {
  const read = readBatch(document)
  if (!read.ok || read.value.kind !== 'batch' || read.value.isRetention || read.value.setAside.length > 0) return null
  const { stream } = read.value
  const events: Named<CaseEvent>[] = []
  for (const { name, text, json } of read.value.events) {
    const event = readCaseEvent(json, text)
    if (event === undefined || event.kind === 'case.erased' || event.kind === 'newer') return null
    events.push({ name, event })
  }
  const writers = events.map(({ event }) => writerOf(event))
  const [first = ''] = writers
  const papers = events.flatMap(({ event }, at): PaperStep[] => {
    const { reserved, finished } = paperStepOf(event)
    return reserved === null && finished === null ? [] : [{ at, reserved, finished }]
  })
  return { batch: { stream, names: events.map(({ name }) => name), writers: writers.every((writer) => writer === first) ? [first] : writers, papers }, events }
}

/** What the index of records keeps of an event. */
export function paperStepOf(event: CaseEvent): Omit<PaperStep, 'at'> {
  return {
    reserved: event.kind === 'paper.reserved' ? event.payload.number : null,
    finished: event.kind === 'paper.rendered' || event.kind === 'paper.voided' ? event.payload.number : null,
  }
}

function streamOfDocument(document: unknown): string {
  return typeof document === 'object' && document !== null && '_id' in document && typeof document._id === 'string' ? document._id.split(':', 2).join(':') : ''
}
