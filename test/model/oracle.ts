import { actionTable } from '../../shared/domain/caseActions.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CaseEvent, EventName, Named } from '../../shared/domain/events.ts'
import { findFieldPlace } from '../../shared/domain/fieldPath.ts'

/** The rules of `docs/events.md` once more, word for word and slowly: nothing of the fold is used. */
export class Oracle {
  readonly #events: ReadonlyMap<EventName, CaseEvent>
  constructor(events: readonly Named<CaseEvent>[]) {
    this.#events = new Map(events.map(({ name, event }) => [name, event]))
  }
  #get(name: EventName): CaseEvent | undefined {
    return this.#events.get(name)
  }
  #placeOf(name: EventName): string | null {
    const event = this.#get(name)
    return event?.kind === 'field.write' ? event.payload.path : event?.kind === 'status.write' ? 'status' : event?.kind === 'case.moved' ? 'edition' : null
  }
  #overOf(name: EventName): readonly EventName[] {
    const event = this.#get(name)
    return event && 'over' in event ? event.over : []
  }
  /** The upper write stands over the lower one, directly or through others at the same place. */
  supersedes(upper: EventName, lower: EventName): boolean {
    const place = this.#placeOf(lower)
    if (place === null || this.#placeOf(upper) !== place) return false
    return this.#overOf(upper).some((name) => name === lower || (this.#get(name) !== undefined && this.supersedes(name, lower)))
  }
  /** Everything reachable through parents without passing what its author lacked. */
  #reach(from: EventName): ReadonlySet<EventName> {
    const lacked = new Set(this.#get(from)?.lacks)
    const reached = new Set<EventName>()
    const visit = (name: EventName): void => {
      for (const parent of this.#get(name)?.parents ?? []) {
        if (!this.#get(parent) || lacked.has(parent) || reached.has(parent)) continue
        reached.add(parent)
        visit(parent)
      }
    }
    visit(from)
    return reached
  }
  readonly #seen = new Map<EventName, ReadonlySet<EventName>>()
  hasSeen(upper: EventName, lower: EventName): boolean {
    let seen = this.#seen.get(upper)
    if (!seen) {
      const reached = this.#reach(upper)
      seen = new Set([...this.#events.keys()].filter((name) => reached.has(name) || [...reached].some((other) => this.supersedes(other, name))))
      this.#seen.set(upper, seen)
    }
    return seen.has(lower)
  }
  /** Values that stand at each place: nobody who saw them wrote over them. */
  standing(place: string): readonly EventName[] {
    const writes = [...this.#events.keys()].filter((name) => this.#placeOf(name) === place)
    return writes.filter((name) => !writes.some((other) => this.supersedes(other, name)))
  }
  conflicts(): readonly string[] {
    const places = new Set([...this.#events.keys()].flatMap((name) => this.#placeOf(name) ?? []))
    return [...places].filter((place) => {
      const values = this.standing(place).map((name) => {
        const event = this.#get(name)
        return event?.kind === 'field.write' ? canonicalJson(event.payload.value) : event?.kind === 'status.write' ? event.payload.to : event?.kind === 'case.moved' ? event.payload.to.digest : ''
      })
      return new Set(values).size > 1
    })
  }
  #isDecision(name: EventName): boolean {
    const kind = this.#get(name)?.kind
    return kind === 'status.write' || kind === 'paper.reserved'
  }
  /** Marked unless something newer stands for it. */
  #isPair(a: EventName, b: EventName): boolean {
    const [one, other] = [this.#get(a), this.#get(b)]
    if (!one || !other || a === b || this.hasSeen(a, b) || this.hasSeen(b, a)) return false
    const isPair = (x: CaseEvent, t: CaseEvent): boolean => {
      if (t.kind !== 'status.write' && t.kind !== 'paper.reserved') return false
      if (x.kind === 'field.write') {
        const place = findFieldPlace(x.payload.path)
        return !(t.kind === 'status.write' && place !== null && actionTable[t.payload.to].writes.has(place.kind))
      }
      if (x.kind === 'case.moved') return !(t.kind === 'status.write' && ['intake', 'resubmitted'].includes(t.payload.to))
      if (x.kind === 'paper.reserved' && t.kind === 'paper.reserved') return x.payload.paperKind === t.payload.paperKind
      return x.kind === 'paper.voided' || x.kind === 'paper.reserved' || x.kind === 'status.write'
    }
    return isPair(one, other) || isPair(other, one)
  }
  /** Each pair as `small large`. */
  pairs(): readonly string[] {
    const names = [...this.#events.keys()].sort()
    const decisions = names.filter((name) => this.#isDecision(name))
    const standsFor = (newer: EventName, one: EventName, other: EventName): boolean => this.supersedes(newer, one) && (newer === other || this.hasSeen(newer, other) || this.#isPair(newer, other))
    const marked = new Set<string>()
    for (const decision of decisions) {
      for (const name of names) {
        if (!this.#isPair(name, decision)) continue
        if (names.some((newer) => standsFor(newer, name, decision) || standsFor(newer, decision, name))) continue
        marked.add(name < decision ? `${name} ${decision}` : `${decision} ${name}`)
      }
    }
    return [...marked].sort()
  }
  /** What is here although somebody wrote it off. */
  late(): readonly string[] {
    const off = new Set([...this.#events.values()].flatMap((event) => (event.kind === 'gap.writtenOff' ? event.payload.names : [])))
    return [...this.#events].flatMap(([name, event]) => (off.has(name) || (event.kind === 'paper.reserved' && off.has(event.payload.number)) ? [name] : [])).sort()
  }
  /** Parents and overwritten writes that are not here, and numbers without their reservation. */
  missing(): readonly string[] {
    const numbers = new Set([...this.#events.values()].flatMap((event) => (event.kind === 'paper.reserved' ? [event.payload.number] : [])))
    const missing = [...this.#events].flatMap(([name, event]) => {
      const number = event.kind.startsWith('paper.') && 'number' in event.payload && !numbers.has(event.payload.number) ? [event.payload.number] : []
      return [...[...event.parents, ...this.#overOf(name)].filter((other) => !this.#get(other)), ...number]
    })
    return [...new Set(missing)].sort()
  }
}
