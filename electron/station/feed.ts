import type { FeedBatch, FeedScope, StoreMark, Watermark } from '../../shared/contracts/feed.ts'
import type { CaseRow } from '../../shared/contracts/ipc.ts'

/** A case and the number of the last record that touched it. */
export interface Touch {
  readonly id: string
  readonly seq: number
}

/** One of the two stores of the main process, as far as lists need it. */
export interface FeedSource {
  head(): { readonly seq: number; readonly chain: string }
  /** Chain value of a record; `null` when there is none. */
  findChain(seq: number): Promise<string | null>
  /** Cases touched after this record, oldest touch first. 0: every case. */
  touchedSince(seq: number): Promise<readonly Touch[]>
}
export interface FeedPorts {
  readonly journal: FeedSource
  /** What came from others. */
  readonly kept: FeedSource
  /** `restsOn`: the last records of the case in both stores, as text. */
  readonly makeRow: (caseId: string, restsOn: string) => Promise<CaseRow>
  /** A fill has come to its end. */
  readonly onFilled?: () => void
  /** The cache has seen records that the journal does not have: the journal was put back, or is another one. */
  readonly onWatermarkAhead: (mark: Watermark) => void
  /** 500 unless given. */
  readonly rowsPerBatch?: number
}
export type PullFeed = (from: Watermark | null, scope: FeedScope) => Promise<FeedBatch>

/**
 * First fill, live change and rebuild of the screen's cache are this one path. Changes come first, oldest first; then
 * what the cache never had, newest first, so that the work in hand is listed at once and a fill can be broken off and
 * taken up again. Each answer says with its watermark how far the cache is once it has taken the rows over.
 */
export function openFeed({ journal, kept, makeRow, onFilled, onWatermarkAhead, rowsPerBatch = 500 }: FeedPorts): PullFeed {
  const journalCases = new CasesInOrder(journal)
  const keptCases = new CasesInOrder(kept)

  return async (from, scope) => {
    const standing = from === null ? 'unknown' : worse(await standingOf(journal, from.journal), await standingOf(kept, from.kept))
    if (from !== null && standing === 'ahead') onWatermarkAhead(from)
    const start = from !== null && standing === 'known' ? from : { journal: nothingOf(journal), kept: nothingOf(kept) }
    const own = await journalCases.take(start.journal, scope, rowsPerBatch)
    const others = await keptCases.take(start.kept, scope, rowsPerBatch - own.ids.length)
    const rows: CaseRow[] = []
    for (const id of new Set([...own.ids, ...others.ids])) rows.push(await makeRow(id, `${own.lastSeqs.get(id) ?? 0}/${others.lastSeqs.get(id) ?? 0}`))
    const missing = new Set([...own.missing, ...others.missing])
    const total = new Set([...own.lastSeqs.keys(), ...others.lastSeqs.keys()]).size
    const more = own.more || others.more
    if (!more) onFilled?.()
    return { fresh: standing !== 'known', rows, watermark: { journal: own.reached, kept: others.reached }, done: total - missing.size, total, more }
  }
}

type Standing = 'known' | 'unknown' | 'ahead'
const worse = (a: Standing, b: Standing): Standing => (a === 'ahead' || b === 'ahead' ? 'ahead' : a === 'unknown' ? a : b)

async function standingOf(source: FeedSource, mark: StoreMark): Promise<Standing> {
  if (mark.seq > source.head().seq) return 'ahead'
  const chain = await source.findChain(mark.seq)
  if (chain === mark.head) return 'known'
  // Another record under the same number was written after this journal had been put back. One that is gone proves nothing.
  return chain === null ? 'unknown' : 'ahead'
}

function nothingOf(source: FeedSource): StoreMark {
  const { seq, chain } = source.head()
  return { seq, head: chain, below: seq + 1 }
}

interface Taken {
  readonly ids: readonly string[]
  readonly reached: StoreMark
  readonly more: boolean
  /** Cases that the cache then still does not have, or not as they are. */
  readonly missing: readonly string[]
  /** Every case of the store with its last record. */
  readonly lastSeqs: ReadonlyMap<string, number>
}

/** The cases of one store by their last touch. */
class CasesInOrder {
  readonly #source: FeedSource
  /** Newest first, as they stood at record `#standsFor`; one that was touched since comes as a change. */
  #newestFirst: readonly Touch[] = []
  #standsFor = -1
  readonly #lastSeqs = new Map<string, number>()

  constructor(source: FeedSource) {
    this.#source = source
  }

  async take(from: StoreMark, scope: FeedScope, room: number): Promise<Taken> {
    const head = this.#source.head()
    if (this.#standsFor < 0 || this.#standsFor < from.below - 1) {
      this.#newestFirst = (await this.#source.touchedSince(0)).filter(({ seq }) => seq <= head.seq).toReversed()
      this.#standsFor = head.seq
      for (const { id, seq } of this.#newestFirst) this.#lastSeqs.set(id, seq)
    }
    const touchedSince = (await this.#source.touchedSince(Math.min(from.seq, this.#standsFor))).filter(({ seq }) => seq <= head.seq)
    for (const { id, seq } of touchedSince) this.#lastSeqs.set(id, seq)
    const changed = touchedSince.filter(({ seq }) => seq > from.seq)
    const isTouched = new Set(touchedSince.filter(({ seq }) => seq > this.#standsFor).map(({ id }) => id))
    const older = this.#newestFirst.filter(({ id, seq }) => seq < from.below && !isTouched.has(id))

    if (changed.length > 0 || scope === 'changes' || from.below === 0) {
      const taken = changed.slice(0, room)
      const rest = changed.slice(taken.length)
      const seq = rest.length === 0 ? head.seq : (taken.at(-1)?.seq ?? from.seq)
      return this.#taken(taken, { seq, head: await this.#chainOf(seq, head), below: from.below }, [...rest, ...older], rest.length > 0 || (scope === 'all' && from.below > 0))
    }
    const taken = older.slice(0, room)
    const rest = older.slice(taken.length)
    const below = rest.length === 0 ? 0 : (taken.at(-1)?.seq ?? from.below)
    return this.#taken(taken, { seq: head.seq, head: head.chain, below }, rest, below > 0)
  }

  #taken(taken: readonly Touch[], reached: StoreMark, missing: readonly Touch[], more: boolean): Taken {
    return { ids: taken.map(({ id }) => id), reached, more, missing: missing.map(({ id }) => id), lastSeqs: this.#lastSeqs }
  }

  async #chainOf(seq: number, head: { readonly seq: number; readonly chain: string }): Promise<string> {
    return seq === head.seq ? head.chain : ((await this.#source.findChain(seq)) ?? '')
  }
}
