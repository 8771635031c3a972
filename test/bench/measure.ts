/** One line of `out/bench/*.json`. `ratio` = value ÷ against, smaller is better; the limit is on it where there is one, else on `value`. */
export interface Figure {
  readonly id: string
  readonly what: string
  readonly unit: string
  readonly value: number
  readonly against: number | null
  readonly ratio: number | null
  readonly limit: number
  readonly samples: number
}

/** Median time of one call in milliseconds, over `samples` calls after a warm-up. */
export function medianMs(samples: number, call: (sample: number) => void): number {
  for (let sample = 0; sample < Math.max(20, samples / 5); sample += 1) call(sample)
  const times = Array.from({ length: samples }, (_, sample) => {
    const start = performance.now()
    call(sample)
    return performance.now() - start
  })
  return median(times)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Two calls measured in turn, A B A B …, so that the machine's mood falls on both. */
export function pairedMs(samples: number, a: (sample: number) => void, b: (sample: number) => void): readonly [number, number] {
  const times: [number[], number[]] = [[], []]
  for (let sample = -3; sample < samples; sample += 1) {
    const elapsed = [a, b].map((call) => {
      const start = performance.now()
      call(Math.max(sample, 0))
      return performance.now() - start
    })
    if (sample >= 0) times.forEach((list, at) => list.push(elapsed[at] ?? Number.NaN))
  }
  return [median(times[0]), median(times[1])]
}

/** `pairedMs` for work that is waited for. */
export async function pairedAsyncMs(samples: number, a: () => Promise<unknown>, b: () => Promise<unknown>): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []]
  for (let sample = -2; sample < samples; sample += 1) {
    for (const [at, call] of [a, b].entries()) {
      const start = performance.now()
      await call()
      if (sample >= 0) times[at]?.push(performance.now() - start)
    }
  }
  return [median(times[0]), median(times[1])]
}
