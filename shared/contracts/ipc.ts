import * as z from 'zod'
import type { ShownStatus } from '../domain/caseActions.ts'
import type { CaseRefusal } from '../domain/caseJudgement.ts'
import type { MomentDifference, UnseenChange } from '../domain/compareMoments.ts'
import type { CaseState, Operator, OperatorId, PaperKind } from '../domain/events.ts'
import { operatorRoles, paperKinds } from '../domain/events.ts'
import { isFieldPath } from '../domain/fieldPath.ts'
import type { FactProblem } from '../domain/facts.ts'
import type { Layer } from '../domain/layers.ts'
import type { Pack, PackRef } from '../domain/pack.ts'
import type { Result } from '../domain/result.ts'
import type { ScanRefusal } from '../domain/scans.ts'
import type { UndoRefusal } from '../domain/undo.ts'
import type { CheckProgress, Recovery, RecordsCheck, RecordsStatus, TouchedCase, Trouble } from './records.ts'
import type { Notice } from './notices.ts'
import { type ScanAbsence, type ScanAnswers, scanRequests } from './scans.ts'
import { type DayAnswers, dayRequests } from './dayClose.ts'
import { type EditionAnswers, editionRequests } from './editions.ts'
import { type ErasureAnswers, erasureRequests } from './erasures.ts'
import { type AuthorityRefusal, type ServerRefusal, type SyncAnswers, syncRequests } from './sync.ts'
import { type StickAnswers, type StickProgress, type StickRefusal, stickRequests } from './stick.ts'
import type { CopyRefusal, CopyStatus, RestoreOffer, RestoreRefusal } from './copy.ts'
import { type FeedBatch, feedScope, watermark } from './feed.ts'
import type { TimelineEntry } from './timeline.ts'
export type { Notice } from './notices.ts'
import { closedMarks, closeOutcome, day, eventName, factValue, materialState, packRef, refusal, supplementRequest, text, writtenOffNames } from './caseFields.ts'

/**
 * The one door between screen and main process. Requests are checked here, on arrival, and nowhere else;
 * answers are typed only, because the main process is trusted.
 */

const id = z.string().regex(/^[0-9a-z-]{8,64}$/)
const eventNames = z.array(eventName).max(200)
const facts = z.record(z.string().max(80), factValue)
const fieldWrite = z.strictObject({
  path: z.string().max(200).refine((path): boolean => isFieldPath(path), 'not a field path'),
  value: z.union([factValue, materialState, z.null()]),
  /** The writes to the path that the screen showed when the field was opened. */
  over: eventNames,
})

export const caseCommand = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('write'), fields: z.array(fieldWrite).min(1).max(200) }),
    z.strictObject({
      kind: z.literal('accept'),
      receivedOn: day,
      acceptedOn: day,
      items: z.array(z.string().max(80)).min(1).max(200),
      /** Heads of the stream that the screen showed; when they are no longer the heads, the decision is refused. */
      heads: eventNames,
    }),
    supplementRequest.extend({ kind: z.literal('supplement'), heads: eventNames }),
    z.strictObject({ kind: z.literal('resubmit'), receivedOn: day, heads: eventNames }),
    refusal.extend({ kind: z.literal('refuse'), heads: eventNames }),
    z.strictObject({ kind: z.literal('withdraw'), reason: text(500).min(1), heads: eventNames }),
    z.strictObject({ kind: z.literal('suspend'), reason: text(500).min(1), on: day, heads: eventNames }),
    z.strictObject({ kind: z.literal('resume'), on: day, heads: eventNames }),
    z.strictObject({ kind: z.literal('hand-over'), unit: text(100).min(1), reason: text(500), on: day, heads: eventNames }),
    z.strictObject({ kind: z.literal('take-back'), reason: text(500).min(1), on: day, heads: eventNames }),
    z.strictObject({ kind: z.literal('close'), outcome: closeOutcome, remark: text(500), on: day, heads: eventNames }),
    /** Puts the case under another edition of the pack that is here. */
    z.strictObject({ kind: z.literal('move'), to: packRef, heads: eventNames }),
    /** Takes field writes back, all of them or none. */
    z.strictObject({ kind: z.literal('undo'), events: eventNames.min(1) }),
    z.strictObject({ kind: z.literal('note'), text: text(2000).min(1) }),
    /** Puts a contested status in order, or takes an earlier settlement back: `chosen` is one of `settleChoices(state)`. */
    z.strictObject({ kind: z.literal('settle'), chosen: eventName, reason: text(500), heads: eventNames }),
    /** Withdraws a note, for good. */
    z.strictObject({ kind: z.literal('retract'), note: eventName }),
    /** 已阅: closes these marks (`markNames(mark)`) for good. */
    z.strictObject({ kind: z.literal('acknowledge'), marks: closedMarks }),
    /** Gives up waiting for records of `state.gaps`. */
    z.strictObject({ kind: z.literal('write-off'), names: writtenOffNames, reason: text(500).min(1) }),
  ]),
)
export type CaseCommand = z.infer<typeof caseCommand>

