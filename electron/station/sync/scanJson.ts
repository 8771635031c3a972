/** Nesting of brackets outside of texts, in the bytes of UTF-8, and whether anything is escaped by its number. */
export function scanJson(bytes: Uint8Array): { readonly depth: number; readonly hasUnicodeEscapes: boolean } {
  let depth = 0
  let deepestSeen = 0
  let hasUnicodeEscapes = false
  const { length } = bytes
  for (let at = 0; at < length; at += 1) {
    const code = bytes[at]
    if (code === codes.quote) {
      // To the end of the text, over what is escaped in it.
      for (at += 1; at < length; at += 1) {
        const within = bytes[at]
        if (within === codes.quote) break
        if (within !== codes.escape) continue
        at += 1
        if (bytes[at] === codes.u) hasUnicodeEscapes = true
      }
    } else if (code === codes.brace || code === codes.bracket) {
      depth += 1
      if (depth > deepestSeen) deepestSeen = depth
    } else if (code === codes.endOfBrace || code === codes.endOfBracket) depth -= 1
  }
  return { depth: deepestSeen, hasUnicodeEscapes }
}
const codes = { quote: 0x22, escape: 0x5c, brace: 0x7b, bracket: 0x5b, endOfBrace: 0x7d, endOfBracket: 0x5d, u: 0x75 } as const
