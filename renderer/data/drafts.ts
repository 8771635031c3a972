import type { Desk, Draft } from '../../shared/contracts/ipc.ts'

const restMs = 400

/** Typing that is not an event yet, on disk at most a second after the key. */
export class Drafts {
  #latest: Draft | null = null
  readonly #byCase = new Map<string, Draft>()
  #timer: ReturnType<typeof setTimeout> | null = null
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  put(draft: Draft): void {
    this.#latest = draft
    if (draft.caseId !== null && draft.question !== null) this.#byCase.set(draft.caseId, draft)
    // Not pushed back by further keys: a fast typist is saved too.
    this.#timer ??= setTimeout(() => void this.flush(), restMs)
  }

  /** What was half typed in a case when it was last left since the start. */
  recall(caseId: string | null): Draft | null {
    return caseId === null ? null : (this.#byCase.get(caseId) ?? null)
  }

  async flush(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const draft = this.#latest
    this.#latest = null
    if (draft) await this.#desk.invoke('draft:put', { draft })
  }
}
