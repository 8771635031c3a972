import type { CaseCommand, Failure } from '../../shared/contracts/ipc.ts'
import { assess } from '../../shared/domain/assess.ts'
import { isBlank } from '../../shared/domain/blank.ts'
import { findLast, statusLine } from '../../shared/domain/statusLine.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseAction, CaseState, CaseStatus, StatusWrite, SupplementLack } from '../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { buildAcceptance, findMissingField } from './accept.ts'

export type TransitionCommand = Extract<CaseCommand, { kind: CaseAction }>
export interface TransitionScene {
  readonly state: CaseState
  /** The status that is left. */
  readonly from: CaseStatus
  /** The case's pack, for the transitions that rest on it. */
  readonly compiled: CompiledPack | null
  readonly engine: string
}

/** What a decision lays down. The table has allowed it; here its contents are judged. */
export function buildTransition(command: TransitionCommand, { state, from, compiled, engine }: TransitionScene): Result<StatusWrite, Failure> {
  switch (command.kind) {
    case 'accept': {
      if (!compiled) return fail({ kind: 'pack-refused', problems: [] })
      const acceptance = buildAcceptance(compiled, state, command, engine)
      return acceptance.ok ? inOrder('acceptedOn', lastDay(state), command.acceptedOn, { action: 'accept', from, to: 'accepted', acceptance: acceptance.value }) : acceptance
    }
    case 'supplement': {
      if (!compiled) return fail({ kind: 'pack-refused', problems: [] })
      const { lacks, other, requestedOn, until } = command
      const missing = findMissingField(state) ?? (lacks.length === 0 && isBlank(other) ? 'supplement.lacks' : null)
      if (missing !== null) return fail({ kind: 'missing-field', path: missing })
      const stranger = lacks.find((lack) => !isOnTheList(compiled, state, lack))
      if (stranger) return fail({ kind: 'malformed', path: `supplement.${stranger.item}/${stranger.material}`, problem: 'not asked for in this case' })
      return inOrder('supplement.until', requestedOn, until, { action: 'supplement', from, to: 'supplementing', request: { lacks, other, requestedOn, until } })
    }
    case 'resubmit':
      return inOrder('resubmit.receivedOn', findLast(state, 'supplement')?.request.requestedOn, command.receivedOn, { action: 'resubmit', from, to: 'resubmitted', receivedOn: command.receivedOn })
    case 'refuse': {
      const { reason, basis, properWay, refusedOn } = command
      const missing = findMissingField(state) ?? findBlank({ 'refuse.reason': reason, 'refuse.basis': basis })
      if (missing !== null) return fail({ kind: 'missing-field', path: missing })
      return inOrder('refuse.refusedOn', lastDay(state), refusedOn, { action: 'refuse', from, to: 'refused', refusal: { reason, basis, properWay, refusedOn } })
    }
    case 'withdraw':
      return withReason('withdraw.reason', command.reason, { action: 'withdraw', from, to: 'withdrawn', reason: command.reason })
    case 'suspend': {
      const made = withReason('suspend.reason', command.reason, { action: 'suspend', from, to: 'suspended', reason: command.reason, on: command.on })
      return made.ok ? inOrder('suspend.on', lastDay(state), command.on, made.value) : made
    }
    case 'resume':
      return inOrder('resume.on', lastDay(state), command.on, { action: 'resume', from, to: 'accepted', on: command.on })
    case 'hand-over': {
      const made = withReason('hand-over.unit', command.unit, { action: 'hand-over', from, to: 'handed-over', unit: command.unit, reason: command.reason, on: command.on })
      return made.ok ? inOrder('hand-over.on', lastDay(state), command.on, made.value) : made
    }
    case 'take-back': {
      const made = withReason('take-back.reason', command.reason, { action: 'take-back', from, to: 'accepted', reason: command.reason, on: command.on })
      return made.ok ? inOrder('take-back.on', lastDay(state), command.on, made.value) : made
    }
    case 'close':
      return inOrder('close.on', lastDay(state), command.on, { action: 'close', from, to: 'closed', outcome: command.outcome, remark: command.remark, on: command.on })
  }
}

/** Days go forward: the clock of the case is counted over them. */
function inOrder(path: string, earliest: string | undefined, given: string, write: StatusWrite): Result<StatusWrite, Failure> {
  return earliest !== undefined && given < earliest ? fail({ kind: 'day-too-early', path, earliest }) : ok(write)
}

function withReason(path: string, reason: string, write: StatusWrite): Result<StatusWrite, Failure> {
  return isBlank(reason) ? fail({ kind: 'missing-field', path }) : ok(write)
}

function findBlank(texts: Readonly<Record<string, string>>): string | null {
  return Object.entries(texts).find(([, text]) => isBlank(text))?.[0] ?? null
}

/** The day of the newest transition that carries one; `undefined` before there is any. */
function lastDay(state: CaseState): string | undefined {
  for (const { write } of statusLine(state).toReversed()) {
    if ('on' in write) return write.on
    if (write.action === 'supplement') return write.request.requestedOn
    if (write.action === 'resubmit') return write.receivedOn
    if (write.action === 'accept') return write.acceptance.acceptedOn
  }
  return undefined
}

/** The material is asked for in this case: what nobody has to bring can't be missing. */
function isOnTheList(compiled: CompiledPack, state: CaseState, { item, material }: SupplementLack): boolean {
  const outcome = assess(compiled, caseFacts(state, compiled.pack)).items.find(({ id }) => id === item)
  const disposition = outcome?.materials.find(({ id }) => id === material)?.disposition.kind
  return disposition === 'needed' || disposition === 'added'
}
