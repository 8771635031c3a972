import type { FieldDifference, MomentDifference } from '../../shared/domain/compareMoments.ts'
import { paperTitles } from '../../shared/output/wording.ts'
import { fieldLabel, paperStageText, statusWords } from './caseText.ts'
import type { PackLookup } from './packLookup.ts'
import { fieldValueText } from './timelineText.ts'

export interface DifferenceRow {
  readonly key: string
  readonly what: string
  readonly before: string
  readonly after: string
}

/** What differs between two moments, line by line: status first, then answers, people, materials, papers. */
export function differenceRows({ status, edition, answers, particulars, materials, papers }: MomentDifference, lookup: PackLookup): readonly DifferenceRow[] {
  const fieldRow = ({ path, before, after }: FieldDifference): DifferenceRow => {
    const said = (values: FieldDifference['before']): string => (values.length === 0 ? '—' : values.map((value) => fieldValueText(path, value, lookup)).join(' / '))
    return { key: path, what: fieldLabel(path, lookup), before: said(before), after: said(after) }
  }
  return [
    ...(status === null ? [] : [{ key: 'status', what: '状态', before: statusWords[status.before], after: statusWords[status.after] }]),
    ...(edition === null ? [] : [{ key: 'edition', what: '所用规则', before: edition.before?.version ?? '—', after: edition.after?.version ?? '—' }]),
    ...[...answers, ...particulars, ...materials].map(fieldRow),
    ...papers.map(({ number, kind, before, after }): DifferenceRow => ({ key: `paper ${number}`, what: `${paperTitles[kind]} ${number}`, before: before === null ? '—' : paperStageText(before), after: after === null ? '—' : paperStageText(after) })),
  ]
}
