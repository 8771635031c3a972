import type { TimelineEntry } from '../../shared/contracts/timeline.ts'
import { findUnsettled } from '../../shared/domain/caseActions.ts'
import type { CaseState, Erasure, FieldPath, Mark, Operator, OperatorId } from '../../shared/domain/events.ts'
import type { PackLookup } from './packLookup.ts'
import { fieldValueText, timelineText } from './timelineText.ts'

/** The word of a mark and what it means; what is marked has its effect all the same. */
export const markWords: Readonly<Record<Mark['kind'], { readonly word: string; readonly meaning: string }>> = {
  'out-of-order': { word: '越序', meaning: '作决定的人当时没有看到这处改动。改动和决定都有效，请看一眼：按改动后的内容，这个决定还对不对。' },
  duplicate: { word: '重复', meaning: '两处各办了一次同样的事，当时互相不知道。两次都有效，请看要不要作废其中一份文书。' },
  unseen: { word: '互未见', meaning: '两处各作了一个决定，当时互相不知道。两个决定都记着，请看现在的状态对不对。' },
  late: { word: '迟到', meaning: '这条记录曾经注明不再等了，后来还是到了。它已经算进来，请看一眼有没有影响。' },
}

/** Everything that has to be looked at before anything is decided. */
export function countUnsettled(state: CaseState): number {
  const unsettled = findUnsettled(state)
  return unsettled === null ? 0 : unsettled.conflicts.length + unsettled.marks + (unsettled.contested ? 1 : 0) + (unsettled.edition ? 1 : 0) + (unsettled.gaps > 0 ? 1 : 0)
}

/** One sentence for a banner: `有 2 处两样填法、1 处标记要先看过。` */
export function unsettledSentence(state: CaseState): string | null {
  const unsettled = findUnsettled(state)
  if (unsettled === null) return null
  const parts = [
    unsettled.contested ? '状态有两种走法' : '',
    unsettled.edition ? '改用的规则有两种' : '',
    unsettled.conflicts.length > 0 ? `${unsettled.conflicts.length} 处两样填法` : '',
    unsettled.gaps > 0 ? `还缺 ${unsettled.gaps} 条记录` : '',
    unsettled.marks > 0 ? `${unsettled.marks} 处标记没有看过` : '',
  ].filter((part) => part !== '')
  return `${parts.join('，')}。`
}

/** Beside a field that is filled in where it is asked for: what stands there already, and what filling it in does. `null`: no conflict. */
export function conflictHint(state: CaseState | null, path: FieldPath, lookup: PackLookup): string | null {
  const field = state?.fields[path]
  if (field?.conflict !== true) return null
  const values = [...new Set(field.heads.map(({ value }) => fieldValueText(path, value, lookup)))]
  return `两处填得不一样：${values.join(' ／ ')}。在这里填，就以这次填的为准；谁填的、什么时候，见“待理清”。`
}

/** Who it was, where this station knows them. */
export const knownPerson = (id: OperatorId, operators: readonly Operator[]): string | null => operators.find((operator) => operator.id === id)?.name ?? null
export const personText = (id: OperatorId, operators: readonly Operator[]): string => knownPerson(id, operators) ?? '别处的人员'

/** One event of a mark in words; what is not on the timeline is named plainly. */
export function markedText(entry: TimelineEntry | undefined, lookup: PackLookup): string {
  return entry === undefined ? '一条记录' : timelineText(entry, lookup)
}

export function erasureText({ because, reference }: Pick<Erasure, 'because' | 'reference'>): string {
  return `${because === 'retention' ? '保存期限已满' : '依法请求删除'}，依据：${reference}`
}
