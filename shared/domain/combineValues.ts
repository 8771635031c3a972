import type { FieldPath, FieldValue, MaterialState } from './events.ts'
import { findFieldPlace } from './fieldPath.ts'

/** What values in conflict come to when both are kept; `null` where only one of them, or a third, can be right. */
export type Combination =
  /** To be edited by a person. */
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'material'; readonly value: MaterialState }

/** The longest text that a field takes. */
export const longestText = 400
/** Of one paper or copy; what an event takes. */
const mostSheets = 99

/** Numbers, codes and days are not joined: no such number would exist. */
const singular: ReadonlySet<string> = new Set([
  'project.code', 'applicant.uscc',
  'planningPermit.certNo', 'planningPermit.landAreaM2', 'planningPermit.floorAreaM2', 'planningPermit.heightM', 'planningPermit.storeys', 'planningPermit.issuedOn',
  'constructionPermit.certNo', 'constructionPermit.contractPrice', 'constructionPermit.issuedOn',
])

export function combineValues(path: FieldPath, values: readonly FieldValue[]): Combination | null {
  if (values.length < 2) return null
  switch (findFieldPlace(path)?.kind) {
    case 'profile':
    case 'licence':
      return singular.has(path) ? null : combineWords(values)
    case 'material':
      return combineReceived(values)
    default:
      return null
  }
}

function combineWords(values: readonly FieldValue[]): Combination | null {
  const texts = values.flatMap((value) => (typeof value === 'string' && value.trim() !== '' ? [value.trim()] : []))
  // What stands in another one already is not said twice.
  const kept = texts.filter((text, at) => !texts.some((other, place) => place !== at && other.includes(text) && (other !== text || place < at)))
  const text = kept.join('；')
  return texts.length < 2 || text.length > longestText ? null : { kind: 'words', text }
}

/** Handed in at both counters: everything counts. */
function combineReceived(values: readonly FieldValue[]): Combination | null {
  let [originals, copies] = [0, 0]
  for (const value of values) {
    if (typeof value !== 'object' || value?.kind !== 'received') return null
    originals += value.originals
    copies += value.copies
  }
  return Math.max(originals, copies) > mostSheets ? null : { kind: 'material', value: { kind: 'received', originals, copies } }
}
