import * as fc from 'fast-check'
import { actionTable, allowedActions, canWrite, findUnsettled, settleChoices } from '../../shared/domain/caseActions.ts'
import { findLock, judgeAcknowledgement, judgeIssue, judgeMove, judgeNote, judgeRetraction, judgeSettlement, judgeTransition, judgeVoiding, judgeWriteOff, judgeWrites } from '../../shared/domain/caseJudgement.ts'
import { markNames } from '../../shared/domain/caseMarks.ts'
import { type CaseAction, caseActions, type CaseEvent, type CaseEventBody, type CaseState, type CaseStatus, type EventName, type FieldPath, type Named, paperKinds, type StatusWrite } from '../../shared/domain/events.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { undoWrites } from '../../shared/domain/undo.ts'
import { aCase, aMove, anAcceptance, AStation } from '../builders/events.ts'

/**
 * Four stations and what may happen to them, for histories that nobody thought of. Whatever a person does goes
 * through the same judgement as in the main process; a refused command changes nothing.
 */
const stationCount = 4
export const paths: readonly FieldPath[] = ['project.name', 'applicant.phone', 'facts.maxHeight', 'theme', 'materials.planning-permit/land-ownership-proof', 'planningPermit.certNo']

const deeds = ['write', 'move', 'decide', 'issue', 'step', 'void', 'note', 'retract', 'acknowledge', 'write-off', 'settle', 'undo', 'look'] as const
const fates = ['flush', 'exchange', 'part', 'to-stick', 'from-stick', 'crash', 'copy', 'restore', 'clone', 'lose'] as const
type Deed = (typeof deeds)[number]
type Fate = (typeof fates)[number]
/** How often each happens, of a hundred steps or so. */
const frequency: Readonly<Record<Deed | Fate, number>> = {
  write: 24, move: 5, decide: 12, issue: 7, step: 4, void: 2, note: 2, retract: 1, acknowledge: 6, 'write-off': 8, settle: 6, undo: 5, look: 16,
  flush: 1, exchange: 8, part: 10, 'to-stick': 2, 'from-stick': 3, crash: 1, copy: 1, restore: 1, clone: 3, lose: 1,
}
export interface Step {
  readonly who: number
  readonly other: number
  readonly pick: number
  readonly what: Deed | Fate
}
const anyStep = fc.oneof(...[...deeds, ...fates].map((what) => ({ weight: frequency[what], arbitrary: fc.constant(what) })))
const aStep: fc.Arbitrary<Step> = fc.record({ who: fc.nat(stationCount - 1), other: fc.nat(stationCount - 1), pick: fc.nat(997), what: anyStep })

export class ModelStation extends AStation {
  /** Names that a crash leaves; only they are ever sent. */
  flushed = new Set<EventName>()
  /** What the operator's screen shows; it may be old. */
  screen: CaseState = this.state
  backup: ReadonlyMap<EventName, CaseEvent> | null = null

  look(): void {
    this.screen = this.state
  }
  flush(): void {
    this.flushed = new Set(this.has.keys())
  }
  keep(events: Iterable<readonly [EventName, CaseEvent]>): void {
    for (const [name, event] of events) {
      this.has.set(name, event)
      this.flushed.add(name)
    }
  }
  replaceWith(events: ReadonlyMap<EventName, CaseEvent>): void {
    this.has.clear()
    this.flushed = new Set()
    this.keep(events)
  }
  flushedEvents(): readonly (readonly [EventName, CaseEvent])[] {
    return [...this.has].filter(([name]) => this.flushed.has(name))
  }
  nextNumber(): string {
    const mine = [...this.has.values()].filter((event) => event.kind === 'paper.reserved' && event.incarnation === this.incarnation)
    return `M000${this.number}-${this.incarnation}-${String(mine.length + 1).padStart(4, '0')}`
  }
}

export class World {
  readonly stations: ModelStation[]
  /** State of the author's station just before each event. */
  readonly before = new Map<EventName, CaseState>()
  stick: readonly (readonly [EventName, CaseEvent])[] = []
  /** Everything that was ever flushed anywhere; a lost laptop's share can still come back on a stick. */
  readonly everFlushed = new Map<EventName, CaseEvent>()
  #drawn = 0

