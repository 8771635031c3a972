import type { OpenFile } from '../files.ts'

/** Between files, streams and what makes them, one piece at a time: nothing is ever held whole. */

const pieceBytes = 256 << 10

export async function* readPieces(file: Pick<OpenFile, 'readAt'>, seen: (bytes: number) => void = () => undefined): AsyncGenerator<Uint8Array> {
  for (let at = 0; ; ) {
    const piece = await file.readAt(at, pieceBytes)
    if (piece.length === 0) return
    at += piece.length
    seen(at)
    yield piece
  }
}

/** Where an error came from, for whoever gets it at the other end of a stream, where it has lost its class. */
export interface Noted<T> {
  readonly pieces: AsyncIterable<T>
  /** `null` while there was none. */
  readonly error: () => unknown
}
export function noteErrors<T>(from: AsyncIterable<T>): Noted<T> {
  let noted: unknown = null
  async function* pieces(): AsyncGenerator<T> {
    try {
      yield* from
    } catch (error) {
      noted = error
      throw error
    }
  }
  return { pieces: pieces(), error: () => noted }
}
