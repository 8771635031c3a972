import { pinyin } from 'pinyin-pro'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import type { CaseCache } from './caseCache.ts'

/** What a case is found by: its texts as they stand, their pinyin and its initials. */
interface SearchEntry {
  readonly text: string
  readonly spelled: string
  readonly initials: string
}

/** Case, width and invisible characters play no part in finding. */
export function searchable(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/[\p{Cf}\s]/gu, '')
}

function entryOf(row: CaseRow): SearchEntry {
  const names = [row.projectName, row.applicantName].map(searchable)
  const spell = (name: string, pattern: 'pinyin' | 'first'): string => pinyin(name, { pattern, toneType: 'none', type: 'array', nonZh: 'consecutive', v: true }).join('')
  return {
    text: [...names, searchable(row.projectCode), ...row.papers.map(({ number }) => searchable(number))].join('\n'),
    spelled: names.map((name) => spell(name, 'pinyin')).join('\n'),
    // Figures between the characters are typed as they stand: d4321h.
    initials: names.map((name) => spell(name, 'first')).join('\n'),
  }
}

/**
 * Finds cases by number, project, applicant, pinyin and initials, in memory. Entries are made as they are needed
 * and kept while the names stay as they are.
 */
export class SearchIndex {
  readonly #entries = new Map<string, { readonly key: string; readonly entry: SearchEntry }>()

  find(rows: readonly CaseRow[], typed: string): readonly CaseRow[] {
    const words = typed.split(/\s+/u).map(searchable).filter((word) => word !== '')
    if (words.length === 0) return rows
    return rows.filter((row) => {
      const entry = this.#entryOf(row)
      return words.every((word) => entry.text.includes(word) || (word.length >= 6 && row.id.startsWith(word)) || (/^[a-z0-9]+$/.test(word) && (entry.spelled.includes(word) || entry.initials.includes(word))))
    })
  }

  #entryOf(row: CaseRow): SearchEntry {
    const key = `${row.projectName}\n${row.applicantName}\n${row.projectCode}\n${row.papers.map(({ number }) => number).join()}`
    const found = this.#entries.get(row.id)
    if (found?.key === key) return found.entry
    const entry = entryOf(row)
    this.#entries.set(row.id, { key, entry })
    return entry
  }
}

const indexes = new WeakMap<CaseCache, SearchIndex>()

/** The one index of a profile; not part of the session, so that the spelling of every character is read with the first search only. */
export function searchIndexOf(cache: CaseCache): SearchIndex {
  const known = indexes.get(cache)
  if (known) return known
  const index = new SearchIndex()
  indexes.set(cache, index)
  return index
}