  constructor() {
    this.stations = Array.from({ length: stationCount }, (_, index) => new ModelStation(index + 1))
    const [first] = this.stations
    if (first) {
      aCase(first)
      first.flush()
      for (const station of this.stations) station.keep(first.flushedEvents())
      for (const station of this.stations) station.look()
    }
  }
  at(index: number): ModelStation {
    return this.stations[index] ?? new ModelStation(index + 1)
  }
  run(steps: readonly Step[]): this {
    for (const step of steps) this.take(step)
    return this
  }
  take(step: Step): void {
    const station = this.at(step.who)
    if (isDeed(step.what)) {
      // What has no such case has nothing to do.
      if (station.has.size === 0) return
      const bodies = command(station, step.what, step.pick)
      if (bodies.ok) this.write(station, bodies.value)
      // Acknowledged means flushed; now and then the machine dies before.
      if (step.pick % 7 !== 0) station.flush()
    } else this.befall(station, step)
    for (const [name, event] of station.flushedEvents()) this.everFlushed.set(name, event)
  }
  write(station: ModelStation, bodies: readonly CaseEventBody[]): void {
    for (const body of bodies) {
      const before = station.state
      this.before.set(station.append(body).name, before)
    }
    // The screen follows the answer of the main process.
    if (bodies.length > 0) station.look()
  }
  befall(station: ModelStation, { who, other, pick, what }: Step): void {
    const from = this.at(other)
    switch (what) {
      case 'flush':
        return station.flush()
      case 'exchange':
        return station.keep(from.flushedEvents())
      case 'part':
        // Whatever came through, in any order.
        return station.keep(from.flushedEvents().filter(([name]) => (Number.parseInt(name.slice(0, 6), 16) + pick) % 3 !== 0))
      case 'to-stick':
        this.stick = station.flushedEvents()
        return
      case 'from-stick':
        return station.keep(this.stick)
      case 'crash': {
        const left = new Map(station.flushedEvents())
        if (left.size < station.has.size) station.incarnation = this.draw()
        station.replaceWith(left)
        station.look()
        return
      }
      case 'copy':
        station.backup = new Map(station.flushedEvents())
        return
      case 'restore':
        if (!station.backup) return
        station.replaceWith(station.backup)
        station.incarnation = this.draw()
        station.look()
        return
      case 'clone': {
        // A snapshot of the whole machine, started beside it: nothing tells it that it is a copy.
        if (who === other) return
        const clone = new ModelStation(from.number, `clone ${(this.#drawn += 1)}`)
        clone.incarnation = from.incarnation
        clone.keep(from.flushedEvents())
        clone.look()
        this.stations[who] = clone
        return
      }
      case 'lose': {
        const fresh = new ModelStation(station.number, `fresh ${(this.#drawn += 1)}`)
        fresh.incarnation = this.draw()
        this.stations[who] = fresh
        return
      }
    }
  }
  draw(): string {
    this.#drawn += 1
    return `B${String(this.#drawn).padStart(5, '0')}`
  }
  /** Everything that is anywhere. */
  union(): readonly Named<CaseEvent>[] {
    const all = new Map(this.everFlushed)
    for (const station of this.stations) for (const [name, event] of station.has) all.set(name, event)
    return [...all].map(([name, event]) => ({ name, event }))
  }
}
export const aWorld = (maxSteps = 110): fc.Arbitrary<World> => fc.array(aStep, { minLength: Math.floor(maxSteps / 2), size: 'max', maxLength: maxSteps }).map((steps) => new World().run(steps))

function isDeed(what: Step['what']): what is Deed {
  return deeds.some((deed) => deed === what)
}

type Judged = Result<readonly CaseEventBody[], { readonly kind: string }>

