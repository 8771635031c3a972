/** ISO 8601 with the offset of China (UTC+8 all year), whatever the machine's time zone is. */
export function momentInChina(moment: Date): string {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().replace('Z', '+08:00')
}
