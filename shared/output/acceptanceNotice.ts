import type { ItemStatus, PaperText } from '../domain/pack.ts'

/** What stands on a 受理通知书: plain data, already looked up, so that drawing it needs neither pack nor case. */
export interface AcceptanceNoticeInput {
  /** The pack's wording for this kind of paper. */
  readonly paper: PaperText
  /** `null` on a preview: a number is reserved only when the paper is issued. */
  readonly number: string | null
  readonly practice: boolean
  readonly preview: boolean
  readonly station: { readonly name: string; readonly district: string; readonly code: string }
  readonly operatorName: string
  readonly flowName: string
  /** Empty text where nothing was given. */
  readonly applicant: { readonly name: string; readonly uscc: string; readonly agent: string; readonly phone: string }
  readonly project: { readonly name: string; readonly code: string; readonly address: string }
  /** Days are `YYYY-MM-DD`; `promisedOn` is `null` where the working-day calendar does not know the year. */
  readonly acceptance: {
    readonly receivedOn: string
    readonly acceptedOn: string
    readonly promisedOn: string | null
    readonly workingDays: number
  }
  readonly items: readonly AcceptedItem[]
  readonly materials: { readonly received: number; readonly toFollow: number; readonly waived: number }
  /** ISO 8601 moment. */
  readonly createdAt: string
  /** Names the edition of the policy, such as `厦建改办〔2021〕2号 · 1.0.0`. */
  readonly packLabel: string
}

export interface AcceptedItem {
  readonly name: string
  readonly disposition: ItemStatus
  /** Runs beside the main line of its stage (并联). */
  readonly parallel: boolean
  readonly department: string
  readonly workingDays: number
  /** The time limit is a sample value, not the plan's. */
  readonly sample: boolean
  /** Name of the item it is handled with (合并办理). */
  readonly mergedInto?: string
}
