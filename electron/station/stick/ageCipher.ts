import { Decrypter, Encrypter } from 'age-encryption'
import { fail, ok } from '../../../shared/domain/result.ts'
import type { Pieces, StickCipher } from './cipher.ts'

/** The format age (age-encryption.org/v1) with a passphrase: scrypt, then ChaCha20-Poly1305 in pieces of 64 KB. */
export function createAgeCipher({ scryptLogN }: { readonly scryptLogN: number }): StickCipher {
  return {
    seal: async (passphrase, plain) => {
      const encrypter = new Encrypter()
      encrypter.setScryptWorkFactor(scryptLogN)
      encrypter.setPassphrase(passphrase)
      return piecesOf(await encrypter.encrypt(streamOf(plain)))
    },
    open: async (passphrase, sealed) => {
      const decrypter = new Decrypter()
      decrypter.addPassphrase(passphrase)
      try {
        return ok(piecesOf(await decrypter.decrypt(streamOf(sealed))))
      } catch (error) {
        // The library has no other way to say which of the two it is.
        return fail({ kind: error instanceof Error && /no identity matched/.test(error.message) ? 'wrong-passphrase' : 'damaged' })
      }
    },
  }
}

function streamOf(pieces: Pieces): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await iterator.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      },
      cancel: async () => {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

async function* piecesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader()
  let isEnded = false
  try {
    for (;;) {
      const { done, value } = await reader.read()
      isEnded = done
      if (done) return
      yield value
    }
  } finally {
    if (!isEnded) await reader.cancel().catch(() => undefined)
  }
}
