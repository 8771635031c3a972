import type { CaseCommand, Failure, Saved } from '../../shared/contracts/ipc.ts'
import type { TimelineEntry } from '../../shared/contracts/timeline.ts'
import { findLock, judgeAcknowledgement, judgeMove, judgeNote, judgeRetraction, judgeSettlement, judgeTransition, judgeWriteOff } from '../../shared/domain/caseJudgement.ts'
import { editionOf } from '../../shared/domain/caseEdition.ts'
import { compareMoments, findUnseenChange, foldMoment, type MomentDifference, type UnseenChange } from '../../shared/domain/compareMoments.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseEvent, CaseEventBody, CaseState, EventName, Named, StatusWrite } from '../../shared/domain/events.ts'
import { choiceParts, fieldWritesOf } from '../../shared/domain/fieldWrites.ts'
import { beginCase, growCase, type GrownCase } from '../../shared/domain/growCase.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { findUndoable, undoWrites } from '../../shared/domain/undo.ts'
import type { EventStore } from './eventStore.ts'
import { type FieldInput, findWrites } from './fieldCheck.ts'
import { drawUuid } from './identity.ts'
import { buildMove } from './moveCase.ts'
import { notHere, type PackShelf } from './packShelf.ts'
import type { RandomBytes } from './ports.ts'
import type { Actor, Session } from './session.ts'
import { buildTransition, type TransitionCommand } from './transitions.ts'
import type { InTurn } from './turns.ts'

/** The only authority for what happens to a case: every command is judged here, on this station's own fold. */
export interface Cases {
  state(id: string): Promise<Result<CaseState, Failure>>
  timeline(id: string, names: Names): Promise<Result<readonly TimelineEntry[], Failure>>
  /** Moments are given by heads of the stream. */
  compare(id: string, before: readonly EventName[], after: readonly EventName[]): Promise<Result<MomentDifference, Failure>>
  unseenChange(id: string, change: EventName, decision: EventName): Promise<Result<UnseenChange, Failure>>
  open(fields: readonly FieldInput[], actor: Actor): Promise<Result<Saved, Failure>>
  do(id: string, command: CaseCommand, actor: Actor): Promise<Result<Saved, Failure>>
  /** Judges and writes in one turn: what `decide` saw is still so when its events are written. */
  change(id: string, actor: Actor, decide: (seen: SeenCase) => Result<readonly CaseEventBody[], Failure> | Promise<Result<readonly CaseEventBody[], Failure>>): Promise<Result<Saved, Failure>>
  /** Events of others came in: the next look is a new one. */
  forget(ids: readonly string[]): Promise<void>
  /** The edition that a case goes by. */
  packOf(state: CaseState): Promise<Result<CompiledPack, Failure>>
}
/** Empty where nobody has told. */
export type Names = Pick<Session, 'nameOf' | 'nameOfStation'>
export interface SeenCase {
  readonly state: CaseState
  readonly events: readonly Named<CaseEvent>[]
}
export interface CasesPorts {
  readonly store: EventStore
  readonly shelf: PackShelf
  readonly randomBytes: RandomBytes
  readonly inTurn: InTurn
  /** Named in every acceptance, so that an old case can be replayed with the engine that judged it. */
  readonly engine: string
}

const casesInMemory = 64