export const profileKind = z.enum(['office', 'practice'])
export type ProfileKind = z.infer<typeof profileKind>

const operatorInput = z.strictObject({ name: text(40).trim().min(1), role: z.enum(operatorRoles) })
export type OperatorInput = z.infer<typeof operatorInput>

/** Typing that is not an event yet: where the clerk was and what stood in the open field. */
const draft = z.strictObject({
  caseId: id.nullable(),
  route: text(200),
  question: z.string().max(80).nullable(),
  input: z.record(z.string().max(80), z.union([factValue, z.null()])),
})
export type Draft = z.infer<typeof draft>

/** The workbooks that a clerk can take along. */
const sheetRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('plan-ledger') }),
  z.strictObject({ kind: z.literal('case'), caseId: id }),
  z.strictObject({ kind: z.literal('day'), day }),
])
export type SheetRequest = z.infer<typeof sheetRequest>

const none = z.strictObject({})
const delivery = z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('save') }), z.strictObject({ kind: z.literal('print'), printer: text(200).nullable() })])

/** Every request the screen may make, with the shape it must have; made when it is first wanted, because a start wants three. */
export const requests = {
  /** Ends the program and opens it again; `clearCache`: the browser's store could not be opened and is emptied before, unless the disk is full. */
  'app:relaunch': () => z.strictObject({ clearCache: z.boolean() }),
  'station:status': () => none,
  'station:setUp': () => z.strictObject({
    district: text(40).min(1),
    stationName: text(60).trim().min(1),
    operators: z.array(operatorInput).min(1).max(50),
  }),
  'station:addOperator': () => operatorInput,
  'station:signIn': () => z.strictObject({ operatorId: id }),
  /** The person has looked at the computer's date: it is right. */
  'station:confirmClock': () => z.strictObject({ day }),
  'profile:switch': () => z.strictObject({ to: profileKind }),
  /** Ends the program; the page has asked about what was not saved. */
  'app:quit': () => none,
  'pack:get': () => none,
  /** The edition that a case was opened with. */
  'pack:find': () => z.strictObject({ pack: packRef }),
  'case:open': () => z.strictObject({ fields: z.array(fieldWrite.extend({ over: z.array(eventName).length(0) })).max(50) }),
  'case:do': () => z.strictObject({ caseId: id, command: caseCommand }),
  'case:state': () => z.strictObject({ caseId: id }),
  'case:timeline': () => z.strictObject({ caseId: id }),
  /** A moment is given by heads: it is what had been seen by whoever wrote them, and they themselves. */
  'case:compare': () => z.strictObject({ caseId: id, before: eventNames, after: eventNames }),
  /** What a change that a decision had not seen (mark 越序) altered: what the decision rested on, and what stands now. */
  'case:unseenChange': () => z.strictObject({ caseId: id, change: eventName, decision: eventName }),
  'feed:pull': () => z.strictObject({ from: watermark.nullable(), scope: feedScope }),
  'draft:put': () => z.strictObject({ draft }),
  'draft:get': () => none,
  'paper:preview': () => z.strictObject({ caseId: id, paper: z.enum(paperKinds) }),
  /** `another`: a further paper of a kind that may be handed out more than once. */
  'paper:issue': () => z.strictObject({ caseId: id, paper: z.enum(paperKinds), heads: eventNames, another: z.boolean() }),
  'paper:bytes': () => z.strictObject({ caseId: id, number: z.string().max(60) }),
  'paper:save': () => z.strictObject({ caseId: id, number: z.string().max(60) }),
  'paper:print': () => z.strictObject({ caseId: id, number: z.string().max(60), printer: text(200).nullable() }),
  /** Several papers of a case as one job: those named, none of them reserved or voided. */
  'paper:printTogether': () => z.strictObject({ caseId: id, numbers: z.array(z.string().max(60)).min(1).max(20), printer: text(200).nullable() }),
  /** What a code on a sheet of paper says, against what is on record here. */
  'paper:verify': () => z.strictObject({ code: z.string().max(120) }),
  /** 假设对照单: `given` are the answers as they stand on the screen. */
  'comparison:deliver': () => z.strictObject({ caseId: id, given: facts, assumed: facts, how: delivery }),
  'paper:confirm': () => z.strictObject({ caseId: id, number: z.string().max(60) }),
  'paper:void': () => z.strictObject({ caseId: id, number: z.string().max(60), reason: text(500).min(1) }),
  'printer:list': () => none,
  'sheet:export': () => sheetRequest,
  'records:status': () => none,
  /** Reads every record again; one check at a time. */
  'records:check': () => none,
  'records:stopCheck': () => none,
  /** Times that the records had to be put in order, the newest first. */
  'recovery:list': () => none,
  /** Someone has read it. */
  'recovery:dismiss': () => z.strictObject({ id: z.string().max(20) }),
  /** 恢复报告 as a paper without a number. */
  'recovery:deliver': () => z.strictObject({ id: z.string().max(20), how: delivery }),
  /** Cases that may be touched by it, as far as can be seen. */
  'recovery:cases': () => none,
  /** 诊断文件: versions, sizes, counts, notices, fault log; nothing personal. */
  'diagnostics:save': () => none,
  ...syncRequests,
  ...erasureRequests,
  ...editionRequests,
  ...scanRequests,
  ...dayRequests,
  ...stickRequests,
  'copy:status': () => none,
  /** Asks for a folder and begins there; `cancelled` where none was chosen. */
  'copy:choose': () => none,
  'copy:now': () => none,
  /** What has been copied stays where it is. */
  'copy:stop': () => none,
  /** Asks for a folder with a copy, and reads and checks it whole. */
  'restore:check': () => none,
  /** `offer`: id of the check that the person has read. What stands here is put aside, the copy takes its place. */
  'restore:run': () => z.strictObject({ offer: z.string().regex(/^[0-9a-f]{24}$/) }),
} as const

