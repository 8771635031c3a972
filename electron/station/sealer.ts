/** Stands before every body that is put on disk, so that encryption at rest changes one place. */
export interface Sealer {
  seal(bytes: Uint8Array, use: SealedUse): Promise<Uint8Array>
  /** `null` when it was not sealed for this use, or was changed. */
  open(bytes: Uint8Array, use: SealedUse): Promise<Uint8Array | null>
}
export interface SealedUse {
  /** Keys are per stream; `station` for what belongs to no case. */
  readonly stream: string
  readonly purpose: 'journal' | 'draft' | 'paper' | 'row' | 'scan'
}

export const plainSealer: Sealer = {
  seal: (bytes) => Promise.resolve(bytes),
  open: (bytes) => Promise.resolve(bytes),
}
