import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { scanJson } from './scanJson.ts'

/** As much of `fetch` as a server is asked with. */
export type Fetch = (url: URL, asked: AskedRequest) => Promise<Response>
export interface AskedRequest extends RequestContent {
  /** An answer that leads elsewhere is an answer. */
  readonly redirect: 'manual'
  readonly signal: AbortSignal
}
export interface RequestContent {
  readonly method?: 'POST'
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/** Of so many bytes, or more. */
export type Room = (bytes: number) => Buffer

/** How much a server may cost. Milliseconds; bytes as unfolded. */
export interface RequestLimits {
  /** From the request to the last byte. */
  readonly totalMs: number
  /** Between two pieces of an answer. */
  readonly silenceMs: number
  readonly bytes: number
}
/** Whatever it sends, a server can't take more than this (F25). */
export const usualLimits: RequestLimits = { totalMs: 60_000, silenceMs: 30_000, bytes: 64 << 20 }
const deepest = 64

interface Answer {
  readonly status: number
  /** What time the server takes it to be. */
  readonly dateMs: number | null
}
export interface JsonAnswer extends Answer {
  readonly json: unknown
}

/** An answer that nobody has read yet. */
export interface BytesAnswer extends Answer {
  readonly bytes: Buffer
}

/** One request for JSON, with an end to everything: time, silence, size, depth. Failures are values; `signal` ends it as `offline`. */
export async function askForJson(fetchIt: Fetch, url: URL, content: RequestContent, limits: RequestLimits, signal: AbortSignal): Promise<Result<JsonAnswer, ServerFailure>> {
  const answer = await askForBytes(fetchIt, url, content, limits, signal)
  return answer.ok ? readJson(answer.value) : answer
}

/** The same for an answer that is read elsewhere; a refusal is read here. `room`: to lay it down in, whatever stands there. */
export async function askForBytes(fetchIt: Fetch, url: URL, content: RequestContent, limits: RequestLimits, signal: AbortSignal, room: Room = Buffer.allocUnsafe): Promise<Result<BytesAnswer, ServerFailure>> {
  const giveUp = new AbortController()
  const total = setTimeout(() => giveUp.abort(), limits.totalMs)
  const silence = setTimeout(() => giveUp.abort(), limits.silenceMs)
  const ending = AbortSignal.any([signal, giveUp.signal])
  async function askAndRead(): Promise<Result<BytesAnswer, ServerFailure>> {
    const response = await fetchIt(url, { ...content, redirect: 'manual', signal: ending })
    const refused = findRefusal(response)
    if (refused) {
      letGo(response.body)
      return fail(refused)
    }
    const bytes = await readBytes(response, limits.bytes, () => silence.refresh(), room)
    if (bytes === null) return fail({ kind: 'unreadable', because: 'too-long' })
    const dateMs = Date.parse(response.headers.get('date') ?? '') + ageMs(response.headers.get('age'))
    const answer = { status: response.status, bytes, dateMs: Number.isNaN(dateMs) ? null : dateMs }
    if (response.ok) return ok(answer)
    const read = readJson(answer)
    return read.ok ? fail(failureOfStatus(response.status)) : read
  }
  try {
    return await unlessAborted(ending, askAndRead())
  } catch (error) {
    return fail(failureOfError(error))
  } finally {
    clearTimeout(total)
    clearTimeout(silence)
  }
}

/**
 * Node does not always end a read with its request: one whose body is being unfolded (gzip) may then never be answered.
 * Whoever waits is told by the signal itself.
 */
function unlessAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason)
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop)
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

/** What nobody reads any more; that it has ended is not waited for. */
function letGo(body: Pick<ReadableStream, 'cancel'> | null): void {
  void body?.cancel().catch(() => undefined)
}

function readJson({ status, bytes, dateMs }: BytesAnswer): Result<JsonAnswer, ServerFailure> {
  if (scanJson(bytes).depth > deepest) return fail({ kind: 'unreadable', because: 'too-deep' })
  const json = findJson(bytes.toString('utf8'))
  return json === undefined ? fail({ kind: 'unreadable', because: 'not-json' }) : ok({ status, json, dateMs })
}

