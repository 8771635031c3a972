import type { ClientRequest, IncomingMessage } from 'node:http'
import { Agent, request as askOver } from 'node:https'
import { pipeline, type Readable } from 'node:stream'
import { constants, createGunzip } from 'node:zlib'
import type { Fetch } from './boundedRequest.ts'

/** A way to one server. */
export interface Line {
  readonly fetch: Fetch
  /** Connections that nobody uses any more are ended. */
  close(): void
}

/** For as long as `fetch` keeps a connection that nobody uses. */
const idleMs = 4000
const statusesWithoutBody: ReadonlySet<number> = new Set([204, 205, 304])

/**
 * `fetch` for a server whose certificate has to come from one authority (PEM): no other is believed, and all else that a
 * certificate has to be is asked for as ever. Node's own `fetch` takes an authority for every server at once or for none.
 */
export function openLine(authority: string): Line {
  const agent = new Agent({
    keepAlive: true,
    timeout: idleMs,
    ca: authority,
    // One that stands below another is as good: the file says whom to believe.
    allowPartialTrustChain: true,
    // Whatever the environment says.
    rejectUnauthorized: true,
  })
  return {
    fetch: async (url, { method = 'GET', headers, body, signal }) => {
      signal.throwIfAborted()
      const asked = askOver(url, { agent, method, headers: { ...headers, 'accept-encoding': 'gzip' } })
      let read: Readable | null = null
      const giveUp = (): void => void (read ?? asked).destroy(new DOMException('given up', 'AbortError'))
      signal.addEventListener('abort', giveUp)
      // A signal that lives on would keep every request that ever listened to it.
      asked.once('close', () => signal.removeEventListener('abort', giveUp))
      try {
        const message = await answerTo(asked.end(body))
        read = bodyOf(message)
        return responseOf(message, read)
      } catch (error) {
        asked.destroy()
        // In the words of `fetch`.
        throw new TypeError('fetch failed', { cause: error })
      }
    },
    close: () => agent.destroy(),
  }
}

const answerTo = (asked: ClientRequest): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    asked.on('response', resolve)
    // Stays: a connection may also break while its answer is read, which the answer says itself.
    asked.on('error', reject)
    // Some connections end without either: a server that goes over to another protocol unasked.
    asked.on('close', () => reject(new Error('closed without an answer')))
  })

function bodyOf(message: IncomingMessage): Readable {
  if (message.headers['content-encoding'] !== 'gzip') return message
  // As `fetch` unfolds: what has come is given out at once.
  const flush = constants.Z_SYNC_FLUSH
  return pipeline(message, createGunzip({ flush, finishFlush: flush }), () => undefined)
}

function responseOf(message: IncomingMessage, body: Readable): Response {
  const status = message.statusCode ?? 0
  const headers = new Headers(Object.entries(message.headers).flatMap(([name, value]): [string, string][] => (typeof value === 'string' ? [[name, value]] : [])))
  if (!statusesWithoutBody.has(status)) return new Response(streamOf(body), { status, headers })
  body.resume()
  return new Response(null, { status, headers })
}

/** Piece by piece, each when it is asked for; given up, the connection ends. */
function streamOf(body: Readable): ReadableStream<Uint8Array> {
  const pieces: AsyncIterator<unknown> = body[Symbol.asyncIterator]()
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await pieces.next()
      if (done === true) controller.close()
      else if (value instanceof Uint8Array) controller.enqueue(value)
    },
    cancel: () => void body.destroy(),
  })
}
