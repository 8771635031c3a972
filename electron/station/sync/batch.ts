import { largestEventBytes } from '../../../shared/contracts/events.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { nameEvent, sha256 } from '../identity.ts'

/**
 * Events on the wire (docs/events.md): immutable documents named by what is in them. Events travel as the text of their
 * canonical bytes, so that what no program on the way understands still arrives byte for byte.
 */
export interface BatchDocument {
  /** `<stream>:<digest of the sorted event names>` */
  readonly _id: string
  readonly v: 1
  /** Account of whoever sends it; anyone who has the events may. */
  readonly sender: string
  readonly hint: StreamHint
  /** Only the server's role `retention` may say so. */
  readonly as?: 'retention'
  /** Canonical JSON, in the order of their names: the same events make the same document. */
  readonly events: readonly string[]
}
/** Whether the sender takes the stream for closed; what it is, its events say. */
export type StreamHint = 'open' | 'closed'

export const largestBatch = { events: 200, bytes: 64 * 1024 } as const

/** An event as it is sent. */
export interface EventText {
  readonly name: EventName
  /** Canonical JSON (RFC 8785). */
  readonly text: string
  /** On record together with the one before it: of one command, or as they came. */
  readonly follows?: boolean
}

export interface Cut {
  readonly batches: readonly { readonly id: string; readonly events: readonly EventText[] }[]
  /** Events that no batch may carry; they stop no other. */
  readonly tooLarge: readonly EventName[]
}

/**
 * Cuts events of one stream, in the order given, into batches that a server takes. What one command wrote goes in one
 * batch, as far as it fits into one: it arrives whole or not at all.
 */
export function cutBatches(stream: string, events: readonly EventText[]): Cut {
  const batches: { id: string; events: readonly EventText[] }[] = []
  const tooLarge: EventName[] = []
  let open: Piece = { events: [], bytes: 0 }
  let command: Piece = { events: [], bytes: 0 }
  const close = (): void => {
    if (open.events.length > 0) batches.push({ id: batchId(stream, open.events.map(({ name }) => name)), events: open.events })
    open = { events: [], bytes: 0 }
  }
  const endCommand = (): void => {
    if (!fits(open, command)) close()
    open = join(open, command)
    command = { events: [], bytes: 0 }
  }
  const taken = new Set<EventName>()
  for (const event of events) {
    if (taken.has(event.name)) continue
    taken.add(event.name)
    const bytes = Buffer.byteLength(event.text)
    if (bytes > largestEventBytes) {
      tooLarge.push(event.name)
      continue
    }
    const one = { events: [event], bytes }
    if (event.follows !== true || !fits(command, one)) endCommand()
    command = join(command, one)
  }
  endCommand()
  close()
  return { batches, tooLarge }
}

interface Piece {
  readonly events: readonly EventText[]
  readonly bytes: number
}
const fits = (one: Piece, other: Piece): boolean => one.events.length + other.events.length <= largestBatch.events && one.bytes + other.bytes <= largestBatch.bytes
const join = (one: Piece, other: Piece): Piece => ({ events: [...one.events, ...other.events], bytes: one.bytes + other.bytes })

export function batchId(stream: string, names: readonly EventName[]): string {
  return `${stream}:${sha256([...names].sort().join('\n')).slice(0, 32)}`
}

export function batchDocument({ id, events }: Cut['batches'][number], sender: string, hint: StreamHint): BatchDocument {
  const sorted = [...events].sort((one, other) => (one.name < other.name ? -1 : 1))
  return { _id: id, v: 1, sender, hint, events: sorted.map(({ text }) => text) }
}

export const eventText = (text: string): EventText => ({ name: nameEvent(text), text })
