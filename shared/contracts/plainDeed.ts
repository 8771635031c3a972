import { type CaseDeed, caseStatuses, closeOutcomes, type EventEnvelope, paperKinds } from '../domain/events.ts'
import { isFieldPath } from '../domain/fieldPath.ts'

/**
 * Whether something is an event as nearly all are, told in a tenth of the
 * time that its full shape takes: a first fill reads hundreds of thousands of them. What it accepts the shape in
 * `events.ts` accepts as it is; what it does not accept proves nothing.
 */
export function isPlainDeed(json: object): json is CaseDeed {
  const read: { readonly [key in EnvelopeKey | 'kind' | 'payload' | 'over']?: unknown } = json
  const isWrite = read.kind === 'field.write' || read.kind === 'status.write'
  return (
    read.v === 1 &&
    Object.keys(read).length === (isWrite ? keysOfWrite : keysOfOthers) &&
    matches(read.salt, name) &&
    matches(read.stream, stream) &&
    areNames(read.parents) &&
    (!isWrite || areNames(read.over)) &&
    matches(read.operator, id) &&
    matches(read.station, station) &&
    matches(read.incarnation, incarnation) &&
    matches(read.at, moment) &&
    (read.clock === 'ok' || read.clock === 'doubtful') &&
    typeof read.payload === 'object' &&
    read.payload !== null &&
    isPayload(read.kind, read.payload)
  )
}
type EnvelopeKey = 'v' | 'salt' | 'stream' | 'parents' | 'operator' | 'station' | 'incarnation' | 'at' | 'clock'

/** The same of what is inside, where the envelope is known to be whole. */
export function isPlainBody(event: EventEnvelope & { readonly kind: string; readonly payload: object }): event is CaseDeed {
  return isPayload(event.kind, event.payload)
}

/** All that are named above, each of them required: one more would be another. */
const keysOfWrite = 12
const keysOfOthers = 11
const name = /^[0-9a-f]{32}$/
const stream = /^case:[0-9a-z-]{8,64}$/
const id = /^[0-9a-z-]{8,64}$/
const station = /^[0-9a-f]{16}$/
const incarnation = /^[0-9A-HJKMNP-TV-Z]{6}$/
/** The 29th of February is left to the shape. */
const day = /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)$/
/** As every station writes it. */
const moment = /^\d{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}\+08:00$/
const number = /^(?:演练-)?[0-9A-HJKMNP-TV-Z]{1,12}-[0-9A-HJKMNP-TV-Z]{6}-\d{4,8}$/
const digest = /^[0-9a-f]{64}$/
const [mostNames, mostLacks] = [200, 50]
const longest = { value: 400, note: 2000, source: 100, reason: 300, id: 80, version: 400, district: 40, remark: 500, unit: 100, requirement: 100, other: 600, refusal: 1000 } as const
const kindsOfPaper: ReadonlySet<unknown> = new Set(paperKinds)
const statuses: ReadonlySet<unknown> = new Set(caseStatuses)
const outcomes: ReadonlySet<unknown> = new Set(closeOutcomes)

const matches = (value: unknown, form: RegExp): boolean => typeof value === 'string' && form.test(value)
const areNames = (value: unknown): boolean => Array.isArray(value) && value.length <= mostNames && value.every((each) => matches(each, name))
const isText = (value: unknown, most: number): boolean => typeof value === 'string' && value.length <= most && value.isWellFormed()

function isPayload(kind: unknown, payload: { readonly [key in 'path' | 'value' | 'text' | 'paperKind' | 'number' | 'sha256' | 'page' | 'pages' | 'how' | 'pack' | 'district' | 'action']?: unknown }): boolean {
  const keys = Object.keys(payload).length
  switch (kind) {
    case 'case.opened':
      return keys === 2 && isPackRef(payload.pack) && isText(payload.district, longest.district)
    case 'status.write':
      return isTransition(payload)
    case 'field.write':
      return keys === 2 && typeof payload.path === 'string' && isFieldPath(payload.path) && isValue(payload.value)
    case 'note.added':
      return keys === 1 && isText(payload.text, longest.note)
    case 'paper.reserved':
      return keys === 2 && matches(payload.number, number) && kindsOfPaper.has(payload.paperKind)
    case 'paper.rendered':
      return keys === (payload.page === undefined ? 3 : 4) && matches(payload.number, number) && matches(payload.sha256, digest) && (payload.page === undefined || matches(payload.page, digest)) && Number.isSafeInteger(payload.pages) && Number(payload.pages) >= 1
    case 'paper.delivered':
      return keys === 2 && matches(payload.number, number) && (payload.how === 'saved' || payload.how === 'printed')
    case 'paper.confirmed':
      return keys === 1 && matches(payload.number, number)
    default:
      return false
  }
}

function isValue(value: unknown): boolean {
  switch (typeof value) {
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value)
    case 'string':
      return isText(value, longest.value)
    case 'object':
      return value === null || isMaterialState(value)
    default:
      return false
  }
}