/** What is seen before a byte of the body: another server, or one that has no time. */
function findRefusal(response: Response): ServerFailure | null {
  const { status, headers } = response
  if (status >= 300 && status < 400) return { kind: 'not-our-server', because: 'redirect' }
  if (status === 429 || status === 503) return { kind: 'busy', retryAfterMs: retryAfterMs(headers.get('retry-after')) }
  // A page of a portal or a proxy says nothing about our server, whatever its status.
  return /\bjson\b|^text\/plain/.test(headers.get('content-type') ?? '') ? null : { kind: 'not-our-server', because: 'no-json' }
}

function failureOfStatus(status: number): ServerFailure {
  switch (status) {
    case 401:
      return { kind: 'unauthorised' }
    case 403:
      return { kind: 'forbidden' }
    case 404:
      return { kind: 'gone' }
    case 413:
      return { kind: 'too-large' }
    default:
      return { kind: 'server-error', status }
  }
}

const longestRetryMs = 60 * 60_000
/** Only seconds: a date would hang on two clocks. */
function retryAfterMs(value: string | null): number | null {
  return value !== null && /^\d{1,9}$/.test(value) ? Math.min(longestRetryMs, Number(value) * 1000) : null
}

/** `null` for more than may come. Counts what was unfolded, piece by piece: a bomb is never held whole. */
async function readBytes(response: Response, mostBytes: number, onPiece: () => void, room: Room): Promise<Buffer | null> {
  const reader = response.body?.getReader()
  if (!reader) return Buffer.alloc(0)
  let whole: Buffer = Buffer.alloc(0)
  let bytes = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return whole.subarray(0, bytes)
    onPiece()
    const before = bytes
    bytes += value.length
    if (bytes > mostBytes) {
      letGo(reader)
      return null
    }
    if (bytes > whole.length) {
      const larger = room(Math.max(bytes, 2 * whole.length))
      whole.copy(larger, 0, 0, before)
      whole = larger
    }
    // At once: a piece that waits for the others grows old, and old ones have the whole heap marked.
    whole.set(value, before)
  }
}

function findJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** For how long a proxy has kept the answer: the server's date is as old. */
const ageMs = (value: string | null): number => (value !== null && /^\d{1,9}$/.test(value) ? Number(value) * 1000 : 0)

/** By the codes of Node; the first that fits. */
const codes: readonly (readonly [RegExp, Extract<ServerFailure, { kind: 'not-our-server' }>['because']])[] = [
  [/^CERT_HAS_EXPIRED/, 'certificate-expired'],
  [/^CERT_NOT_YET_VALID/, 'certificate-not-valid-yet'],
  [/ALTNAME/, 'certificate-of-another'],
  [/^DEPTH_ZERO_SELF_SIGNED/, 'certificate-self-signed'],
  [/SELF_SIGNED|^UNABLE_TO_(GET_ISSUER|VERIFY)|^CERT_UNTRUSTED/, 'certificate-of-nobody-known'],
  [/CERT|^INVALID_(CA|PURPOSE)|^PATH_LENGTH_EXCEEDED|^UNABLE_TO_DECODE_ISSUER/, 'certificate'],
  [/^ERR_(SSL|TLS)|^EPROTO/, 'no-tls'],
  [/^HPE_/, 'no-http'],
]
/** `fetch` rejects with an error around the one of the socket. */
function failureOfError(error: unknown): ServerFailure {
  if (!(error instanceof Error)) throw error
  const code = codeOf(error.cause) ?? codeOf(error) ?? ''
  const [, because] = codes.find(([form]) => form.test(code)) ?? []
  if (because) return { kind: 'not-our-server', because }
  // A broken gzip is half an answer.
  if (code.startsWith('Z_')) return { kind: 'unreadable', because: 'not-json' }
  if (error instanceof TypeError || error.name === 'AbortError' || error.name === 'TimeoutError' || code !== '') return { kind: 'offline' }
  throw error
}
const codeOf = (error: unknown): string | null => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null)
