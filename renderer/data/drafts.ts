import type { Desk, Draft } from '../../shared/contracts/ipc.ts'

const restMs = 400

/** Typing that is not an event yet, on disk at most a second after the key. */
export class Drafts {
  #latest: Draft | null = null
  #timer: ReturnType<typeof setTimeout> | null = null
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  put(draft: Draft): void {
    this.#latest = draft
    // Not pushed back by further keys: a fast typist is saved too.
    this.#timer ??= setTimeout(() => void this.flush(), restMs)
  }

  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const draft = this.#latest
    this.#latest = null
    if (draft) await this.#desk.invoke('draft:put', { draft })
  }
}