export type Channel = keyof typeof requests
export type RequestOf<C extends Channel> = z.infer<ReturnType<(typeof requests)[C]>>

/** `taken-over`: another program has come to this profile, and writes there now. */
export type DiskProblem = 'full' | 'read-only' | 'missing' | 'taken-over' | 'other'

/** What can go wrong, with what the sentence on the screen needs. Sentences are made in the renderer. */
export type Failure =
  /** The request did not have the agreed shape: a bug in the screen, or a forged message. */
  | { readonly kind: 'malformed'; readonly path: string; readonly problem: string }
  | { readonly kind: 'not-set-up' }
  | { readonly kind: 'not-signed-in' }
  | { readonly kind: 'already-set-up' }
  | { readonly kind: 'unknown-case'; readonly caseId: string }
  | { readonly kind: 'unknown-paper'; readonly number: string }
  /** The command is not to be carried out on the case as it is. */
  | CaseRefusal
  | { readonly kind: 'not-a-supervisor' }
  /** `another-day`: the clock was set since the person looked; `impossible`: older than this program. */
  | { readonly kind: 'clock-not-confirmed'; readonly because: 'another-day' | 'impossible' }
  | { readonly kind: 'invalid-fact'; readonly fact: string; readonly problem: FactProblem }
  /** Items or materials still wait for answers. */
  | { readonly kind: 'still-open'; readonly facts: readonly string[] }
  | { readonly kind: 'missing-field'; readonly path: string }
  /** A day that comes before the one it has to follow, both `YYYY-MM-DD`. */
  | { readonly kind: 'day-too-early'; readonly path: string; readonly earliest: string }
  /** Nothing in this case that the paper could say. */
  | { readonly kind: 'nothing-to-print'; readonly paper: PaperKind }
  | { readonly kind: 'not-undoable'; readonly because: UndoRefusal }
  /** Characters that none of the fonts can draw. */
  | { readonly kind: 'missing-glyphs'; readonly characters: readonly string[] }
  | { readonly kind: 'render-failed'; readonly detail: string }
  /** The disk would not take it; nothing was changed. */
  | { readonly kind: 'disk'; readonly problem: DiskProblem; readonly place: string }
  | { readonly kind: 'no-printer' }
  | { readonly kind: 'print-failed'; readonly printer: string; readonly detail: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'pack-refused'; readonly problems: readonly string[] }
  /** The address of a server can't be used; nothing was changed. */
  | { readonly kind: 'server-refused'; readonly because: ServerRefusal }
  /** A file was not taken as the certificate of an authority; nothing was changed. */
  | { readonly kind: 'authority-refused'; readonly because: AuthorityRefusal }
  /** A file was not taken as a scan; nothing of it was kept. */
  | { readonly kind: 'scan-refused'; readonly because: ScanRefusal }
  | { readonly kind: 'scan-absent'; readonly because: ScanAbsence }
  | { readonly kind: 'stick-refused'; readonly because: StickRefusal }
  | { readonly kind: 'copy-refused'; readonly because: CopyRefusal }
  | { readonly kind: 'restore-refused'; readonly because: RestoreRefusal }

