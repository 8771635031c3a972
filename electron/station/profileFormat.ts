import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { journalFormat } from './journal/formatVersion.ts'

/**
 * The format of data that a newer program has written below `root`, `null` where there is none. At once, and without
 * the station's code: the browser opens its own folder beside the data as soon as the program lets it.
 */
export function findNewerFormat(root: string): number | null {
  for (const profile of ['office', 'practice']) {
    const format = readFormat(join(root, profile, 'format.json'))
    if (format !== null && format > journalFormat) return format
  }
  return null
}

/** What can't be read is for the station to refuse, in words of its own. */
function readFormat(path: string): number | null {
  try {
    const json: unknown = JSON.parse(readFileSync(path, 'utf8'))
    return typeof json === 'object' && json !== null && 'format' in json && typeof json.format === 'number' ? json.format : null
  } catch {
    return null
  }
}
