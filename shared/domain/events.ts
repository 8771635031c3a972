import type { ClockDoubt } from './clockTrust.ts'
import type { DayLine } from './dayAccount.ts'
import type { Facts, FactName, FactValue, ItemId, MaterialId, PackRef } from './pack.ts'
import type { ScanDescription } from './scans.ts'

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

/** Papers that carry a number of this station. */
export const paperKinds = [
  'acceptance-notice',
  'supplement-notice',
  'refusal-notice',
  'material-receipt',
  'commitment-letter',
  'exemption-slip',
  'process-guide',
  'planning-permit',
  'construction-permit',
] as const
export type PaperKind = (typeof paperKinds)[number]

/** Statuses of a case and the actions that lead from one to the next: see `caseActions.ts`. */
export const caseStatuses = ['intake', 'supplementing', 'resubmitted', 'accepted', 'suspended', 'handed-over', 'refused', 'withdrawn', 'closed'] as const
export type CaseStatus = (typeof caseStatuses)[number]
export const caseActions = ['accept', 'supplement', 'resubmit', 'refuse', 'withdraw', 'suspend', 'resume', 'hand-over', 'take-back', 'close'] as const
export type CaseAction = (typeof caseActions)[number]

/** How one material of one item stands at the counter. */
export type MaterialState =
  | { readonly kind: 'received'; readonly originals: number; readonly copies: number }
  /** 容缺: to follow by a date, `YYYY-MM-DD`. */
  | { readonly kind: 'to-follow'; readonly by: string }
  | { readonly kind: 'original-seen' }
  /** Not handed in: an earlier stage or another department has it, under this number. */
  | { readonly kind: 'shared'; readonly from: 'earlier-stage' | 'department'; readonly source: string; readonly number: string }
  /** Not asked for in this case by the counter's own judgement, beside what the rules waive. */
  | { readonly kind: 'waived'; readonly reason: string }

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

/** Data of a licence that an authority has issued, as they stand on it; typed in or read from a file. */
export const licenceFields = {
  planningPermit: ['certNo', 'builder', 'projectName', 'location', 'scale', 'landAreaM2', 'floorAreaM2', 'heightM', 'storeys', 'attachments', 'authority', 'issuedOn'],
  constructionPermit: [
    'certNo', 'builder', 'projectName', 'address', 'scale', 'contractPrice', 'contractPeriod',
    'surveyor', 'surveyorLead', 'designer', 'designerLead', 'contractor', 'contractorLead', 'supervisor', 'supervisorLead',
    'authority', 'issuedOn', 'remark',
  ],
} as const
export type LicenceKind = keyof typeof licenceFields
export type LicenceField = { [K in LicenceKind]: `${K}.${(typeof licenceFields)[K][number]}` }[LicenceKind]
export type FieldPath = ProfileField | LicenceField | 'theme' | `facts.${FactName}` | `materials.${ItemId}/${MaterialId}`
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

/** One thing that an applicant has to bring or put right. */
export interface SupplementLack {
  readonly item: ItemId
  readonly material: MaterialId
  readonly problem: 'missing' | 'unfit'
  /** What would be right; may be empty where it is simply missing. */
  readonly requirement: string
}
/** 一次性告知: everything that is missing, asked for once. */
export interface SupplementRequest {
  readonly lacks: readonly SupplementLack[]
  /** What is no material, in the clerk's words. */
  readonly other: string
  readonly requestedOn: string
  readonly until: string
}
export interface Refusal {
  readonly reason: string
  /** Clause or law that it rests on. */
  readonly basis: string
  /** Where and how the applicant can apply instead. */
  readonly properWay: string
  readonly refusedOn: string
}
export const closeOutcomes = ['granted', 'denied', 'ended'] as const
export type CloseOutcome = (typeof closeOutcomes)[number]

