import type { Disposition } from '../domain/assessment.ts'
import type { Clause } from '../domain/pack.ts'
import { withUnit, writeClause } from './wording.ts'

/** An approval item as papers name it. */
export interface ItemLine {
  readonly name: string
  readonly disposition: Disposition
  /** Runs beside the main line of its stage (并联). */
  readonly parallel: boolean
  readonly department: string
  readonly workingDays: number
  /** The time limit is a sample value, not the plan's. */
  readonly sampleLimit: boolean
  /** The item is common practice, not named by the plan. */
  readonly sampleItem: boolean
  /** Name of the item it is handled with (合并办理). */
  readonly mergedInto?: string
}

export const writeName = ({ name, sampleItem }: Pick<ItemLine, 'name' | 'sampleItem'>): string => (sampleItem ? `${name}（样例）` : name)

export function writeWay({ disposition, parallel, mergedInto }: ItemLine): string {
  switch (disposition) {
    case 'required': return parallel ? '并联办理' : '一般'
    case 'commitment': return parallel ? '告知承诺（并联）' : '告知承诺'
    case 'filing': return '备案'
    case 'merged': return mergedInto === undefined ? '合并办理' : `与“${mergedInto}”合并办理`
    case 'internal': return '部门内部办理'
    case 'exempt': return '免予办理'
    case 'open': return '待定'
  }
}

export function writeLimit({ disposition, workingDays, sampleLimit }: ItemLine): string {
  if (disposition === 'exempt' || disposition === 'internal' || disposition === 'merged' || disposition === 'open') return '—'
  const limit = workingDays === 0 ? '即办' : String(workingDays)
  return sampleLimit ? `${limit}（样例）` : limit
}

/** What of these lines is a sample, for the foot of a paper. */
export function samplesIn(items: readonly ItemLine[]): string[] {
  return [...(items.some((item) => item.sampleLimit) ? ['办理时限'] : []), ...(items.some((item) => item.sampleItem) ? ['标明的事项'] : [])]
}

/** Departments to wait for, each once. */
export function writeDepartments(items: readonly ItemLine[]): string {
  return [...new Set(items.filter((item) => item.disposition !== 'exempt' && item.department !== '—').map((item) => item.department))].join('、')
}

/** `1 份原件、2 份复印件`; a dash for none. */
export function writeCopies(originals: number, copies: number): string {
  const parts = [...(originals > 0 ? [`原件 ${withUnit(originals, '份')}`] : []), ...(copies > 0 ? [`复印件 ${withUnit(copies, '份')}`] : [])]
  return parts.length === 0 ? '—' : parts.join('，')
}

/** `方案第9条，任务30、31`; a law where the plan has nothing to say. */
export function writeBasis({ clause, tasks, law }: { readonly clause: Clause; readonly tasks: readonly number[]; readonly law?: string | undefined }): string {
  const clauseText = writeClause(clause)
  const parts = [...(clauseText === null ? [] : [`方案${clauseText}`]), ...(tasks.length > 0 ? [`任务${tasks.join('、')}`] : []), ...(law === undefined ? [] : [law])]
  return parts.length === 0 ? '—' : parts.join('，')
}
