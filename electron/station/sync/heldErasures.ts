import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { RefusedErasures } from '../../../shared/contracts/sync.ts'
import type { EventName, StationEventBody, StreamId } from '../../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { type EventStore, headsOf } from '../eventStore.ts'
import type { DiskFailure } from '../files.ts'
import type { Kept } from '../kept.ts'
import { caseOfStream, streamOfCase } from '../recordEvents.ts'
import type { Actor, Session } from '../session.ts'

/** Erasures by retention that came in a mass: held until a supervisor lets them act, or refuses them. */
export interface HeldErasures {
  /** Those nobody has spoken about. */
  count(): Promise<Result<number, DiskFailure>>
  /** One word of a supervisor for all that wait. */
  release(actor: Actor): Promise<Result<null, Failure>>
  refuse(reason: string, actor: Actor): Promise<Result<null, Failure>>
  /** What was refused and does not act, newest word first. */
  refused(): readonly RefusedErasures[]
  /** `record`: the word that is taken back. */
  releaseRefused(record: number, actor: Actor): Promise<Result<null, Failure>>
}
export interface HeldErasuresPorts {
  readonly kept: Pick<Kept, 'heldErasures'>
  readonly store: Pick<EventStore, 'appendToStation' | 'confirmedErasures' | 'refusals' | 'stationEvents'>
  readonly session: Pick<Session, 'nameOf'>
  /** What these cases were folded to counts no more. */
  readonly forgetCases: (ids: readonly string[]) => Promise<void>
  readonly changed: () => void
}
interface Held {
  readonly id: string
  readonly erasure: EventName
}
type Word = (payload: { readonly stream: StreamId; readonly erasure: EventName }) => StationEventBody

/** Of one word. */
const shownCases = 20

const confirm: Word = (payload) => ({ kind: 'erasure.confirmed', payload })

export function createHeldErasures({ kept, store, session, forgetCases, changed }: HeldErasuresPorts): HeldErasures {
  async function waiting(): Promise<Result<readonly Held[], DiskFailure>> {
    const held = await kept.heldErasures()
    if (!held.ok) return held
    const cases = held.value.flatMap(({ stream, name }) => {
      const id = caseOfStream(stream)
      return id === null ? [] : [{ id, erasure: name }]
    })
    const refused = new Set(store.refusals().map(({ erasure }) => erasure))
    return ok(cases.filter(({ id, erasure }) => !refused.has(erasure) && !store.confirmedErasures(id).has(erasure)))
  }

  async function speak(about: readonly Held[], word: Word, { operator }: Actor): Promise<Result<null, Failure>> {
    if (about.length === 0) return ok(null)
    const bodies = about.map(({ id, erasure }) => word({ stream: streamOfCase(id), erasure }))
    const spoken = await store.appendToStation(bodies, { operator: operator.id, heads: headsOf(store.stationEvents), missing: [] })
    if (!spoken.ok) return spoken
    await forgetCases(about.map(({ id }) => id))
    changed()
    return ok(null)
  }
  async function speakAboutAll(word: Word, actor: Actor): Promise<Result<null, Failure>> {
    if (actor.operator.role !== 'supervisor') return fail({ kind: 'not-a-supervisor' })
    const held = await waiting()
    return held.ok ? speak(held.value, word, actor) : held
  }

  return {
    count: async () => {
      const held = await waiting()
      return held.ok ? ok(held.value.length) : held
    },
    release: (actor) => speakAboutAll(confirm, actor),
    refuse: (reason, actor) => speakAboutAll((payload) => ({ kind: 'erasure.refused', payload: { ...payload, reason } }), actor),
    refused: () => {
      const words = new Map<number, RefusedErasures>()
      for (const { seq, id, reason, operator, at } of store.refusals()) {
        const word = words.get(seq) ?? { record: seq, cases: 0, caseIds: [], reason, operatorName: session.nameOf(operator), at }
        words.set(seq, { ...word, cases: word.cases + 1, caseIds: [...word.caseIds, id].slice(0, shownCases) })
      }
      return [...words.values()].toSorted((one, other) => other.record - one.record)
    },
    releaseRefused: (record, actor) => {
      if (actor.operator.role !== 'supervisor') return Promise.resolve(fail({ kind: 'not-a-supervisor' }))
      return speak(store.refusals().filter(({ seq }) => seq === record), confirm, actor)
    },
  }
}
