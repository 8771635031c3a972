/**
 * Values on their way between page and main process, as JSON. The same source runs on both sides.
 * What structured clone can do and this can't: cycles and shared references (a shared object arrives twice).
 */

declare global {
  // Newer than the library that is compiled against; absent from Node 20.
  interface Uint8Array {
    toBase64?(): string
  }
  interface Uint8ArrayConstructor {
    fromBase64?(text: string): Uint8Array<ArrayBuffer>
  }
}

const notCloned = 'An object could not be cloned.'

const arrays: Readonly<Record<string, new (buffer: ArrayBuffer) => ArrayBufferView>> = {
  Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array,
  Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView,
}

const errors: Readonly<Record<string, ErrorConstructor | undefined>> = { Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError }

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export function encode(value: unknown): string {
  return JSON.stringify(toJson(value, []))
}

export function decode(text: string): unknown {
  const json: Json = JSON.parse(text)
  // Most messages have no tag, and are what they were parsed to.
  return text.includes('"$"') ? fromJson(json) : json
}

function tagged(tag: string, ...rest: Json[]): Json {
  return { $: [tag, ...rest] }
}

function toJson(value: unknown, path: readonly object[]): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0) ? value : tagged('number', Object.is(value, -0) ? '-0' : String(value))
    case 'undefined':
      return tagged('undefined')
    case 'bigint':
      return tagged('bigint', String(value))
    case 'object':
      return value === null ? null : objectToJson(value, path)
    default:
      throw new Error(notCloned)
  }
}

function objectToJson(value: object, path: readonly object[]): Json {
  if (path.includes(value)) throw new Error(`${notCloned} It contains itself.`)
  const inner = [...path, value]
  if (Array.isArray(value)) return value.map((item) => toJson(item, inner))
  if (value instanceof Date) return tagged('Date', toJson(value.getTime(), inner))
  if (value instanceof Map) return tagged('Map', [...value].map(([key, item]) => [toJson(key, inner), toJson(item, inner)]))
  if (value instanceof Set) return tagged('Set', [...value].map((item) => toJson(item, inner)))
  if (value instanceof RegExp) return tagged('RegExp', value.source, value.flags)
  if (value instanceof ArrayBuffer) return tagged('ArrayBuffer', toBase64(new Uint8Array(value)))
  if (ArrayBuffer.isView(value)) return tagged('view', viewName(value), toBase64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)))
  if (value instanceof Error) {
    return tagged('Error', errors[value.name] === undefined ? 'Error' : value.name, value.message, value.stack ?? '', toJson(value.cause, inner))
  }
  // Blobs, nodes, promises and the like have state that properties don't show.
  if (!/^\[object (Object|Arguments)\]$/.test(Object.prototype.toString.call(value))) throw new Error(notCloned)
  const fields: { [key: string]: Json } = {}
  for (const [key, item] of Object.entries(value)) define(fields, key, toJson(item, inner))
  // A key of the user's own must not be taken for a tag.
  return Object.hasOwn(fields, '$') ? tagged('object', fields) : fields
}

function viewName(view: ArrayBufferView): string {
  for (const [name, kind] of Object.entries(arrays)) if (view instanceof kind) return name
  throw new Error(notCloned)
}

function fromJson(json: Json): unknown {
  if (json === null || typeof json !== 'object') return json
  if (Array.isArray(json)) return json.map(fromJson)
  const tag = Object.hasOwn(json, '$') ? json['$'] : undefined
  return Array.isArray(tag) ? fromTagged(tag) : fieldsFromJson(json)
}

function fieldsFromJson(json: { [key: string]: Json }): object {
  const fields: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(json)) define(fields, key, fromJson(item))
  return fields
}

/** `__proto__` is a name like any other. */
function define<T>(fields: Record<string, T>, key: string, value: T): void {
  if (key === '__proto__') Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true })
  else fields[key] = value
}

function fromTagged([tag, first = null, second = null, third = null, fourth = null]: Json[]): unknown {
  switch (tag) {
    case 'number':
      return Number(first)
    case 'undefined':
      return undefined
    case 'bigint':
      return BigInt(text(first))
    case 'Date':
      return new Date(Number(fromJson(first)))
    case 'Map':
      return new Map(list(first).map((entry) => {
        const [key = null, item = null] = list(entry)
        return [fromJson(key), fromJson(item)]
      }))
    case 'Set':
      return new Set(list(first).map(fromJson))
    case 'RegExp':
      return new RegExp(text(first), text(second))
    case 'ArrayBuffer':
      return fromBase64(text(first)).buffer
    case 'view':
      return viewFrom(text(first), fromBase64(text(second)))
    case 'Error':
      return errorFrom(text(first), text(second), text(third), fromJson(fourth))
    case 'object':
      return first !== null && typeof first === 'object' && !Array.isArray(first) ? fieldsFromJson(first) : {}
    default:
      throw new Error(`unknown tag ${String(tag)}`)
  }
}

function viewFrom(name: string, bytes: Uint8Array<ArrayBuffer>): ArrayBufferView {
  if (name === 'Uint8Array') return bytes
  const kind = Object.hasOwn(arrays, name) ? arrays[name] : undefined
  if (kind === undefined) throw new Error(`unknown view ${name}`)
  return new kind(bytes.buffer)
}

function errorFrom(name: string, message: string, stack: string, cause: unknown): Error {
  const error = new (errors[name] ?? Error)(message, cause === undefined ? {} : { cause })
  Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
  return error
}

function text(json: Json): string {
  if (typeof json !== 'string') throw new Error('text expected')
  return json
}

function list(json: Json): Json[] {
  if (!Array.isArray(json)) throw new Error('list expected')
  return json
}

function toBase64(bytes: Uint8Array): string {
  if (typeof Buffer === 'function') return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
  if (bytes.toBase64 !== undefined) return bytes.toBase64()
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(binary)
}

function fromBase64(base64: string): Uint8Array<ArrayBuffer> {
  // A buffer of its own: Node's are slices of a shared pool.
  if (typeof Buffer === 'function') return new Uint8Array(Buffer.from(base64, 'base64'))
  if (Uint8Array.fromBase64 !== undefined) return Uint8Array.fromBase64(base64)
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
}

/** Long messages are slow in one piece, on either pipe. */
const pieceLength = 512 * 1024

/** `id/last/number:` and a part of the text. */
export function cutUp(id: number, message: string): string[] {
  const count = Math.max(1, Math.ceil(message.length / pieceLength))
  return Array.from({ length: count }, (_, at) => `${id}/${count - 1}/${at}:${message.slice(at * pieceLength, (at + 1) * pieceLength)}`)
}

/** Puts pieces together again; each source has one of its own. Pieces come in order. */
export function startJoining(): (piece: string) => string | undefined {
  const open = new Map<string, string[]>()
  return (piece) => {
    const headEnd = piece.indexOf(':')
    const [id = '', last = '0', at = '0'] = piece.slice(0, headEnd).split('/')
    const parts = open.get(id) ?? []
    parts.push(piece.slice(headEnd + 1))
    if (at !== last) {
      open.set(id, parts)
      return undefined
    }
    open.delete(id)
    return parts.join('')
  }
}
