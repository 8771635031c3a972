import type { Result } from '../../../shared/domain/result.ts'

/** In order; whoever stops asking ends what makes them. */
export type Pieces = AsyncIterable<Uint8Array>

/** Encrypts a stream to a passphrase. What is wrong with a stream is told by the stream: the next piece rejects. */
export interface StickCipher {
  seal(passphrase: string, plain: Pieces): Promise<Pieces>
  /** A stream that was cut off or changed ends in an error, after the pieces that are whole. */
  open(passphrase: string, sealed: Pieces): Promise<Result<Pieces, SealProblem>>
}
export interface SealProblem {
  /** `wrong-passphrase`: also where the few bytes that hold the key are damaged. */
  readonly kind: 'wrong-passphrase' | 'damaged'
}
