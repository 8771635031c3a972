export interface Scanned {
  /** Nesting of brackets outside of texts. */
  readonly depth: number
  /** Something is escaped by its number. */
  readonly hasUnicodeEscapes: boolean
  /** Where what stands in brackets at the depth that was asked for begins and ends, one after the other. */
  readonly ranges: readonly number[]
}

/** Looks at JSON in the bytes of UTF-8 without reading it; what is no JSON gives something. */
export function scanJson(bytes: Uint8Array, rangesAt = 0): Scanned {
  const ranges: number[] = []
  let start = 0
  let depth = 0
  let deepest = 0
  let hasUnicodeEscapes = false
  const { length } = bytes
  for (let at = 0; at < length; ) {
    let byte = bytes[at] ?? 0
    at += 1
    if (byte === quote) {
      // To the end of the text, over what is escaped in it.
      while (at < length) {
        byte = bytes[at] ?? 0
        at += 1
        if (byte === quote) break
        if (byte !== escape) continue
        if (at < length && bytes[at] === u) hasUnicodeEscapes = true
        at += 1
      }
    } else if ((byte | besides) === opening) {
      depth += 1
      if (depth > deepest) deepest = depth
      if (depth === rangesAt) start = at - 1
    } else if ((byte | besides) === closing) {
      if (depth === rangesAt) ranges.push(start, at)
      depth -= 1
    }
  }
  return { depth: deepest, hasUnicodeEscapes, ranges }
}
const [quote, escape, u] = [0x22, 0x5c, 0x75]
/** The one bit in which brackets and braces differ; no other character is like them but for it. */
const besides = 0x20
const [opening, closing] = [0x7b, 0x7d]