/** What the person at a station does, judged as the main process would. */
function command(station: ModelStation, what: Deed, pick: number): Judged {
  const { state, screen } = station
  const chosen = <T>(list: readonly T[]): T | undefined => list[pick % Math.max(list.length, 1)]
  switch (what) {
    case 'write':
      return write(station, state, chosen(pick % 5 === 0 ? paths : paths.filter((path) => canWrite(state, path))) ?? 'theme', pick % 3, screen)
    case 'move':
      return move(state, `1.${pick % 3}.0`, screen)
    case 'decide': {
      // Most cases go on: where every second one ends early, little happens to it.
      const usual = allowedActions(screen).flatMap(({ action, to }) => (Object.keys(actionTable[to].actions).length > 0 ? [action] : []))
      const action = chosen(pick % 7 === 0 ? caseActions : usual) ?? 'accept'
      const from = judgeTransition(state, action, screen.heads)
      return from.ok ? ok([{ kind: 'status.write', payload: transition(action, from.value), over: state.status.heads.map(({ event }) => event) }]) : from
    }
    case 'issue': {
      const paperKind = chosen(paperKinds) ?? 'material-receipt'
      const judged = judgeIssue(state, paperKind, screen.heads)
      return judged.ok ? ok([{ kind: 'paper.reserved', payload: { paperKind, number: station.nextNumber() } }]) : judged
    }
    case 'step': {
      const paper = chosen(state.papers)
      if (!paper || paper.stage.kind === 'voided') return ok([])
      const lock = findLock(state)
      if (lock) return lock
      const { number } = paper
      if (paper.stage.kind === 'reserved') return ok([{ kind: 'paper.rendered', payload: { number, sha256: 'ef'.repeat(32), page: 'ab'.repeat(32), pages: 1 + (pick % 3) } }])
      return ok([paper.stage.kind === 'rendered' ? { kind: 'paper.delivered', payload: { number, how: pick % 2 === 0 ? 'saved' : 'printed' } } : { kind: 'paper.confirmed', payload: { number } }])
    }
    case 'void':
      return judgeVoiding(state, chosen(state.papers)?.number ?? '', '作废')
    case 'note':
      return judgeNote(state, `第 ${pick} 条`)
    case 'retract':
      return judgeRetraction(state, chosen(state.notes)?.event ?? '')
    case 'acknowledge':
      return judgeAcknowledgement(state, screen.marks.filter((_, index) => pick % 3 !== 0 || index % 2 === 0).map(markNames))
    case 'write-off':
      return judgeWriteOff(state, state.gaps.filter((_, index) => pick % 3 !== 0 || index % 2 === 0), '设备已丢失')
    case 'settle':
      return judgeSettlement(state, chosen(settleChoices(screen))?.event ?? '', '核对过', screen.heads)
    case 'undo': {
      // What stands somewhere, every second time: a choice among values, or all that its taking back left.
      const standing = Object.values(state.fields).map(({ heads }) => heads.map(({ event }) => event))
      const written = [...station.has].flatMap(([name, event]) => (event.kind === 'field.write' ? [[name]] : []))
      const writes = undoWrites(state, station.events, chosen(pick % 2 === 0 ? standing : written) ?? [])
      return ok(typeof writes === 'string' ? [] : writes)
    }
    case 'look':
      station.look()
      return ok([])
  }
}

export function write(station: AStation, state: CaseState, path: FieldPath, value: number, screen: CaseState): Judged {
  const over = screen.fields[path]?.heads.map(({ event }) => event) ?? []
  return judgeWrites(state, new Set(station.has.keys()), [{ path, value, over }], (_path, checked) => ok(checked))
}

function move(state: CaseState, version: string, screen: CaseState): Judged {
  const judged = judgeMove(state, screen.heads)
  return judged.ok ? ok([{ kind: 'case.moved', payload: aMove(version), over: state.edition.heads.map(({ event }) => event) }]) : judged
}

const on = '2026-03-02'
export function transition(action: CaseAction, from: CaseStatus): StatusWrite {
  switch (action) {
    case 'accept':
      return { action, from, to: 'accepted', acceptance: anAcceptance() }
    case 'supplement':
      return { action, from, to: 'supplementing', request: { lacks: [], other: '补图', requestedOn: on, until: on } }
    case 'resubmit':
      return { action, from, to: 'resubmitted', receivedOn: on }
    case 'refuse':
      return { action, from, to: 'refused', refusal: { reason: '不属本机关', basis: '第三十二条', properWay: '', refusedOn: on } }
    case 'withdraw':
      return { action, from, to: 'withdrawn', reason: '申请人撤回' }
    case 'suspend':
      return { action, from, to: 'suspended', reason: '专家评审', on }
    case 'resume':
      return { action, from, to: 'accepted', on }
    case 'hand-over':
      return { action, from, to: 'handed-over', unit: '市资源规划局', reason: '', on }
    case 'take-back':
      return { action, from, to: 'accepted', reason: '缺页', on }
    case 'close':
      return { action, from, to: 'closed', outcome: 'granted', remark: '', on }
  }
}

/** Puts a case in order with the commands that are never refused; throws where one of them is. */
export function putInOrder(station: ModelStation): void {
  const must = (judged: Judged): void => {
    if (!judged.ok) throw new Error(`a command that is never refused was refused: ${judged.failure.kind}`)
    for (const body of judged.value) station.append(body)
  }
  for (let round = 0; round < 8; round += 1) {
    const { state } = station
    const unsettled = findUnsettled(state)
    if (!unsettled) return
    if (unsettled.gaps > 0) must(judgeWriteOff(state, state.gaps, '设备已丢失'))
    else if (unsettled.contested) must(judgeSettlement(state, settleChoices(state)[0]?.event ?? '', '核对过', state.heads))
    else if (unsettled.edition) must(move(state, '1.9.0', state))
    else if (unsettled.conflicts[0] !== undefined) must(write(station, state, unsettled.conflicts[0], 7, state))
    else must(judgeAcknowledgement(state, state.marks.map(markNames)))
  }
  if (findUnsettled(station.state)) throw new Error('the case could not be put in order')
}
