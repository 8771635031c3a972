/** The store finds an id among others in as much time as it reads so many of them in their order. */
const readWhileOneIsFound = 64

/** What an open store is asked for its ids. */
export interface IdStore {
  all(): PromiseLike<readonly string[]>
  /** How many of these it has. */
  count(ids: readonly string[]): PromiseLike<number>
}

/** Ids of the rows of an open store, as far as they are known: a store that is filled is not asked for each of its rows. */
export class StoredIds {
  #known: Set<string> | null = null

  /** The store is empty. */
  clear(): void {
    this.#known = new Set()
  }

  /** How many of these the store, which has `stored` rows, does not have. */
  async countNew(store: IdStore, ids: readonly string[], stored: number): Promise<number> {
    if (this.#known === null && stored < ids.length * readWhileOneIsFound) this.#known = new Set(await store.all())
    const known = this.#known
    return ids.length - (known ? ids.filter((id) => known.has(id)).length : await store.count(ids))
  }

  /** They are put into it. */
  add(ids: readonly string[]): void {
    for (const id of ids) this.#known?.add(id)
  }
}
