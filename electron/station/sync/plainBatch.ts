import { hash } from 'node:crypto'
import { largestEventBytes } from '../../../shared/contracts/events.ts'
import { readCaseEvent } from '../../../shared/contracts/readCaseEvent.ts'
import type { CaseEvent, EventName, Named } from '../../../shared/domain/events.ts'
import { batchId, largestBatch } from './batch.ts'
import { type ByteText, decoded, isAscii } from './plainJson.ts'
import { readPlainText } from './plainText.ts'
import { readEvent } from './readBatch.ts'

/** A document that is a batch of a case, whose every event reads and counts, and none of them an erasure. */
export interface PlainBatch {
  readonly stream: `case:${string}`
  /** In the order in which the document has them. */
  readonly events: readonly PlainEvent[]
}
export interface PlainEvent extends Named<CaseEvent> {
  /** As it came, to be kept byte for byte. */
  readonly text: ByteText
}

const idForm = /^(case:[0-9a-z-]{8,64}):[0-9a-f]{32}$/
/** The bytes of one document's events while they are named. */
const room = Buffer.allocUnsafe(largestBatch.bytes)

/**
 * Reads what nearly every document of a feed is, in a fraction of the time that it takes to read any document
 * (`readBatch.ts`): what it takes the other takes as well, and what it doesn't take proves nothing. Its texts are bytes.
 */
export function readPlainBatch(document: unknown): PlainBatch | null {
  if (typeof document !== 'object' || document === null) return null
  const { _id, _rev, v, sender, hint, events }: { readonly [key in '_id' | '_rev' | 'v' | 'sender' | 'hint' | 'events']?: unknown } = document
  const stream = typeof _id === 'string' ? idForm.exec(_id)?.[1] : undefined
  if (!isCaseStream(stream) || v !== 1 || (hint !== 'open' && hint !== 'closed')) return null
  if (typeof sender !== 'string' || sender === '' || sender.length > 200 || !isAscii(sender)) return null
  if ((_rev !== undefined && typeof _rev !== 'string') || Object.keys(document).length !== (_rev === undefined ? 5 : 6)) return null
  if (!Array.isArray(events) || events.length === 0 || events.length > largestBatch.events) return null
  if (!areTexts(events)) return null
  const whole = events.join('')
  if (whole.length > largestBatch.bytes) return null
  room.write(whole, 'latin1')
  const read: PlainEvent[] = []
  let bytes = 0
  for (const text of events) {
    const event = readPlainText(text, stream) ?? readShaped(text, stream)
    if (!event) return null
    read.push({ name: hash('sha256', room.subarray(bytes, bytes + text.length), 'hex').slice(0, 32), text, event })
    bytes += text.length
  }
  const names = read.map(({ name }) => name)
  return new Set<EventName>(names).size === names.length && batchId(stream, names) === _id ? { stream, events: read } : null
}

const areTexts = (events: readonly unknown[]): events is readonly ByteText[] => events.every((text) => typeof text === 'string' && text.length <= largestEventBytes)
const isCaseStream = (stream: string | undefined): stream is `case:${string}` => stream?.startsWith('case:') === true

function readShaped(bytes: ByteText, stream: string): CaseEvent | null {
  const text = decoded(bytes)
  const read = readEvent(stream, text)
  const event = read.ok ? readCaseEvent(read.value, text) : undefined
  return event === undefined || event.kind === 'case.erased' || event.kind === 'newer' ? null : event
}
