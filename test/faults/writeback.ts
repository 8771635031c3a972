import { createHash } from 'node:crypto'

/** What of the unflushed reaches the disk before the power goes: a system writes back in an order of its own. */
export interface Writeback {
  readonly name: string
  /** Names reach a disk in the order of their changes: the first so many of those that wait. */
  countNames(waiting: number): number
  /** The new length of a file, with or without what stands in it: the rest is zeros. */
  hasLength(): boolean
  /** A block of a write. */
  hasBlock(): boolean
}

export const nothingWrittenBack: Writeback = { name: 'nothing', countNames: () => 0, hasLength: () => false, hasBlock: () => false }
/** Renamed, lengthened, and the bytes themselves are not there. */
const namesWithoutBytes: Writeback = { name: 'names and lengths without bytes', countNames: (waiting) => waiting, hasLength: () => true, hasBlock: () => false }
const bytesWithoutNames: Writeback = { name: 'bytes without names', countNames: () => 0, hasLength: () => true, hasBlock: () => true }

export function scatteredWriteback(seed: string): Writeback {
  const chance = createChance(seed)
  return { name: `scattered by ${seed}`, countNames: (waiting) => chance.below(waiting + 1), hasLength: () => chance.below(2) === 0, hasBlock: () => chance.below(3) > 0 }
}

export const writebacks = (seed: string): readonly Writeback[] => [nothingWrittenBack, namesWithoutBytes, bytesWithoutNames, scatteredWriteback(seed)]

/** Numbers that follow from a seed alone. */
export interface Chance {
  /** A whole number from 0, less than `count`. */
  below(count: number): number
  pick<T>(list: readonly T[]): T
}
export function createChance(seed: string): Chance {
  let calls = 0
  const below = (count: number): number => {
    calls += 1
    return createHash('sha256').update(`${seed} ${calls}`).digest().readUInt32BE(0) % Math.max(1, count)
  }
  return {
    below,
    pick: (list) => {
      const picked = list[below(list.length)]
      if (picked === undefined) throw new Error('nothing to pick from')
      return picked
    },
  }
}
