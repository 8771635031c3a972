import { isObject, type Json, type JsonObject } from '../../fakes/couch/document.ts'

/** One request over HTTP, as some account; answers whatever comes. */
export type Call = (method: 'GET' | 'PUT' | 'POST' | 'DELETE', path: string, body?: unknown, options?: CallOptions) => Promise<Called>
export interface CallOptions {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
  /** Sent as it is. */
  readonly bytes?: Uint8Array
}
export interface Called {
  readonly status: number
  readonly headers: Headers
  /** `null` for what is no JSON. */
  readonly body: Json
  readonly bytes: Buffer
}

/** No server may keep a test waiting. */
const timeoutMs = 15_000

export function callAs(url: string, account: { readonly name: string; readonly password: string } | null): Call {
  const credentials: Record<string, string> = account ? { authorization: `Basic ${Buffer.from(`${account.name}:${account.password}`).toString('base64')}` } : {}
  return async (method, path, body, { headers = {}, signal, bytes } = {}) => {
    const sent = bytes ? Buffer.from(bytes) : body === undefined ? null : JSON.stringify(body)
    const answer = await fetch(new URL(path, url), {
      method,
      headers: { ...credentials, accept: 'application/json', ...(sent === null ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(sent === null ? {} : { body: sent }),
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]),
    })
    const received = Buffer.from(await answer.arrayBuffer())
    return { status: answer.status, headers: answer.headers, body: findJson(received), bytes: received }
  }
}

function findJson(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}

/** The objects of a list in an answer: `rows`, `results`, `docs`, or the answer itself. */
export function listIn(body: Json, key?: string): readonly JsonObject[] {
  const list = key === undefined ? body : isObject(body) ? body[key] : null
  return Array.isArray(list) ? list.filter(isObject) : []
}
export const fieldOf = (body: Json | undefined, key: string): Json => (isObject(body) ? (body[key] ?? null) : null)

export const documentAt = (database: string, id: string): string => `${database}/${encodeURIComponent(id)}`