export function createCases({ store, shelf, randomBytes, inTurn, engine }: CasesPorts): Cases {
  const seen = new Map<string, GrownCase>()

  /** Counted so that what was read while something was written is not taken for the newest. */
  let changes = 0

  function remember(fresh: GrownCase): GrownCase {
    seen.delete(fresh.id)
    seen.set(fresh.id, fresh)
    const [oldest] = seen.keys()
    if (seen.size > casesInMemory && oldest !== undefined) seen.delete(oldest)
    return fresh
  }

  async function see(id: string): Promise<Result<GrownCase, Failure>> {
    const known = seen.get(id)
    if (known) return ok(remember(known))
    const before = changes
    const events = await store.readCase(id)
    if (before !== changes) return see(id)
    if (!events.ok) return events
    if (!events.value) return fail({ kind: 'unknown-case', caseId: id })
    return ok(remember(beginCase(id, events.value, store.confirmedErasures(id), store.refusedErasures(id))))
  }

  /** Of an erased case no earlier moment is shown. */
  async function seeWhole(id: string): Promise<Result<GrownCase, Failure>> {
    const found = await see(id)
    return found.ok && found.value.state.standing.kind === 'erased' ? fail({ kind: 'erased' }) : found
  }

  async function write(id: string, before: GrownCase, bodies: readonly CaseEventBody[], { operator }: Actor): Promise<Result<Saved, Failure>> {
    if (bodies.length === 0) return ok({ state: before.state, savedAt: store.lastSavedAt() ?? before.state.updatedAt })
    const { heads, missing } = before.state
    const written = await store.appendToCase(id, bodies, { operator: operator.id, heads, missing })
    if (!written.ok) return written
    changes += 1
    const { state } = remember(growCase(before, written.value.events))
    return ok({ state, savedAt: written.value.savedAt })
  }

  const change: Cases['change'] = (id, actor, decide) =>
    inTurn(`case:${id}`, async () => {
      const before = await see(id)
      if (!before.ok) return before
      const bodies = await decide(before.value)
      return bodies.ok ? write(id, before.value, bodies.value, actor) : bodies
    })

  async function packOf(state: CaseState): Promise<Result<CompiledPack, Failure>> {
    const edition = editionOf(state)
    if (!edition) return fail({ kind: 'pack-refused', problems: ['办件的开件记录不在本机'] })
    const pack = await shelf.find(edition)
    return pack ? ok(pack) : notHere(edition)
  }

  async function decide(command: CaseCommand, { state, events }: SeenCase): Promise<Result<readonly CaseEventBody[], Failure>> {
    switch (command.kind) {
      case 'note':
        return judgeNote(state, command.text)
      case 'settle':
        return judgeSettlement(state, command.chosen, command.reason, command.heads)
      case 'retract':
        return judgeRetraction(state, command.note)
      case 'acknowledge':
        return judgeAcknowledgement(state, command.marks)
      case 'write-off':
        return judgeWriteOff(state, command.names, command.reason)
      case 'write': {
        const lock = findLock(state)
        if (lock) return lock
        const compiled = await packOf(state)
        return compiled.ok ? findWrites(compiled.value.pack, state, new Set(events.map(({ name }) => name)), command.fields) : compiled
      }
      case 'undo':
        return decideUndo(state, events, command.events)
      case 'move':
        return decideMove(command, state)
      default: {
        const made = await decideTransition(command, state)
        return made.ok ? ok([{ kind: 'status.write', payload: made.value, over: state.status.heads.map(({ event }) => event) }]) : made
      }
    }
  }

  async function decideMove({ to, heads }: Extract<CaseCommand, { kind: 'move' }>, state: CaseState): Promise<Result<readonly CaseEventBody[], Failure>> {
    const judged = judgeMove(state, heads)
    if (!judged.ok) return judged
    const [before, after] = [await packOf(state), await shelf.find(to)]
    if (!before.ok) return before
    if (!after) return notHere(to)
    if (before.value.ref.digest === after.ref.digest && !state.edition.conflict) return ok([])
    return ok([{ kind: 'case.moved', payload: buildMove(state, before.value, after), over: state.edition.heads.map(({ event }) => event) }])
  }

  /** A transition is judged by the table, on the state that the screen showed. */
  async function decideTransition(command: TransitionCommand, state: CaseState): Promise<Result<StatusWrite, Failure>> {
    const from = judgeTransition(state, command.kind, command.heads)
    if (!from.ok) return from
    const compiled = command.kind === 'accept' || command.kind === 'supplement' ? await packOf(state) : null
    if (compiled?.ok === false) return compiled
    return buildTransition(command, { state, from: from.value, compiled: compiled?.value ?? null, engine })
  }

  return {
    state: async (id) => {
      const found = await see(id)
      return found.ok ? ok(found.value.state) : found
    },
    timeline: async (id, names) => {
      const found = await see(id)
      if (!found.ok) return found
      const { state, events } = found.value
      if (state.standing.kind === 'erased') return ok([])
      const undoable = findUndoable(state, events)
      const choices = choiceParts(fieldWritesOf(events))
      return ok(events.map(({ name, event }) => ({ event: name, kind: event.kind, at: event.at, isDoubtful: event.clock === 'doubtful', operatorName: names.nameOf(event.operator), stationName: names.nameOfStation(event.station), undoable: undoable.has(name), choice: choices.get(name) ?? null, payload: event.payload })))
    },
    compare: async (id, before, after) => {
      const found = await seeWhole(id)
      return found.ok ? ok(compareMoments(foldMoment(id, found.value.events, before), foldMoment(id, found.value.events, after))) : found
    },
    unseenChange: async (id, change, decision) => {
      const found = await seeWhole(id)
      if (!found.ok) return found
      const difference = findUnseenChange(id, found.value.events, found.value.state, change, decision)
      return difference ? ok(difference) : fail({ kind: 'malformed', path: 'unseenChange', problem: 'no such mark' })
    },
    open: async (fields, actor) => {
      const id = drawUuid(randomBytes)
      const nothing = beginCase(id, [])
      const writes = findWrites(shelf.current.pack, nothing.state, new Set(), fields)
      if (!writes.ok) return writes
      const year = store.clockWatch.filingYear()
      const payload = { pack: shelf.current.ref, district: actor.settings.district, ...(year === null ? {} : { year }) }
      return write(id, nothing, [{ kind: 'case.opened', payload }, ...writes.value], actor)
    },
    do: (id, command, actor) => change(id, actor, (before) => decide(command, before)),
    change,
    // In turn, so that a command under way does not put back what it saw before.
    forget: async (ids) => {
      changes += 1
      for (const id of ids) await inTurn(`case:${id}`, () => Promise.resolve(seen.delete(id)))
    },
    packOf,
  }
}

function decideUndo(state: CaseState, events: readonly Named<CaseEvent>[], names: readonly EventName[]): Result<readonly CaseEventBody[], Failure> {
  const lock = findLock(state)
  if (lock) return lock
  const writes = undoWrites(state, events, names)
  return typeof writes === 'string' ? fail({ kind: 'not-undoable', because: writes }) : ok(writes)
}
