import { canonicalJson } from '../domain/canonicalJson.ts'
import { fail, ok, type Result } from '../domain/result.ts'
import type { PageDescription, PaperCode } from './page.ts'

/**
 * The code on a paper: `XK0:` + number + `:` + the first 16 bytes of a SHA-256 in upper-case hex. It is not signed: it
 * tells which paper this is and whether its wording is the one on record, not who made it. Only characters of a QR
 * code's alphanumeric mode, because other text is decoded wrongly by some readers.
 */
const scheme = 'XK0'
const practice = { onPaper: '演练-', inCode: 'YL-' }
const payloadPattern = /^XK0:([0-9A-Z-]{1,40}):([0-9A-F]{32})$/

export interface ReadCode {
  readonly number: string
  /** 32 hex digits, upper case. */
  readonly digest: string
}

/** What the digest of a paper is computed over: everything that stands on it but the code itself. */
export function digestedText(page: PageDescription): string {
  const { code: _code, ...content } = page
  return canonicalJson(content)
}

/** `digest`: 32 upper-case hex digits, of the SHA-256 over `digestedText`. A paper without a number has no code. */
export function codeOf(page: PageDescription, digest: string): PaperCode | null {
  if (page.number === null) return null
  const number = page.number.startsWith(practice.onPaper) ? practice.inCode + page.number.slice(practice.onPaper.length) : page.number
  const payload = `${scheme}:${number}:${digest}`
  if (!payloadPattern.test(payload)) throw new TypeError('a paper number that no code can carry')
  return { payload, caption: '未签名核验码' }
}

export function readPaperCode(text: string): Result<ReadCode, { readonly kind: 'no-paper-code' }> {
  const [, number, digest] = payloadPattern.exec(text.trim()) ?? []
  if (number === undefined || digest === undefined) return fail({ kind: 'no-paper-code' })
  return ok({ number: number.startsWith(practice.inCode) ? practice.onPaper + number.slice(practice.inCode.length) : number, digest })
}
