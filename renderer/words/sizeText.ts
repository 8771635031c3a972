/** A size for people, in the units that system dialogs use: `3.4 MB`. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`
  const units = ['KB', 'MB', 'GB', 'TB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value < 10 ? (Math.round(value * 10) / 10).toString() : Math.round(value).toString()}\u00a0${units[unit] ?? ''}`
}
