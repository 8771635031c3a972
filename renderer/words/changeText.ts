import type { Comparison, Disposition } from '../../shared/domain/assessment.ts'
import { dispositionWords } from './policyText.ts'

/** What the last answer did to one item, in a word; `null`: nothing worth saying. */
export function changeText(before: Disposition | 'absent', after: Disposition | 'absent'): string | null {
  if (before === after) return null
  if (after === 'absent') return '不再涉及'
  if (before === 'absent') return '新增'
  if (before === 'open') return '已定'
  if (after === 'open') return '变为待定'
  if (before === 'merged') return '不再合并'
  if (before === 'exempt') return '不再免办'
  return `原为${dispositionWords[before]}`
}

/** Items changed by the last answer: id → word. Items that are gone come apart, they have no line any more. */
export function changesOf(comparison: Comparison | null): { readonly marked: ReadonlyMap<string, string>; readonly gone: readonly string[] } {
  const marked = new Map<string, string>()
  const gone: string[] = []
  for (const { id, before, after } of comparison?.items ?? []) {
    const word = changeText(before, after)
    if (word === null) continue
    // An item that was merely possible and turned out not to apply is no news.
    if (after === 'absent') {
      if (before !== 'open') gone.push(id)
    } else marked.set(id, word)
  }
  return { marked, gone }
}
