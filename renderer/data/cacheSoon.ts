import type { CaseCache } from './caseCache.ts'

/** The cache of one profile, opened when a list is first wanted: the first screen waits neither for its code nor for the browser's store. */
export class CacheSoon {
  #opening: Promise<CaseCache> | null = null
  #cache: CaseCache | null = null
  readonly #open: () => Promise<CaseCache>

  constructor(open: () => Promise<CaseCache>) {
    this.#open = open
  }

  /** `null` while it is not open. */
  get now(): CaseCache | null {
    return this.#cache
  }

  /** Opens it where that was not done yet. */
  get(): Promise<CaseCache> {
    return (this.#opening ??= this.#remember())
  }

  close(): void {
    void this.#opening?.then((cache) => cache.close())
    this.#opening = null
    this.#cache = null
  }

  async #remember(): Promise<CaseCache> {
    const cache = await this.#open()
    if (this.#opening !== null) this.#cache = cache
    return cache
  }
}
