/** As long as vitest gives a hook; it sets no limit to what a fixture does after its test. */
export const longestCloseMs = 120_000

/** Fails by name what does not close, so that a run ends and says so. */
export async function closeInTime(name: string, close: () => Promise<unknown>): Promise<void> {
  let limit: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(new Error(`${name} did not close within ${longestCloseMs / 1000} s`)), longestCloseMs)
  })
  try {
    await Promise.race([close(), late])
  } finally {
    clearTimeout(limit)
  }
}
