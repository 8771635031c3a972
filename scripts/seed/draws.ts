/** Drawn numbers that are the same for the same seed. */
export interface Draws {
  /** A whole number from 0 up to, not including, `count`. */
  below(count: number): number
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  hex(digits: number): string
}

/** Mulberry32: quick, and good enough for samples; never for salts of real events. */
export function createDraws(seed: number): Draws {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const below = (count: number): number => Math.floor((next() / 2 ** 32) * count)
  return {
    below,
    chance: (probability) => next() / 2 ** 32 < probability,
    pick: (list) => {
      const entry = list[below(list.length)]
      if (entry === undefined) throw new Error('nothing to draw from')
      return entry
    },
    hex: (digits) => {
      let text = ''
      while (text.length < digits) text += next().toString(16).padStart(8, '0')
      return text.slice(0, digits)
    },
  }
}
