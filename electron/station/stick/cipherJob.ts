import type { ReadableStream, WritableStream } from 'node:stream/web'
import type { Pieces, SealProblem } from './cipher.ts'

/** A job for the worker. Both streams are handed over with it. */
export interface CipherJob {
  readonly kind: 'seal' | 'open'
  readonly passphrase: string
  readonly from: ReadableStream<Uint8Array>
  readonly to: WritableStream<Uint8Array>
}
/** Said once the key is known; what follows goes through the streams. */
export type CipherAnswer = { readonly kind: 'begun' } | SealProblem
/** Said last, when everything has gone into the streams: a thread that ends without it has left a stream that never ends. */
export interface CipherEnd {
  readonly kind: 'over'
}

/** Ends the stream as the pieces end; never rejects. `over`: rejects once nobody reads any more. */
export async function feed(pieces: Pieces, to: WritableStream<Uint8Array>, over: Promise<never> | null = null): Promise<void> {
  const writer = to.getWriter()
  try {
    for await (const piece of pieces) {
      await (over ? Promise.race([writer.ready, over]) : writer.ready)
      const written = writer.write(piece)
      await (over ? Promise.race([written, over]) : written)
    }
    await writer.close()
  } catch (error) {
    // Whoever reads is told; where it was the reader that ended, nobody is there.
    await writer.abort(error).catch(() => undefined)
  }
}
