import { isPlainBody } from '../../../shared/contracts/plainDeed.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import type { CaseDeed, FieldValue, StreamId } from '../../../shared/domain/events.ts'
import { isFieldPath } from '../../../shared/domain/fieldPath.ts'

/**
 * Bytes of UTF-8 as a string, one character for each. JSON is ASCII but for what stands in its texts: a page is taken
 * apart, named and kept in its bytes, and only texts that somebody reads are decoded.
 */
export type ByteText = string

const beyondAscii = /[\u0080-\u00ff]/
export const isAscii = (text: ByteText): boolean => !beyondAscii.test(text)
/** The text that the bytes stand for. */
export const decoded = (text: ByteText): string => (isAscii(text) ? text : Buffer.from(text, 'latin1').toString('utf8'))

// Canonical JSON has its keys in one order and no spaces, so that one form says all that there is to the envelope.
const names = '"[0-9a-f]{32}"(?:,"[0-9a-f]{32}")*'
const day = '(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)'
const plain = new RegExp(
  `^\\{"at":"(\\d{4}-${day}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}\\+08:00)","clock":"(?:(ok)|doubtful)","incarnation":"([0-9A-HJKMNP-TV-Z]{6})","kind":"([a-z.]{1,40})","operator":"([0-9a-z-]{8,64})",` +
    `(?:"over":\\[((?:${names})?)\\],)?"parents":\\[((?:${names})?)\\],"payload":(\\{.*\\}),"salt":"([0-9a-f]{32})","station":"([0-9a-f]{16})","stream":"([^"]+)","v":1\\}$`,
)
/** A text in it has nothing that JSON escapes. */
const simpleWrite = /^\{"path":"([A-Za-z0-9./-]{1,200})","value":(?:(true)|(false)|(null)|"([ !#-[\]-\u00ff]*)"|(-?\d[\d.e+-]*))\}$/
const nameStep = '"",'.length + 32
const mostNames = 200
const longestValue = 400

/**
 * An event as nearly all are, read from its canonical text in one go; `null` proves nothing. What it gives is what
 * parsing the text gives; the text is canonical, has the shape of the contract (`plainDeed.ts`) and is of this stream.
 */
export function readPlainText(text: ByteText, stream: StreamId): CaseDeed | null {
  const found = plain.exec(text)
  if (!found) return null
  const [, at = '', isOk, incarnation = '', kind = '', operator = '', over, parents = '', payload = '', salt = '', station = '', of] = found
  if (of !== stream || parents.length > mostNames * nameStep) return null
  const clock = isOk === undefined ? 'doubtful' : 'ok'
  if (over === undefined) {
    const body = readPayload(payload)
    if (!body || isWrite(kind)) return null
    const deed = { v: 1, salt, stream, parents: listOf(parents), operator, station, incarnation, at, clock, kind, payload: body } as const
    return isPlainBody(deed) ? deed : null
  }
  if (!isWrite(kind) || over.length > mostNames * nameStep) return null
  const simple = kind === 'field.write' ? simpleWrite.exec(payload) : null
  if (simple) {
    const [, path = ''] = simple
    const value = valueOf(simple)
    if (value === undefined || !isFieldPath(path)) return null
    return { v: 1, salt, stream, parents: listOf(parents), operator, station, incarnation, at, clock, kind: 'field.write', payload: { path, value }, over: listOf(over) }
  }
  const body = readPayload(payload)
  if (!body) return null
  const deed = { v: 1, salt, stream, parents: listOf(parents), operator, station, incarnation, at, clock, kind, payload: body, over: listOf(over) } as const
  return isPlainBody(deed) ? deed : null
}

const isWrite = (kind: string): boolean => kind === 'field.write' || kind === 'status.write'

/** `undefined`: not canonical, or longer than a value may be. */
function valueOf([, , isTrue, isFalse, isNull, text, number = '']: RegExpExecArray): FieldValue | undefined {
  if (isTrue !== undefined) return true
  if (isFalse !== undefined) return false
  if (isNull !== undefined) return null
  if (text !== undefined) {
    const value = decoded(text)
    return value.length > longestValue ? undefined : value
  }
  const value = Number(number)
  return Number.isFinite(value) && String(value) === number ? value : undefined
}

function listOf(listed: string): readonly string[] {
  const list: string[] = []
  for (let at = 1; at < listed.length; at += nameStep) list.push(listed.slice(at, at + 32))
  return list
}

function readPayload(payload: ByteText): object | null {
  const text = decoded(payload)
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && canonicalJson(json) === text ? json : null
  } catch {
    return null
  }
}
