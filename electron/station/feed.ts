import type { FeedBatch, FeedScope, StoreMark, Watermark } from '../../shared/contracts/feed.ts'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import type { EventStore } from './eventStore.ts'

/** What a row was made from, by the last record of its case in the journal and in what is kept; 0 where there is none. */
export const rowRestsOn = (journalSeq: number, keptSeq: number): string => `${journalSeq}/${keptSeq}`

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
  const listed = new Set<string>()
  const journalCases = new CasesInOrder(journal, listed)
  const keptCases = new CasesInOrder(kept, listed)

  return async (from, scope) => {
    const standing = from === null ? 'unknown' : worse(await standingOf(journal, from.journal), await standingOf(kept, from.kept))
    if (from !== null && standing === 'ahead') onWatermarkAhead(from)
    const start = from !== null && standing === 'known' ? from : { journal: nothingOf(journal), kept: nothingOf(kept) }
    const own = await journalCases.take(start.journal, scope, rowsPerBatch)
    const others = await keptCases.take(start.kept, scope, rowsPerBatch - own.ids.length)
    const ids = [...new Set([...own.ids, ...others.ids])]
    const rows: CaseRow[] = []
    for (let first = 0; first < ids.length; first += readTogether) {
      rows.push(...(await Promise.all(ids.slice(first, first + readTogether).map((id) => makeRow(id, rowRestsOn(journalCases.lastSeqOf(id), keptCases.lastSeqOf(id)))))))
    }
    const more = own.more || others.more
    if (!more) onFilled?.()
    return { fresh: standing !== 'known', rows, watermark: { journal: own.reached, kept: others.reached }, done: listed.size - countEither(own.missing, others.missing), total: listed.size, more }
  }
}

/** One case is read while another is folded; more would hold up a command that comes meanwhile. */
const readTogether = 4

/** Every case is counted once. Most stations have one store only, and then nothing has to be compared. */
function countEither(one: Missing, other: Missing): number {
  if (one.count === 0 || other.count === 0) return one.count + other.count
  return new Set([...one.ids(), ...other.ids()]).size
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

/** Cases that the cache does not have yet, or not as they are. */
interface Missing {
  readonly count: number
  ids(): readonly string[]
}
interface Taken {
  readonly ids: readonly string[]
  readonly reached: StoreMark
  readonly more: boolean
  readonly missing: Missing
}

/** The cases of one store by their last touch. Asked after every command: what it does is as much as has changed, however many cases there are. */
class CasesInOrder {
  readonly #source: FeedSource
  /** Every case of either store. */
  readonly #listed: Set<string>
  /** Newest first, as they stood at record `#standsFor`; one that was touched since comes as a change. */
  #newestFirst: readonly Touch[] = []
  #standsFor = -1
  /** Cases touched since then, each with its last record before. */
  readonly #touched = new Map<string, number | null>()
  readonly #lastSeqs = new Map<string, number>()
  /** Every touch up to this record is in the maps. */
  #noted = 0

  constructor(source: FeedSource, listed: Set<string>) {
    this.#source = source
    this.#listed = listed
  }

  /** 0 for a case that this store does not have. */
  lastSeqOf(id: string): number {
    return this.#lastSeqs.get(id) ?? 0
  }

  async take(from: StoreMark, scope: FeedScope, room: number): Promise<Taken> {
    const head = this.#source.head()
    if (this.#standsFor < 0 || this.#standsFor < from.below - 1 || head.seq < this.#noted) await this.#stand(head.seq)
    for (const { id, seq } of await this.#since(this.#noted, head.seq)) this.#note(id, seq)
    this.#noted = Math.max(this.#noted, head.seq)
    const changed = from.seq === head.seq ? [] : await this.#since(from.seq, head.seq)

    if (changed.length > 0 || scope === 'changes' || from.below === 0) {
      const taken = changed.slice(0, room)
      const rest = changed.slice(taken.length)
      const seq = rest.length === 0 ? head.seq : (taken.at(-1)?.seq ?? from.seq)
      return {
        ids: taken.map(({ id }) => id),
        reached: { seq, head: await this.#chainOf(seq, head), below: from.below },
        more: rest.length > 0 || (scope === 'all' && from.below > 0),
        missing: { count: rest.length + this.#countOlder(from.below), ids: () => [...rest.map(({ id }) => id), ...this.#older(from.below)] },
      }
    }
    const taken = this.#takeOlder(from.below, room)
    const left = this.#countOlder(taken.at(-1)?.seq ?? from.below)
    const below = left === 0 ? 0 : (taken.at(-1)?.seq ?? from.below)
    return { ids: taken.map(({ id }) => id), reached: { seq: head.seq, head: head.chain, below }, more: below > 0, missing: { count: left, ids: () => this.#older(below) } }
  }

  async #stand(seq: number): Promise<void> {
    this.#newestFirst = (await this.#since(0, seq)).toReversed()
    this.#standsFor = seq
    this.#noted = seq
    this.#touched.clear()
    for (const touch of this.#newestFirst) {
      this.#lastSeqs.set(touch.id, touch.seq)
      this.#listed.add(touch.id)
    }
  }

  #note(id: string, seq: number): void {
    if (!this.#touched.has(id)) this.#touched.set(id, this.#lastSeqs.get(id) ?? null)
    this.#lastSeqs.set(id, seq)
    this.#listed.add(id)
  }

  async #since(seq: number, head: number): Promise<readonly Touch[]> {
    return seq === head ? [] : (await this.#source.touchedSince(seq)).filter((touch) => touch.seq <= head)
  }

  #takeOlder(below: number, room: number): readonly Touch[] {
    const taken: Touch[] = []
    for (let at = this.#firstBelow(below); at < this.#newestFirst.length && taken.length < room; at += 1) {
      const touch = this.#newestFirst[at]
      if (touch && !this.#touched.has(touch.id)) taken.push(touch)
    }
    return taken
  }

  #older(below: number): readonly string[] {
    return this.#takeOlder(below, Number.POSITIVE_INFINITY).map(({ id }) => id)
  }

  #countOlder(below: number): number {
    if (below === 0) return 0
    let count = this.#newestFirst.length - this.#firstBelow(below)
    for (const before of this.#touched.values()) if (before !== null && before < below) count -= 1
    return count
  }

  /** Position of the first touch of a record below this one. */
  #firstBelow(below: number): number {
    let low = 0
    for (let high = this.#newestFirst.length; low < high; ) {
      const middle = (low + high) >> 1
      if ((this.#newestFirst[middle]?.seq ?? 0) < below) high = middle
      else low = middle + 1
    }
    return low
  }

  async #chainOf(seq: number, head: { readonly seq: number; readonly chain: string }): Promise<string> {
    return seq === head.seq ? head.chain : ((await this.#source.findChain(seq)) ?? '')
  }
}

/** Of the store's question; an index that can't be read is a bug by now. */
export function touched(ask: EventStore['changedCases']): FeedSource['touchedSince'] {
  return async (seq) => {
    const answer = await ask(seq)
    if (!answer.ok) throw new Error(`feed: the index can't be read: ${answer.failure.problem}`)
    return answer.value
  }
}

/** What came from others. Before anything came there is a record 0, so that the first import is a change like any other. */
export function othersIn(store: Pick<EventStore, 'keptHead' | 'findKeptChain' | 'importedCases'>): FeedSource {
  return { head: () => store.keptHead() ?? { seq: 0, chain: '' }, findChain: (seq) => (seq === 0 ? Promise.resolve('') : store.findKeptChain(seq)), touchedSince: touched(store.importedCases) }
}
