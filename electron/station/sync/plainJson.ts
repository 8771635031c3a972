/**
 * Bytes of UTF-8 as a string, one character for each. JSON is ASCII but for what stands in its texts: a page is taken
 * apart, named and kept in its bytes, and only texts that somebody reads are decoded.
 */
export type ByteText = string

const beyondAscii = /[\u0080-\u00ff]/
export const isAscii = (text: ByteText): boolean => !beyondAscii.test(text)
/** The text that the bytes stand for. */
export const decoded = (text: ByteText): string => (isAscii(text) ? text : decodedBytes(text))
const decodedBytes = (text: ByteText): string => Buffer.from(text, 'latin1').toString('utf8')

/** A value of JSON with names as its keys. */
export type PlainValue = string | number | boolean | null | readonly PlainValue[] | PlainObject
interface PlainObject {
  readonly [key: string]: PlainValue
}

const deepest = 6
const code = { quote: 0x22, escape: 0x5c, space: 0x20, comma: 0x2c, colon: 0x3a, minus: 0x2d, zero: 0x30, nine: 0x39, bracket: 0x5b, endOfBracket: 0x5d, brace: 0x7b, endOfBrace: 0x7d, t: 0x74, f: 0x66, n: 0x6e } as const

/**
 * The object that canonical JSON (RFC 8785) says, read and found to be canonical in one pass: what
 * parsing and writing it again would tell, in a tenth of the time. `null` proves nothing: escapes
 * and deep nesting are not read here.
 */
export function readPlainObject(text: ByteText): PlainObject | null {
  const reader = new PlainReader(text)
  const read = reader.object(deepest)
  return reader.at === text.length ? (read ?? null) : null
}

/** The same of any value, between two places; `undefined` proves nothing. */
export function readPlainValue(text: ByteText, from: number, to: number): PlainValue | undefined {
  const reader = new PlainReader(text, from)
  const read = reader.value(deepest)
  return reader.at === to ? read : undefined
}

/** `undefined`: not to be read here. */
class PlainReader {
  readonly #text: ByteText
  at: number

  constructor(text: ByteText, at = 0) {
    this.#text = text
    this.at = at
  }

  object(depth: number): PlainObject | undefined {
    if (depth === 0 || !this.#takes(code.brace)) return undefined
    const read: Record<string, PlainValue> = {}
    if (this.#takes(code.endOfBrace)) return read
    for (let before = ''; ; ) {
      const key = this.#takes(code.quote) ? this.#string() : undefined
      // Ascending, so that each is there once; the one name that would be no key is left to the platform.
      if (key === undefined || (before !== '' && key <= before) || key === '' || key === '__proto__' || !this.#takes(code.colon)) return undefined
      const value = this.value(depth)
      if (value === undefined) return undefined
      read[key] = value
      before = key
      if (this.#takes(code.comma)) continue
      return this.#takes(code.endOfBrace) ? read : undefined
    }
  }

  value(depth: number): PlainValue | undefined {
    switch (this.#text.charCodeAt(this.at)) {
      case code.quote:
        this.at += 1
        return this.#string()
      case code.brace:
        return this.object(depth - 1)
      case code.bracket:
        return this.#array(depth - 1)
      case code.t:
        return this.#word('true') ? true : undefined
      case code.f:
        return this.#word('false') ? false : undefined
      case code.n:
        return this.#word('null') ? null : undefined
      default:
        return this.#number()
    }
  }

  #array(depth: number): readonly PlainValue[] | undefined {
    if (depth === 0) return undefined
    this.at += 1
    const read: PlainValue[] = []
    if (this.#takes(code.endOfBracket)) return read
    for (;;) {
      const value = this.value(depth)
      if (value === undefined) return undefined
      read.push(value)
      if (this.#takes(code.comma)) continue
      return this.#takes(code.endOfBracket) ? read : undefined
    }
  }

  /** Behind its first quote. */
  #string(): string | undefined {
    const start = this.at
    let isAscii = true
    for (let at = start; ; at += 1) {
      const character = this.#text.charCodeAt(at)
      if (character === code.quote) {
        this.at = at + 1
        const bytes = this.#text.slice(start, at)
        return isAscii ? bytes : decodedBytes(bytes)
      }
      // Also where the text ends, where there is no code.
      if (character === code.escape || !(character >= code.space)) return undefined
      if (character >= 0x80) isAscii = false
    }
  }

  #number(): number | undefined {
    const start = this.at
    while (isOfNumber(this.#text.charCodeAt(this.at))) this.at += 1
    const written = this.#text.slice(start, this.at)
    const value = Number(written)
    // One spelling for each: an empty one, and all others, come out as something else.
    return Number.isFinite(value) && String(value) === written ? value : undefined
  }

  #word(word: string): boolean {
    if (this.#text.slice(this.at, this.at + word.length) !== word) return false
    this.at += word.length
    return true
  }

  #takes(character: number): boolean {
    if (this.#text.charCodeAt(this.at) !== character) return false
    this.at += 1
    return true
  }
}

/** Digits, signs, point and exponent. */
const isOfNumber = (character: number): boolean => (character >= code.zero && character <= code.nine) || character === code.minus || character === 0x2e || character === 0x65 || character === 0x2b