export type Phase =
  | { readonly kind: 'needs-set-up' }
  | { readonly kind: 'ready'; readonly stationId: string; readonly code: string; readonly stationName: string; readonly district: string }

/** What names an overlay in use, without what it changes. */
export type OverlayInUse = Pick<Layer, 'id' | 'version' | 'name_zh' | 'short_zh' | 'sample'>

export interface StationStatus {
  readonly profile: ProfileKind
  readonly phase: Phase
  readonly operators: readonly Operator[]
  readonly operator: Operator | null
  /** The whole that is in use, with the overlays laid on the city's pack. */
  readonly pack: PackRef & { readonly name_zh: string; readonly effectiveFrom: string; readonly overlays: readonly OverlayInUse[] }
  readonly lastSavedAt: string | null
  /** Records that the office's server has not confirmed: all of them, until there is one. */
  readonly unsent: number
  readonly notices: readonly Notice[]
  /** What is wrong now. */
  readonly troubles: readonly Trouble[]
  /** The oldest one that nobody has read: shown before new work. */
  readonly recovery: Recovery | null
  readonly version: string
}

export interface Saved {
  readonly state: CaseState
  /** Moment the flush to disk had returned, ISO 8601; 已保存 may be shown. */
  readonly savedAt: string
}

/** A row ready for lists. */
export interface CaseRow {
  readonly id: string
  readonly status: ShownStatus
  readonly theme: string | null
  readonly updatedAt: string
  readonly openedAt: string
  readonly projectName: string
  readonly projectCode: string
  readonly applicantName: string
  /** Who opened it; `null` where its opening is not here. */
  readonly openedBy: OperatorId | null
  readonly operatorName: string
  readonly papers: readonly { readonly number: string; readonly kind: PaperKind; readonly stage: string }[]
  /** Day of the notice of acceptance, `YYYY-MM-DD`. */
  readonly acceptedOn: string | null
  /** Stops counted in. */
  readonly promisedOn: string | null
  /** The last day for supplements, while they are waited for. */
  readonly supplementUntil: string | null
  readonly flow: string | null
  /** Something has to be put in order before anything is decided (待理清). */
  readonly isUnsettled: boolean
}

export interface PaperBytes {
  readonly number: string | null
  readonly pdf: Uint8Array
  readonly pages: number
}