/** A transition as it was judged when it was made. Days are `YYYY-MM-DD`, confirmed by a person. */
export type StatusWrite =
  | { readonly action: 'accept'; readonly from: CaseStatus; readonly to: 'accepted'; readonly acceptance: Acceptance }
  | { readonly action: 'supplement'; readonly from: CaseStatus; readonly to: 'supplementing'; readonly request: SupplementRequest }
  | { readonly action: 'resubmit'; readonly from: CaseStatus; readonly to: 'resubmitted'; readonly receivedOn: string }
  | { readonly action: 'refuse'; readonly from: CaseStatus; readonly to: 'refused'; readonly refusal: Refusal }
  | { readonly action: 'withdraw'; readonly from: CaseStatus; readonly to: 'withdrawn'; readonly reason: string }
  /** The clock of the promised day stops: expert review, public notice, site check (特别程序). */
  | { readonly action: 'suspend'; readonly from: CaseStatus; readonly to: 'suspended'; readonly reason: string; readonly on: string }
  | { readonly action: 'resume'; readonly from: CaseStatus; readonly to: 'accepted'; readonly on: string }
  | { readonly action: 'hand-over'; readonly from: CaseStatus; readonly to: 'handed-over'; readonly unit: string; readonly reason: string; readonly on: string }
  | { readonly action: 'take-back'; readonly from: CaseStatus; readonly to: 'accepted'; readonly reason: string; readonly on: string }
  | { readonly action: 'close'; readonly from: CaseStatus; readonly to: 'closed'; readonly outcome: CloseOutcome; readonly remark: string; readonly on: string }
  /** Over all heads of the status, with the `to` of one of them: `chosen`, which the case stands on from then on. */
  | { readonly action: 'settle'; readonly chosen: EventName; readonly to: CaseStatus; readonly reason: string }

/** A case put under another edition of the pack on purpose, with what each edition made of its answers at that moment. */
export interface CaseMove {
  readonly from: PackRef
  readonly to: PackRef
  /** SHA-256 (hex) over the canonical JSON of the assessment by each. */
  readonly before: string
  readonly after: string
  /** In short: what differed. */
  readonly differs: {
    readonly flow: { readonly before: string | null; readonly after: string | null } | null
    /** Dispositions, or `absent`. */
    readonly items: readonly { readonly id: ItemId; readonly before: string; readonly after: string }[]
    /** How many materials. */
    readonly materials: number
  }
}

/** Names of a mark in byte order: one event that came late, or two that had not seen each other. */
export type MarkNames = readonly [EventName] | readonly [EventName, EventName]

export type CaseEventBody =
  /** `year`: where it is filed, when the clock was in doubt and another one was believed. */
  | { readonly kind: 'case.opened'; readonly payload: { readonly pack: PackRef; readonly district: string; readonly year?: number } }
  | { readonly kind: 'field.write'; readonly payload: { readonly path: FieldPath; readonly value: FieldValue }; readonly over: readonly EventName[] }
  | { readonly kind: 'status.write'; readonly payload: StatusWrite; readonly over: readonly EventName[] }
  /** `over`: the moves that stood there. */
  | { readonly kind: 'case.moved'; readonly payload: CaseMove; readonly over: readonly EventName[] }
  | { readonly kind: 'note.added'; readonly payload: { readonly text: string } }
  /** For good, and also where the note arrives later. */
  | { readonly kind: 'note.retracted'; readonly payload: { readonly note: EventName } }
  /** A person has looked: closes these marks for good, also where they arise here later. */
  | { readonly kind: 'marks.acknowledged'; readonly payload: { readonly marks: readonly MarkNames[] } }
  /** Ends gaps that may never close; what arrives all the same counts as always and is marked. Names of events or numbers of papers. */
  | { readonly kind: 'gap.writtenOff'; readonly payload: { readonly names: readonly string[]; readonly reason: string } }
  | { readonly kind: 'paper.reserved'; readonly payload: { readonly paperKind: PaperKind; readonly number: string } }
  /** `page`: digest of the page description, from which the paper can be drawn again; records of the first days have none. */
  | { readonly kind: 'paper.rendered'; readonly payload: { readonly number: string; readonly sha256: string; readonly page?: string; readonly pages: number } }
  | { readonly kind: 'paper.delivered'; readonly payload: { readonly number: string; readonly how: 'saved' | 'printed' } }
  /** The operator has looked at what came out. */
  | { readonly kind: 'paper.confirmed'; readonly payload: { readonly number: string } }
  | { readonly kind: 'paper.voided'; readonly payload: { readonly number: string; readonly reason: string } }
  | { readonly kind: 'scan.added'; readonly payload: ScanDescription }
  /** For good; the same file may be added again. */
  | { readonly kind: 'scan.retracted'; readonly payload: { readonly scan: EventName } }

