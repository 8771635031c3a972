/** For indices made by this file: one that is out of range is a bug. */
export function getAt<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new Error(`no entry ${index} of ${list.length}`)
  return value
}