/** What a paper's code says. The code is not signed: it tells which paper it is, not who made the sheet. */
export type VerifiedPaper =
  | { readonly kind: 'no-code' }
  /** No number of this station. */
  | { readonly kind: 'unknown'; readonly number: string }
  /** The number is ours, what stands on the sheet is not what is on record. */
  | { readonly kind: 'differs'; readonly number: string; readonly caseId: string; readonly paper: PaperKind }
  | { readonly kind: 'on-record'; readonly number: string; readonly caseId: string; readonly paper: PaperKind; readonly isVoided: boolean; readonly reservedAt: string }

export interface Printer {
  readonly name: string
  readonly description: string
  readonly isDefault: boolean
}

export interface Answers extends EditionAnswers, ErasureAnswers, SyncAnswers, ScanAnswers, DayAnswers, StickAnswers {
  'app:relaunch': null
  'station:status': StationStatus
  'station:setUp': Result<StationStatus, Failure>
  'station:addOperator': Result<StationStatus, Failure>
  'station:signIn': Result<StationStatus, Failure>
  'station:confirmClock': Result<StationStatus, Failure>
  'profile:switch': Result<StationStatus, Failure>
  'app:quit': null
  /** `text`: of the pack, for `readPackText`. */
  'pack:get': { readonly text: string; readonly ref: PackRef }
  'pack:find': Result<{ readonly pack: Pack; readonly ref: PackRef }, Failure>
  'case:open': Result<Saved, Failure>
  'case:do': Result<Saved, Failure>
  'case:state': Result<CaseState, Failure>
  'case:timeline': Result<readonly TimelineEntry[], Failure>
  'case:compare': Result<MomentDifference, Failure>
  'case:unseenChange': Result<UnseenChange, Failure>
  'feed:pull': FeedBatch
  'draft:put': Result<null, Failure>
  'draft:get': Draft | null
  'paper:preview': Result<PaperBytes, Failure>
  'paper:issue': Result<PaperBytes & { readonly state: CaseState }, Failure>
  'paper:bytes': Result<PaperBytes, Failure>
  'paper:save': Result<{ readonly path: string; readonly state: CaseState }, Failure>
  'paper:print': Result<{ readonly printer: string; readonly copy: number; readonly state: CaseState }, Failure>
  'paper:printTogether': Result<{ readonly printer: string; readonly state: CaseState }, Failure>
  'paper:verify': Result<VerifiedPaper, Failure>
  'comparison:deliver': Result<{ readonly where: string }, Failure>
  'paper:confirm': Result<Saved, Failure>
  'paper:void': Result<Saved, Failure>
  'printer:list': readonly Printer[]
  'sheet:export': Result<{ readonly path: string }, Failure>
  'records:status': RecordsStatus
  'records:check': Result<RecordsCheck, Failure>
  'records:stopCheck': null
  'recovery:list': readonly Recovery[]
  'recovery:dismiss': Result<StationStatus, Failure>
  'recovery:deliver': Result<{ readonly where: string }, Failure>
  'recovery:cases': readonly TouchedCase[]
  'diagnostics:save': Result<{ readonly path: string }, Failure>
  'copy:status': CopyStatus
  'copy:choose': Result<CopyStatus, Failure>
  'copy:now': Result<CopyStatus, Failure>
  'copy:stop': Result<CopyStatus, Failure>
  'restore:check': Result<RestoreOffer, Failure>
  'restore:run': Result<StationStatus, Failure>
}
export type AnswerOf<C extends Channel> = Answers[C]

/** What the main process says unasked. */
export interface Announcements {
  /** Something was flushed; pull the feed. */
  'feed:changed': { readonly journalSeq: number }
  /** A trouble has begun or ended; ask for the status. */
  'station:changed': null
  'records:checking': CheckProgress
  /** A start that has to read its records again says how far it is, in files of records. */
  'station:opening': { readonly done: number; readonly total: number }
  /** Ask for the state of the exchange with the server. */
  'sync:changed': null
  /** Scans of a case came, went or were sent: ask where they are. */
  'scans:changed': { readonly caseId: string }
  'stick:progress': StickProgress
}
export type Announcement = keyof Announcements

/** `window.desk`, the only thing a page gets. */
export interface Desk {
  invoke<C extends Channel>(channel: C, request: RequestOf<C>): Promise<AnswerOf<C>>
  on<A extends Announcement>(announcement: A, listener: (payload: Announcements[A]) => void): () => void
}