export type StationEventBody =
  | { readonly kind: 'station.setUp'; readonly payload: { readonly district: string; readonly name: string; readonly code: string } }
  | { readonly kind: 'operator.added'; readonly payload: Operator }
  /** Lets an erasure act at this station: a supervisor's word at an import. */
  | { readonly kind: 'erasure.confirmed'; readonly payload: { readonly stream: StreamId; readonly erasure: EventName } }
  /** A supervisor's word that an erasure does not act here, until one confirms it after all. `wished`: nobody entitled had asked for it; what retention says of it later counts. */
  | { readonly kind: 'erasure.refused'; readonly payload: { readonly stream: StreamId; readonly erasure: EventName; readonly reason: string; readonly wished?: true } }
  /** 设为默认: by this edition new cases are begun from now on; `from` was in use until then. */
  | { readonly kind: 'edition.chosen'; readonly payload: { readonly pack: PackRef; readonly from: PackRef } }
  /** A person has looked at the computer's date, in doubt for that reason, and said that it is right. `day`: `YYYY-MM-DD`. */
  | { readonly kind: 'clock.confirmed'; readonly payload: { readonly day: string; readonly because: ClockDoubt['because'] } }
  /** 日结: the account of a day up to a record of the journal, as it stood. `head.chain`: SHA-256, hex. */
  | { readonly kind: 'day.closed'; readonly payload: { readonly day: string; readonly head: { readonly seq: number; readonly chain: string }; readonly lines: readonly DayLine[]; readonly isBalanced: boolean } }

/** Versions of the schema that this program understands. */
export type EventVersion = 1 | 2
/** An event is written in the lowest version that knows its kind: what has not changed can be worked on by older programs. */
export function versionOf({ kind, payload }: CaseEventBody): EventVersion {
  return kind === 'case.moved' || kind === 'scan.added' || kind === 'scan.retracted' || (kind === 'case.opened' && payload.year !== undefined) ? 2 : 1
}

export interface EventEnvelope {
  /** As it was written: the table that judged it is the one of this version. */
  readonly v: EventVersion
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
type OfAnyVersion = Omit<EventEnvelope, 'v'> & { readonly v: number }
/** Its shape never changes with `v`. It acts when it was confirmed here, and until then lies aside. */
export type ErasureEvent = OfAnyVersion & { readonly kind: 'case.erased'; readonly payload: { readonly because: 'retention' | 'request'; readonly reference: string } }
/** Of a newer `v`: has its place in the graph, is passed on byte for byte, and is not understood. `text`: its canonical JSON as received. */
export type NewerEvent = OfAnyVersion & { readonly kind: 'newer'; readonly payload: { readonly text: string } }
/** What a person did at a case. */
export type CaseDeed = EventEnvelope & CaseEventBody
export type CaseEvent = CaseDeed | ErasureEvent | NewerEvent
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
  /** In a conflict that stands again because a choice was taken back: who had given this value, and when. */
  readonly again?: readonly { readonly event: EventName; readonly operator: OperatorId; readonly at: string }[]
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
  /** The writes of the status that it was written over. */
  readonly over: readonly EventName[]
  readonly operator: OperatorId
  readonly at: string
}
export type StatusState =
  | { readonly kind: 'settled'; readonly status: CaseStatus; readonly heads: readonly StatusHead[] }
  /** Heads that lead to different statuses. */
  | { readonly kind: 'contested'; readonly heads: readonly StatusHead[] }

export interface EditionHead {
  readonly event: EventName
  readonly move: CaseMove
  readonly over: readonly EventName[]
  readonly operator: OperatorId
  readonly at: string
}

