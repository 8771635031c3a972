import type { FeedSource } from '../../electron/station/feed.ts'

/** A store of the main process: who was touched, record by record. */
export class Records implements FeedSource {
  readonly caseSeqs = new Map<string, number>()
  readonly chains: (string | null)[]
  /** Records after which it was asked what was touched. */
  readonly asked: number[] = []
  readonly #name: string

  constructor(name: string) {
    this.#name = name
    this.chains = [`${name} 0`]
  }
  touch(caseId: string): void {
    this.chains.push(`${this.#name} ${this.chains.length} ${caseId}`)
    this.caseSeqs.set(caseId, this.chains.length - 1)
  }
  head() {
    return { seq: this.chains.length - 1, chain: this.chains.at(-1) ?? '' }
  }
  touchedSince(since: number) {
    this.asked.push(since)
    return Promise.resolve([...this.caseSeqs].flatMap(([id, seq]) => (seq > since && seq < this.chains.length ? [{ id, seq }] : [])).toSorted((a, b) => a.seq - b.seq))
  }
  findChain(seq: number) {
    return Promise.resolve(this.chains[seq] ?? null)
  }
}
