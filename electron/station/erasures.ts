import { type AskedErasure, type ErasureAnswers, type ErasureList, mostErasuresAtOnce, type RefusedErasures, type SaidErasure } from '../../shared/contracts/erasures.ts'
import type { AnswerOf, Failure, RequestOf } from '../../shared/contracts/ipc.ts'
import type { EventName, StationEventBody, StreamId } from '../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import type { Cases } from './cases.ts'
import { type EventStore, headsOf, type Refusal } from './eventStore.ts'
import type { DiskFailure } from './files.ts'
import type { RecordLog } from './journal/recordLog.ts'
import type { Kept } from './kept.ts'
import { caseOfStream, readCaseEvents, streamOfCase } from './recordEvents.ts'
import type { Actor, Session } from './session.ts'
import type { InTurn } from './turns.ts'

/** Erasures that act here only on a supervisor's word: by retention in a mass, and wished by anyone else. */
export interface Erasures {
  readonly handlers: { readonly [C in keyof ErasureAnswers]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }
  /** Held ones that nobody has spoken about. */
  countHeld(): Promise<Result<number, DiskFailure>>
}
export interface ErasuresPorts {
  readonly kept: Pick<Kept, 'heldErasures' | 'log'>
  readonly store: Pick<EventStore, 'appendToStation' | 'erasedCases' | 'refusals' | 'stationEvents'>
  readonly cases: Pick<Cases, 'state'>
  readonly session: Pick<Session, 'nameOf'>
  readonly inTurn: InTurn
  readonly asActor: <T>(work: (actor: Actor) => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>
  /** What these cases were folded to counts no more. */
  readonly forgetCases: (ids: readonly string[]) => Promise<void>
  readonly changed: () => void
}
type Word = (payload: { readonly stream: StreamId; readonly erasure: EventName }, isWish: boolean) => StationEventBody
type Named = ReadonlyMap<EventName, AskedErasure>

const byName = (erasures: readonly AskedErasure[]): Named => new Map(erasures.map((each) => [each.erasure, each]))
const isAmong = (known: Named, { caseId, erasure }: AskedErasure): boolean => known.get(erasure)?.caseId === caseId

export function createErasures({ kept, store, cases, session, inTurn, asActor, forgetCases, changed }: ErasuresPorts): Erasures {
  /** Of a case that is erased there is nothing to decide; a wish that was refused and that retention has taken up since is asked about. */
  async function waiting(): Promise<Result<readonly AskedErasure[], DiskFailure>> {
    const held = await kept.heldErasures()
    if (!held.ok) return held
    const [refused, erased] = [new Set(store.refusals().flatMap(({ erasure, isWish }) => (isWish ? [] : [erasure]))), new Set(store.erasedCases())]
    return ok(
      held.value.flatMap(({ stream, name }) => {
        const caseId = caseOfStream(stream)
        return caseId === null || refused.has(name) || erased.has(caseId) ? [] : [{ caseId, erasure: name }]
      }),
    )
  }
  function refused(): readonly (AskedErasure & { readonly refusal: Refusal })[] {
    const erased = new Set(store.erasedCases())
    return store.refusals().flatMap((refusal) => (erased.has(refusal.id) ? [] : [{ caseId: refusal.id, erasure: refusal.erasure, refusal }]))
  }
  /** Somebody asks for it, and it lies aside in its case. */
  async function isWished({ caseId, erasure }: AskedErasure): Promise<boolean> {
    const found = await cases.state(caseId)
    return found.ok && found.value.unconfirmedErasures.some(({ event }) => event === erasure)
  }

  async function list(): Promise<Result<ErasureList, DiskFailure>> {
    const held = await waiting()
    if (!held.ok) return held
    const names = byName(held.value)
    const [shown, words] = [held.value.slice(0, mostErasuresAtOnce), refused().filter((one) => !isAmong(names, one))]
    const said = await readSaid(kept.log, [...shown, ...words])
    if (!said.ok) return said
    const withSaid = ({ caseId, erasure }: AskedErasure): SaidErasure => ({ caseId, erasure, said: said.value.get(erasure) ?? null })
    const byRecord = new Map<number, RefusedErasures>()
    for (const one of words) {
      const { seq, reason, operator, at } = one.refusal
      const word = byRecord.get(seq) ?? { record: seq, erasures: [], reason, operatorName: session.nameOf(operator), at }
      byRecord.set(seq, { ...word, erasures: [...word.erasures, withSaid(one)] })
    }
    return ok({ held: shown.map(withSaid), heldCount: held.value.length, refused: [...byRecord.values()].toSorted((one, other) => other.record - one.record) })
  }

  /** One record for all that it is about. */
  async function speak(asked: readonly AskedErasure[], others: readonly AskedErasure[], word: Word, { operator }: Actor): Promise<Result<number, Failure>> {
    if (operator.role !== 'supervisor') return fail({ kind: 'not-a-supervisor' })
    const spoken = await inTurn('station', async (): Promise<Result<readonly AskedErasure[], Failure>> => {
      const held = await waiting()
      if (!held.ok) return held
      const [names, known] = [byName(held.value), byName([...held.value, ...others])]
      const about: AskedErasure[] = []
      for (const one of byName(asked).values()) if (isAmong(known, one) || (await isWished(one))) about.push(one)
      if (about.length === 0) return fail({ kind: 'malformed', path: 'erasures', problem: 'no erasure that waits' })
      const bodies = about.map((one) => word({ stream: streamOfCase(one.caseId), erasure: one.erasure }, !isAmong(names, one)))
      const written = await store.appendToStation(bodies, { operator: operator.id, heads: headsOf(store.stationEvents), missing: [] })
      return written.ok ? ok(about) : written
    })
    if (!spoken.ok) return spoken
    await forgetCases(spoken.value.map(({ caseId }) => caseId))
    changed()
    return ok(spoken.value.length)
  }

  return {
    handlers: {
      'erasure:list': list,
      'erasure:confirm': ({ erasures }) => asActor((actor) => speak(erasures, refused(), (payload) => ({ kind: 'erasure.confirmed', payload }), actor)),
      'erasure:refuse': ({ erasures, reason }) => asActor((actor) => speak(erasures, [], (payload, isWish) => ({ kind: 'erasure.refused', payload: { ...payload, reason, ...(isWish ? { wished: true } : {}) } }), actor)),
    },
    countHeld: async () => {
      const held = await waiting()
      return held.ok ? ok(held.value.length) : held
    },
  }
}

/** What was said with each of them. Mostly that is the newest record of its case, which may be a long one. */
async function readSaid(log: RecordLog | null, asked: readonly AskedErasure[]): Promise<Result<ReadonlyMap<EventName, SaidErasure['said']>, DiskFailure>> {
  const said = new Map<EventName, SaidErasure['said']>()
  if (!log || asked.length === 0) return ok(said)
  const index = await log.index()
  if (!index.ok) return index
  for (const [from, to] of [[-1, undefined], [0, -1]] as const) {
    const unread = new Set(asked.flatMap(({ caseId, erasure }) => (said.has(erasure) ? [] : [caseId])))
    const places = [...unread].flatMap((caseId) => index.value.seqsOf(streamOfCase(caseId)).slice(from, to).map((seq) => ({ caseId, seq })))
    const bodies = await log.read(places.map(({ seq }) => seq))
    if (!bodies.ok) return bodies
    for (const [at, { caseId }] of places.entries()) {
      const body = bodies.value[at]
      for (const { name, event } of body ? readCaseEvents(body, caseId) : []) if (event.kind === 'case.erased') said.set(name, { ...event.payload, at: event.at })
    }
  }
  return ok(said)
}
