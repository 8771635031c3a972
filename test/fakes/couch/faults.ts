import type { ServerResponse } from 'node:http'
import { gzipSync } from 'node:zlib'

/** What goes wrong with one request. `after`: it was carried out, and its answer is lost. */
export type Fault =
  | { readonly kind: 'latency'; readonly ms: number }
  | { readonly kind: 'reset'; readonly when: 'before' | 'half-way' | 'after' }
  /** Half of the body, ended as if it were whole. */
  | { readonly kind: 'half-json' }
  /** A captive portal. */
  | { readonly kind: 'html' }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'status'; readonly status: 401 | 403 | 404 | 409 | 413 | 429 | 500 | 502 | 503; readonly retryAfterSeconds?: number }
  | { readonly kind: 'stall' }
  /** A byte now and then, and never an end. */
  | { readonly kind: 'trickle' }
  /** A proxy has kept the answer for so long, and says so. */
  | { readonly kind: 'aged'; readonly seconds: number }
  | { readonly kind: 'gzip-bomb'; readonly bytes: number }
  | { readonly kind: 'deep-json'; readonly depth: number }
  /** Of a list of changes. `again`: begins this many rows before what was asked for. */
  | { readonly kind: 'changes'; readonly rows: 'twice' | 'shuffled' | { readonly again: number } }

export interface FaultyRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
  readonly database: string
  /** 1 for the first request of this server. */
  readonly number: number
  readonly query: URLSearchParams
  /** As text. */
  readonly body: string
}
/** Asked for every request; `null`: nothing goes wrong. */
export type FaultHook = (request: FaultyRequest) => Fault | null

const bombs = new Map<number, Buffer>()
/** Packed once: packing takes longer than anything else about it. */
function bombOf(bytes: number): Buffer {
  const packed = bombs.get(bytes) ?? gzipSync(Buffer.alloc(bytes, ' '))
  bombs.set(bytes, packed)
  return packed
}

/** Faults that answer by themselves, before anything is carried out; `false` for all others. */
export function answerWith(fault: Fault, response: ServerResponse): boolean {
  const send = (status: number, type: string, body: string | Buffer, more: Readonly<Record<string, string>> = {}): true => {
    response.writeHead(status, { 'content-type': type, ...more }).end(body)
    return true
  }
  switch (fault.kind) {
    case 'reset':
      if (fault.when !== 'before') return false
      response.socket?.resetAndDestroy()
      return true
    case 'html':
      return send(200, 'text/html', '<!doctype html><title>请先登录</title><p>欢迎使用公共无线网络')
    case 'redirect':
      return send(302, 'text/plain', '', { location: fault.to })
    case 'status':
      return send(fault.status, 'application/json', JSON.stringify({ error: 'fault', reason: `status ${fault.status}` }), fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) })
    case 'aged':
      return false
    case 'stall':
      return true
    case 'trickle': {
      response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders()
      const trickle = setInterval(() => response.write(' '), 20)
      response.once('close', () => clearInterval(trickle))
      return true
    }
    case 'gzip-bomb':
      return send(200, 'application/json', bombOf(fault.bytes), { 'content-encoding': 'gzip' })
    case 'deep-json':
      return send(200, 'application/json', `${'['.repeat(fault.depth)}${']'.repeat(fault.depth)}`)
    case 'latency':
    case 'half-json':
    case 'changes':
      return false
  }
}

/** The rows of a list of changes as the fault wants them. */
export function disturbRows<T>(rows: readonly T[], fault: Fault | null): readonly T[] {
  if (fault?.kind !== 'changes') return rows
  if (fault.rows === 'twice') return rows.flatMap((row) => [row, row])
  return fault.rows === 'shuffled' ? rows.toReversed() : rows
}