export interface Paper {
  readonly number: string
  /** The event that took the number. Two of one number are two papers (重号). */
  readonly reservation: EventName
  readonly kind: PaperKind
  readonly reservedBy: OperatorId
  readonly reservedAt: string
  readonly stage:
    | { readonly kind: 'reserved' }
    | ({ readonly kind: 'rendered' } & DrawnPaper)
    /** `isConfirmed`: someone has seen that it came out right. */
    | ({ readonly kind: 'delivered'; readonly how: readonly ('saved' | 'printed')[]; readonly printedCopies: number; readonly isConfirmed: boolean } & DrawnPaper)
    | { readonly kind: 'voided'; readonly reason: string }
}
export interface DrawnPaper {
  readonly sha256: string
  readonly page?: string
  readonly pages: number
}
export interface Note {
  readonly event: EventName
  readonly text: string
  readonly operator: OperatorId
  readonly at: string
  readonly retracted: { readonly operator: OperatorId; readonly at: string } | null
}
export interface Scan extends ScanDescription {
  readonly event: EventName
  readonly operator: OperatorId
  readonly at: string
  readonly retracted: { readonly operator: OperatorId; readonly at: string } | null
}

/** Asks for a person's eye and changes nothing else: what is marked has its effect. */
export type Mark = PairMark | LateMark
/**
 * Two commands that had not seen each other. `out-of-order` 越序: a change that the decision did not know;
 * `duplicate` 重复: the same transition twice, two papers of one kind; `unseen` 互未见: other decisions.
 */
export interface PairMark {
  readonly kind: 'out-of-order' | 'duplicate' | 'unseen'
  /** A field write, a voiding or the other decision. */
  readonly change: EventName
  readonly decision: EventName
  readonly isAcknowledged: boolean
}
/** 迟到: it was written off and arrived all the same. */
export interface LateMark {
  readonly kind: 'late'
  readonly event: EventName
  /** Where it is a transition. */
  readonly to: CaseStatus | null
  readonly isAcknowledged: boolean
}
export interface WriteOff {
  readonly event: EventName
  readonly names: readonly string[]
  readonly reason: string
  readonly operator: OperatorId
  readonly at: string
}
export interface Erasure {
  readonly event: EventName
  readonly because: 'retention' | 'request'
  readonly reference: string
  readonly operator: OperatorId
  readonly at: string
}
export type CaseStanding =
  | { readonly kind: 'writable' }
  /** 需升级: `newer` are events that this program does not understand. The case can be read and passed on. */
  | { readonly kind: 'needs-upgrade'; readonly newer: readonly EventName[] }
  /** Nothing else is left of the case. */
  | { readonly kind: 'erased'; readonly erasures: readonly Erasure[] }

/** The state of a case: a pure function of the set of its events. Plain data, so that it crosses IPC as it is. */
export interface CaseState {
  readonly id: string
  readonly standing: CaseStanding
  readonly opened: { readonly pack: PackRef; readonly district: string; readonly operator: OperatorId; readonly at: string } | null
  readonly heads: readonly EventName[]
  /** Names of events and numbers of papers that are referred to and not here. */
  readonly missing: readonly string[]
  /** Those of them that nobody has written off: 还缺 k 条, at least. */
  readonly gaps: readonly string[]
  readonly writeOffs: readonly WriteOff[]
  /** Acknowledged ones included. */
  readonly marks: readonly Mark[]
  /** Erasures that nobody has confirmed or refused here: shown, passed on, without effect. */
  readonly unconfirmedErasures: readonly Erasure[]
  readonly fields: Readonly<Record<string, Field>>
  readonly status: StatusState
  /** `moves`: all of them, in display order. */
  readonly edition: {
    /** Moves to another edition that nothing stands over; none: the case goes by the edition it was opened with. */
    readonly heads: readonly EditionHead[]
    readonly conflict: boolean
    readonly moves: readonly EditionHead[]
  }
  /** Every write of the status, in display order; the heads among them decide. */
  readonly transitions: readonly StatusHead[]
  readonly papers: readonly Paper[]
  readonly notes: readonly Note[]
  /** Retracted ones included. */
  readonly scans: readonly Scan[]
  readonly eventCount: number
  readonly updatedAt: string
}
