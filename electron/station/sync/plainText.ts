import { isPlainBody } from '../../../shared/contracts/plainDeed.ts'
import { canonicalJson } from '../../../shared/domain/canonicalJson.ts'
import type { CaseDeed, FieldPath, StreamId } from '../../../shared/domain/events.ts'
import { findFieldPath } from '../../../shared/domain/fieldPath.ts'
import { type ByteText, decoded, type PlainValue, readPlainObject, readPlainValue } from './plainJson.ts'

// Canonical JSON has its keys in one order and no spaces, so that one form says all that there is before the payload, and
// what comes behind it is as long as the name of the stream has it.
const names = '"[0-9a-f]{32}"(?:,"[0-9a-f]{32}")*'
const day = '(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)'
const beforePayload = new RegExp(
  `\\{"at":"(\\d{4}-${day}T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}\\+08:00)","clock":"(?:(ok)|doubtful)","incarnation":"([0-9A-HJKMNP-TV-Z]{6})","kind":"([a-z.]{1,40})","operator":"([0-9a-z-]{8,64})",` +
    `(?:"over":\\[((?:${names})?)\\],)?"parents":\\[((?:${names})?)\\],"payload":`,
  'y',
)
const endOfPayload = /\},"salt":"([0-9a-f]{32})","station":"([0-9a-f]{16})","stream":"/y
const endLength = '},"salt":"","station":"","stream":"'.length + 32 + 16
const atEnd = '","v":1}'
const nameStep = '"",'.length + 32
const mostNames = 200

/**
 * An event as nearly all are, read from its canonical text in one go; `null` proves nothing. What it gives is what
 * parsing the text gives; the text is canonical, has the shape of the contract (`plainDeed.ts`) and is of this stream.
 */
export function readPlainText(text: ByteText, stream: StreamId): CaseDeed | null {
  beforePayload.lastIndex = 0
  const found = beforePayload.exec(text)
  if (!found) return null
  const start = beforePayload.lastIndex
  const ofStream = text.length - atEnd.length - stream.length
  endOfPayload.lastIndex = ofStream - endLength
  const behind = endOfPayload.exec(text)
  if (!behind || !text.startsWith(stream, ofStream) || !text.endsWith(atEnd)) return null
  const [, at = '', isOk, incarnation = '', kind = '', operator = '', over, parents = ''] = found
  const [, salt = '', station = ''] = behind
  const payload = text.slice(start, ofStream - endLength + 1)
  if (parents.length > mostNames * nameStep) return null
  const clock = isOk === undefined ? 'doubtful' : 'ok'
  const isWrite = kind === 'field.write' || kind === 'status.write'
  if (isWrite !== (over !== undefined) || (over !== undefined && over.length > mostNames * nameStep)) return null
  const body = (kind === 'field.write' ? readWrite(payload) : readPlainObject(payload)) ?? readPayload(payload)
  if (!body) return null
  const deed =
    over === undefined
      ? ({ v: 1, salt, stream, parents: listOf(parents), operator, station, incarnation, at, clock, kind, payload: body } as const)
      : ({ v: 1, salt, stream, parents: listOf(parents), operator, station, incarnation, at, clock, kind, payload: body, over: listOf(over) } as const)
  return isPlainBody(deed) ? deed : null
}

const startOfWrite = /\{"path":"([A-Za-z0-9./-]{1,200})","value":/y

/** What three of four events are. */
function readWrite(payload: ByteText): { readonly path: FieldPath; readonly value: PlainValue } | null {
  startOfWrite.lastIndex = 0
  const path = findFieldPath(startOfWrite.exec(payload)?.[1] ?? '')
  const value = path === null ? undefined : readPlainValue(payload, startOfWrite.lastIndex, payload.length - 1)
  return path === null || value === undefined ? null : { path, value }
}

function listOf(listed: string): readonly string[] {
  const list: string[] = []
  for (let at = 1; at < listed.length; at += nameStep) list.push(listed.slice(at, at + 32))
  return list
}

/** What is escaped, and whatever else is not read in one pass. */
function readPayload(payload: ByteText): object | null {
  const text = decoded(payload)
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && canonicalJson(json) === text ? json : null
  } catch {
    return null
  }
}
