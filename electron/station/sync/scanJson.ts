/** Nesting of brackets outside of texts, in the bytes of UTF-8, and whether anything is escaped by its number. */
export function scanJson(bytes: Uint8Array): { readonly depth: number; readonly hasUnicodeEscapes: boolean } {
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
    } else if ((byte | besides) === closing) depth -= 1
  }
  return { depth: deepest, hasUnicodeEscapes }
}
const [quote, escape, u] = [0x22, 0x5c, 0x75]
/** The one bit in which brackets and braces differ; no other character is like them but for it. */
const besides = 0x20
const [opening, closing] = [0x7b, 0x7d]
