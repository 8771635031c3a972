import { useState } from 'react'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import type { CaseState, CaseStatus } from '../../../shared/domain/events.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { useBelievedToday } from '../../data/believedToday.ts'
import { readDay } from '../../words/dayText.ts'

/** What every decision is taken on. */
export interface Scene {
  readonly openCase: OpenCase
  readonly view: CaseView
  readonly state: CaseState
  readonly assessment: Assessment
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** The status that the decision leads to. */
  readonly to: CaseStatus
  readonly onClose: () => void
  readonly onDecided: (state: CaseState) => void
}

export interface TypedDay {
  readonly typed: string
  /** `null` while it is no day. */
  readonly day: string | null
  readonly problem: string | null
  readonly onType: (typed: string) => void
}

/** A day that a person confirms. What was decided lies not in the future; a last day lies not before the first. */
export function useDay(first: string, today: string, bounds: { readonly notAfter?: string; readonly notBefore?: string | null }): TypedDay {
  const believed = useBelievedToday(today)
  const [typed, onType] = useState(believed === null ? '' : first)
  const day = readDay(typed, believed)
  const { notAfter, notBefore = null } = bounds
  const problem =
    day === null ? '日期请按 2021-08-03 的样子填写。' : believed !== null && notAfter !== undefined && day > notAfter ? '不能晚于今天。' : notBefore !== null && day < notBefore ? '不能早于告知日期。' : null
  return { typed, day, problem, onType }
}
