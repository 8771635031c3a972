import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { isInIntake } from '../../shared/domain/caseActions.ts'
import type { Operator } from '../../shared/domain/events.ts'

export interface MyCases {
  /** Opened by this very person and not decided yet, in the order of the list. */
  readonly mine: readonly CaseRow[]
  /** How many more somebody of the same name has opened, at another counter. */
  readonly namesakes: number
}

/** Whose cases they are goes by the person, not by the name: two clerks of an office may have the same one. */
export function casesOpenedBy(rows: readonly CaseRow[], operator: Pick<Operator, 'id' | 'name'>): MyCases {
  const open = rows.filter((row) => isInIntake(row.status))
  const mine = open.filter(({ openedBy }) => openedBy === operator.id)
  return { mine, namesakes: open.filter(({ openedBy, operatorName }) => openedBy !== operator.id && operatorName === operator.name).length }
}