function isMaterialState(state: { readonly [key in 'kind' | 'originals' | 'copies' | 'by' | 'from' | 'source' | 'number' | 'reason']?: unknown }): boolean {
  const keys = Object.keys(state).length
  switch (state.kind) {
    case 'received':
      return keys === 3 && isCount(state.originals) && isCount(state.copies)
    case 'to-follow':
      return keys === 2 && matches(state.by, day)
    case 'original-seen':
      return keys === 1
    case 'shared':
      return keys === 4 && (state.from === 'earlier-stage' || state.from === 'department') && isText(state.source, longest.source) && isText(state.number, longest.source)
    case 'waived':
      return keys === 2 && isText(state.reason, longest.reason)
    default:
      return false
  }
}
const isCount = (value: unknown): boolean => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 99

function isPackRef(ref: unknown): boolean {
  if (typeof ref !== 'object' || ref === null) return false
  const { id: of, version, digest: by }: { readonly [key in 'id' | 'version' | 'digest']?: unknown } = ref
  return Object.keys(ref).length === 3 && isText(of, longest.id) && isText(version, longest.version) && matches(by, digest)
}

/** Readers of what comes from elsewhere look closer at these. */
const oddKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])

/** What settles is left to the shape. */
function isTransition(write: { readonly [key in 'action' | 'from' | 'to' | 'acceptance' | 'request' | 'refusal' | 'receivedOn' | 'reason' | 'on' | 'unit' | 'outcome' | 'remark']?: unknown }): boolean {
  const keys = Object.keys(write).length
  if (!statuses.has(write.from)) return false
  switch (write.action) {
    case 'accept':
      return keys === 4 && write.to === 'accepted' && isAcceptance(write.acceptance)
    case 'supplement':
      return keys === 4 && write.to === 'supplementing' && isSupplementRequest(write.request)
    case 'refuse':
      return keys === 4 && write.to === 'refused' && isRefusal(write.refusal)
    case 'resubmit':
      return keys === 4 && write.to === 'resubmitted' && matches(write.receivedOn, day)
    case 'withdraw':
      return keys === 4 && write.to === 'withdrawn' && isText(write.reason, longest.remark)
    case 'suspend':
      return keys === 5 && write.to === 'suspended' && isText(write.reason, longest.remark) && matches(write.on, day)
    case 'resume':
      return keys === 4 && write.to === 'accepted' && matches(write.on, day)
    case 'hand-over':
      return keys === 6 && write.to === 'handed-over' && isText(write.unit, longest.unit) && isText(write.reason, longest.remark) && matches(write.on, day)
    case 'close':
      return keys === 6 && write.to === 'closed' && outcomes.has(write.outcome) && isText(write.remark, longest.remark) && matches(write.on, day)
    default:
      return false
  }
}

function isSupplementRequest(request: unknown): boolean {
  if (typeof request !== 'object' || request === null) return false
  const { lacks, other, requestedOn, until }: { readonly [key in 'lacks' | 'other' | 'requestedOn' | 'until']?: unknown } = request
  return Object.keys(request).length === 4 && Array.isArray(lacks) && lacks.length <= mostLacks && lacks.every(isLack) && isText(other, longest.other) && matches(requestedOn, day) && matches(until, day)
}

function isLack(lack: unknown): boolean {
  if (typeof lack !== 'object' || lack === null) return false
  const { item, material, problem, requirement }: { readonly [key in 'item' | 'material' | 'problem' | 'requirement']?: unknown } = lack
  return Object.keys(lack).length === 4 && isText(item, longest.id) && isText(material, longest.id) && (problem === 'missing' || problem === 'unfit') && isText(requirement, longest.requirement)
}

function isRefusal(refusal: unknown): boolean {
  if (typeof refusal !== 'object' || refusal === null) return false
  const { reason, basis, properWay, refusedOn }: { readonly [key in 'reason' | 'basis' | 'properWay' | 'refusedOn']?: unknown } = refusal
  return Object.keys(refusal).length === 4 && isText(reason, longest.refusal) && isText(basis, longest.remark) && isText(properWay, longest.remark) && matches(refusedOn, day)
}

function isAcceptance(acceptance: unknown): boolean {
  if (typeof acceptance !== 'object' || acceptance === null) return false
  const laid: { readonly [key in 'pack' | 'engine' | 'assessmentDigest' | 'facts' | 'receivedOn' | 'acceptedOn' | 'promisedOn' | 'workingDays' | 'items']?: unknown } = acceptance
  return (
    Object.keys(laid).length === 9 &&
    isPackRef(laid.pack) &&
    isText(laid.engine, longest.id) &&
    matches(laid.assessmentDigest, digest) &&
    typeof laid.facts === 'object' &&
    laid.facts !== null &&
    !Array.isArray(laid.facts) &&
    Object.entries(laid.facts).every(([fact, answer]) => fact.length <= longest.id && !oddKeys.has(fact) && answer !== null && typeof answer !== 'object' && isValue(answer)) &&
    matches(laid.receivedOn, day) &&
    matches(laid.acceptedOn, day) &&
    (laid.promisedOn === null || matches(laid.promisedOn, day)) &&
    Number.isSafeInteger(laid.workingDays) &&
    Number(laid.workingDays) >= 0 &&
    Array.isArray(laid.items) &&
    laid.items.length <= mostNames &&
    laid.items.every((item) => isText(item, longest.id))
  )
}
