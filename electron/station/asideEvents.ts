import type { AsideReason } from '../../shared/contracts/sync.ts'
import { findJson } from './journal/opening.ts'

/**
 * What was set aside and may yet mean something to another program: an event that is rightly named and of a shape that
 * is not known here, and a whole document of a newer version. Both are carried on beside their stream; everything else
 * that was set aside means nothing to any version, and stays where it is.
 */
export interface CarriedAside {
  readonly stream: string
  readonly kind: 'event' | 'document'
}
/** Of one stream: texts of events, for a batch of its own; documents as they came. */
export interface AsideOfStream {
  readonly texts: readonly string[]
  readonly documents: readonly unknown[]
}
interface Aside {
  readonly name: string
  readonly reason: AsideReason
  readonly bytes: Uint8Array
}

const streamForm = /^(?:case|print|task|station):[0-9a-z-]{1,64}$/
const batchForm = /^((?:case|print|task|station):[0-9a-z-]{1,64}):[0-9a-f]{32}$/

/** `null` for what is not carried on. */
export function carriedAside({ name, reason, bytes }: Aside): CarriedAside | null {
  if (reason === 'newer-version') {
    // One that was too long to be kept is an id and nothing else.
    const stream = bytes.length === 0 ? undefined : batchForm.exec(name)?.[1]
    return stream === undefined ? null : { stream, kind: 'document' }
  }
  if (reason !== 'unknown-shape') return null
  const json = findJson(bytes)
  const stream = typeof json === 'object' && json !== null && 'stream' in json ? json.stream : null
  return typeof stream === 'string' && streamForm.test(stream) ? { stream, kind: 'event' } : null
}

/** What of this is carried on beside a stream. */
export function asideOfStream(all: readonly Aside[], stream: string): AsideOfStream {
  const own = all.flatMap((aside) => {
    const carried = carriedAside(aside)
    return carried?.stream === stream ? [{ kind: carried.kind, bytes: aside.bytes }] : []
  })
  return {
    texts: own.flatMap(({ kind, bytes }) => (kind === 'event' ? [Buffer.from(bytes).toString('utf8')] : [])),
    documents: own.flatMap(({ kind, bytes }) => (kind === 'document' ? [findJson(bytes)] : [])),
  }
}
