import type { Facts, FactName, FactValue, ItemId, MaterialId, PackRef } from './pack.ts'

/**
 * Events of the case and station streams, as `docs/events.md` lays down: named by content, with what the
 * author's station had (`parents`) and what the author's screen showed (`over`).
 */

/** First 128 bits of SHA-256 over the event's canonical bytes (RFC 8785), 32 lower-case hex digits. */
export type EventName = string
export type StreamId = `case:${string}` | `station:${string}`
export type OperatorId = string

export interface Operator {
  readonly id: OperatorId
  readonly name: string
  readonly role: OperatorRole
}
export const operatorRoles = ['clerk', 'caravan', 'supervisor'] as const
export type OperatorRole = (typeof operatorRoles)[number]

export const paperKinds = ['acceptance-notice'] as const
export type PaperKind = (typeof paperKinds)[number]

/** Statuses of a case and the actions that lead from one to the next: see `caseActions.ts`. */
export const caseStatuses = ['intake', 'accepted', 'withdrawn'] as const
export type CaseStatus = (typeof caseStatuses)[number]
export const caseActions = ['accept', 'withdraw'] as const
export type CaseAction = (typeof caseActions)[number]

/** How one material of one item stands at the counter. */
export type MaterialState =
  | { readonly kind: 'received'; readonly originals: number; readonly copies: number }
  /** 容缺: to follow by a date, `YYYY-MM-DD`. */
  | { readonly kind: 'to-follow'; readonly by: string }
  | { readonly kind: 'original-seen' }

/** Paths of a case's fields: leaves, never a prefix of another. */
export const profileFields = [
  'project.name',
  'project.code',
  'project.address',
  'applicant.name',
  'applicant.uscc',
  'applicant.agent',
  'applicant.phone',
] as const
export type ProfileField = (typeof profileFields)[number]
export type FieldPath = ProfileField | 'theme' | `facts.${FactName}` | `materials.${ItemId}/${MaterialId}`
/** `null` deletes. */
export type FieldValue = FactValue | MaterialState | null

/** What was laid down when the case was accepted; enough to replay it years later. */
export interface Acceptance {
  readonly pack: PackRef
  readonly engine: string
  /** SHA-256 (hex) over the canonical JSON of the assessment. */
  readonly assessmentDigest: string
  readonly facts: Facts
  /** Dates as confirmed by a person, `YYYY-MM-DD`. */
  readonly receivedOn: string
  readonly acceptedOn: string
  /** `null` where the calendar does not know the years that the term runs into. */
  readonly promisedOn: string | null
  readonly workingDays: number
  readonly items: readonly ItemId[]
}

export type StatusWrite =
  | { readonly action: 'accept'; readonly from: CaseStatus; readonly to: 'accepted'; readonly acceptance: Acceptance }
  | { readonly action: 'withdraw'; readonly from: CaseStatus; readonly to: 'withdrawn'; readonly reason: string }

export type CaseEventBody =
  | { readonly kind: 'case.opened'; readonly payload: { readonly pack: PackRef; readonly district: string } }
  | { readonly kind: 'field.write'; readonly payload: { readonly path: FieldPath; readonly value: FieldValue }; readonly over: readonly EventName[] }
  | { readonly kind: 'status.write'; readonly payload: StatusWrite; readonly over: readonly EventName[] }
  | { readonly kind: 'note.added'; readonly payload: { readonly text: string } }
  | { readonly kind: 'paper.reserved'; readonly payload: { readonly paperKind: PaperKind; readonly number: string } }
  | { readonly kind: 'paper.rendered'; readonly payload: { readonly number: string; readonly sha256: string; readonly pages: number } }
  | { readonly kind: 'paper.delivered'; readonly payload: { readonly number: string; readonly how: 'saved' | 'printed' } }
  | { readonly kind: 'paper.voided'; readonly payload: { readonly number: string; readonly reason: string } }

export type StationEventBody =
  | { readonly kind: 'station.setUp'; readonly payload: { readonly district: string; readonly name: string; readonly code: string } }
  | { readonly kind: 'operator.added'; readonly payload: Operator }

export interface EventEnvelope {
  readonly v: 1
  /** 128 random bits, hex: a short payload can't be guessed from the name. */
  readonly salt: string
  readonly stream: StreamId
  /** Heads of the stream on the author's station. */
  readonly parents: readonly EventName[]
  /** Names that events here refer to and that were not here. */
  readonly lacks?: readonly EventName[]
  readonly operator: OperatorId
  readonly station: string
  readonly incarnation: string
  /** Wall time, ISO 8601 with offset; for people only, nothing is decided by it. */
  readonly at: string
  readonly clock: 'ok' | 'doubtful'
}
export type CaseEvent = EventEnvelope & CaseEventBody
export type StationEvent = EventEnvelope & StationEventBody
export type DeskEvent = CaseEvent | StationEvent
/** An event together with its name. */
export interface Named<E extends DeskEvent> {
  readonly name: EventName
  readonly event: E
}

export interface FieldHead {
  readonly event: EventName
  readonly value: FieldValue
  readonly operator: OperatorId
  readonly at: string
}
/** One head: settled. Heads with different values: a conflict, both stand until a write over all of them. */
export interface Field {
  readonly path: FieldPath
  readonly heads: readonly FieldHead[]
  readonly conflict: boolean
}
export interface StatusHead {
  readonly event: EventName
  readonly write: StatusWrite
  readonly operator: OperatorId
  readonly at: string
}
export type StatusState =
  | { readonly kind: 'settled'; readonly status: CaseStatus; readonly heads: readonly StatusHead[] }
  /** Heads that lead to different statuses. */
  | { readonly kind: 'contested'; readonly heads: readonly StatusHead[] }

export interface Paper {
  readonly number: string
  readonly kind: PaperKind
  readonly reservedBy: OperatorId
  readonly reservedAt: string
  readonly stage:
    | { readonly kind: 'reserved' }
    | { readonly kind: 'rendered'; readonly sha256: string; readonly pages: number }
    | { readonly kind: 'delivered'; readonly sha256: string; readonly pages: number; readonly how: readonly ('saved' | 'printed')[] }
    | { readonly kind: 'voided'; readonly reason: string }
}
export interface Note {
  readonly event: EventName
  readonly text: string
  readonly operator: OperatorId
  readonly at: string
}

/** The state of a case: a pure function of the set of its events. Plain data, so that it crosses IPC as it is. */
export interface CaseState {
  readonly id: string
  readonly opened: { readonly pack: PackRef; readonly district: string; readonly operator: OperatorId; readonly at: string } | null
  readonly heads: readonly EventName[]
  /** Names referred to that are not here. */
  readonly gaps: readonly EventName[]
  readonly fields: Readonly<Record<string, Field>>
  readonly status: StatusState
  readonly papers: readonly Paper[]
  readonly notes: readonly Note[]
  readonly eventCount: number
  readonly updatedAt: string
}
