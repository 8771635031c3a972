import type { AsideReason } from '../../shared/contracts/sync.ts'
import type { JudgedStreams } from './gatherNew.ts'
import type { PlainPage } from './sync/plainPage.ts'

/** What was set aside once, by its name and why. */
export interface AsideNote {
  readonly name: string
  readonly reason: AsideReason
}
/** What is read now: events that count, and documents of which nothing was set aside. */
export interface ReadNow {
  readonly streams: JudgedStreams
  readonly plain: PlainPage
  readonly documents: readonly string[]
}

/** Verdicts on the bytes of an event alone: the same bytes are judged otherwise only by another program. */
const ofItself: ReadonlySet<AsideReason> = new Set(['too-large', 'not-canonical', 'unknown-shape', 'not-json', 'too-deep', 'forbidden-key'])

/** Keys of what was set aside and counts now, because this program understands it or it was put right. */
export function settledBy(aside: ReadonlyMap<string, AsideNote>, { streams, plain, documents }: ReadNow): string[] {
  if (aside.size === 0) return []
  const whole = new Set(documents)
  const isHere = (name: string): boolean => [...streams.values()].some((ofStream) => ofStream.has(name)) || plain.streams.some(({ names }) => names.includes(name))
  return [...aside].flatMap(([key, { name, reason }]) => (whole.has(name) || (ofItself.has(reason) && isHere(name)) ? [key] : []))
}
