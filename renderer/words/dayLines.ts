import type { DayLine } from '../../shared/domain/dayAccount.ts'
import { dayTable } from '../../shared/output/dayWords.ts'
import { numberText } from './numberText.ts'

export { dayTableHead } from '../../shared/output/dayWords.ts'

/** One kind of entry, or all of them, as a row of a table: the same on 日结 and 上传. */
export interface DayRow {
  readonly word: string
  readonly counts: readonly { readonly text: string; readonly isBad: boolean }[]
  readonly isTotal: boolean
}

export function dayRows(lines: readonly DayLine[]): readonly DayRow[] {
  return dayTable(lines).map(({ word, isTotal, entered, confirmed, waiting, refused, setAside }) => ({
    word,
    isTotal,
    counts: [...[entered, confirmed, waiting].map((count) => ({ text: numberText(count), isBad: false })), ...[refused, setAside].map((count) => ({ text: numberText(count), isBad: count > 0 }))],
  }))
}
