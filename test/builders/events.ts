import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { Acceptance, CaseEvent, CaseEventBody, CaseMove, CaseState, EventName, FieldPath, FieldValue, Named } from '../../shared/domain/events.ts'
import { versionOf } from '../../shared/domain/events.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import type { ScanDescription } from '../../shared/domain/scans.ts'

export const caseId = '3f1c9a52-0000-4000-8000-000000000001'
export const aPackRef = { id: 'xiamen-2021', version: '1.0.0', digest: 'ab'.repeat(32) }

/** An edition of the pack, another one for every version. */
export const anEdition = (version: string): PackRef => ({ id: 'xiamen-2021', version, digest: createHash('sha256').update(version).digest('hex') })
export function aMove(version: string, changes: Partial<CaseMove> = {}): CaseMove {
  return { from: aPackRef, to: anEdition(version), before: 'ab'.repeat(32), after: 'cd'.repeat(32), differs: { flow: null, items: [], materials: 0 }, ...changes }
}

export function anAcceptance(changes: Partial<Acceptance> = {}): Acceptance {
  return { pack: aPackRef, engine: 'test', assessmentDigest: 'cd'.repeat(32), facts: {}, receivedOn: '2026-03-02', acceptedOn: '2026-03-02', promisedOn: '2026-03-16', workingDays: 10, items: ['planning-permit'], ...changes }
}

/** One workstation of a history: what it has of the case, and what it writes on top of it. */
export class AStation {
  readonly has = new Map<EventName, CaseEvent>()
  incarnation = 'AAAAAA'
  readonly #number: number
  /** Copies of one station draw their salts apart. */
  readonly #seed: string
  #written = 0

  constructor(number: number, seed = String(number)) {
    this.#number = number
    this.#seed = seed
  }
  get number(): number {
    return this.#number
  }
  get events(): readonly Named<CaseEvent>[] {
    return [...this.has].map(([name, event]) => ({ name, event }))
  }
  get state(): CaseState {
    return foldCase(caseId, this.events)
  }
  append(body: CaseEventBody): Named<CaseEvent> {
    this.#written += 1
    const { heads, missing } = this.state
    const event: CaseEvent = {
      v: versionOf(body),
      salt: createHash('sha256').update(`${this.#seed} ${this.#written}`).digest('hex').slice(0, 32),
      stream: `case:${caseId}`,
      parents: heads,
      ...(missing.length > 0 ? { lacks: missing } : {}),
      operator: `operator-${this.#number}`,
      station: String(this.#number).padStart(16, '0'),
      incarnation: this.incarnation,
      at: `2026-03-02T09:${String(this.#written % 60).padStart(2, '0')}:00.000+08:00`,
      clock: 'ok',
      ...body,
    }
    const named = { name: createHash('sha256').update(canonicalJson(event)).digest('hex').slice(0, 32), event }
    this.has.set(named.name, event)
    return named
  }
  /** The screen shows what stands here now, unless it is said what it showed. */
  write(path: FieldPath, value: FieldValue, over: readonly EventName[] = this.headsAt(path)): Named<CaseEvent> {
    return this.append({ kind: 'field.write', payload: { path, value }, over })
  }
  accept(): Named<CaseEvent> {
    return this.append({ kind: 'status.write', payload: { action: 'accept', from: 'intake', to: 'accepted', acceptance: anAcceptance() }, over: this.statusHeads() })
  }
  withdraw(reason = '申请人撤回'): Named<CaseEvent> {
    return this.append({ kind: 'status.write', payload: { action: 'withdraw', from: 'intake', to: 'withdrawn', reason }, over: this.statusHeads() })
  }
  /** The screen shows what stands here now, unless it is said what it showed. */
  move(version: string, over: readonly EventName[] = this.state.edition.heads.map(({ event }) => event)): Named<CaseEvent> {
    return this.append({ kind: 'case.moved', payload: aMove(version), over })
  }
  receive(from: AStation): void {
    for (const [name, event] of from.has) this.has.set(name, event)
  }
  headsAt(path: FieldPath): readonly EventName[] {
    return this.state.fields[path]?.heads.map(({ event }) => event) ?? []
  }
  statusHeads(): readonly EventName[] {
    return this.state.status.heads.map(({ event }) => event)
  }
}

export const aScan = (changes: Partial<ScanDescription> = {}): ScanDescription => ({ digest: 'ab'.repeat(32), bytes: 5, mediaType: 'application/pdf', label: '授权委托书.pdf', of: { kind: 'case' }, ...changes })

export function aCase(station = new AStation(1)): AStation {
  station.append({ kind: 'case.opened', payload: { pack: aPackRef, district: '集美区' } })
  return station
}

const paths: readonly FieldPath[] = ['project.name', 'facts.maxHeight', 'materials.planning-permit/land-ownership-proof']

/** What several stations did to one case, with hand-overs in between, stale screens and copies that came twice. */
export const aHistory: fc.Arbitrary<readonly Named<CaseEvent>[]> = fc
  .array(fc.record({ who: fc.nat(2), from: fc.nat(2), which: fc.nat(2), value: fc.nat(2), what: fc.constantFrom('write', 'write', 'stale', 'receive', 'receive', 'move', 'note', 'accept', 'withdraw', 'reserve', 'render', 'void', 'scan', 'unscan') }), { maxLength: 40 })
  .map((steps) => {
    const stations = [aCase(), new AStation(2), new AStation(3)]
    const at = (index: number): AStation => stations[index] ?? aCase()
    stations[1]?.receive(at(0))
    stations[2]?.receive(at(0))
    for (const [step, { who, from, which, value, what }] of steps.entries()) {
      const station = at(who)
      const path = paths[which] ?? 'theme'
      const number = `AAAAA-AAAAAA-000${which}`
      if (what === 'write') station.write(path, value)
      if (what === 'stale') station.write(path, value, station.headsAt(path).slice(0, step % 2))
      if (what === 'move') station.move(`1.${value}.0`)
      if (what === 'receive') station.receive(at(from))
      if (what === 'note') station.append({ kind: 'note.added', payload: { text: `第 ${step} 条` } })
      if (what === 'accept') station.accept()
      if (what === 'withdraw') station.withdraw()
      if (what === 'reserve') station.append({ kind: 'paper.reserved', payload: { paperKind: 'acceptance-notice', number } })
      if (what === 'render') station.append({ kind: 'paper.rendered', payload: { number, sha256: 'ef'.repeat(32), page: 'ab'.repeat(32), pages: 1 + value } })
      if (what === 'scan') station.append({ kind: 'scan.added', payload: aScan({ bytes: 1 + value }) })
      if (what === 'unscan') {
        const scan = station.state.scans[which]
        if (scan) station.append({ kind: 'scan.retracted', payload: { scan: scan.event } })
      }
      if (what === 'void') station.append({ kind: 'paper.voided', payload: { number, reason: '打印不清' } })
    }
    const all = new AStation(4)
    for (const station of stations) all.receive(station)
    return all.events
  })

/** Events that could not be made by honest stations: names that point anywhere, cycles included. */
export const aForcedSet: fc.Arbitrary<readonly Named<CaseEvent>[]> = fc
  .array(fc.record({ parents: fc.array(fc.nat(12), { maxLength: 3 }), over: fc.array(fc.nat(12), { maxLength: 3 }), which: fc.nat(2), value: fc.nat(2), kind: fc.nat(4) }), { maxLength: 12 })
  .map((drawn) =>
    drawn.map(({ parents, over, which, value, kind }, index): Named<CaseEvent> => {
      const names = (list: readonly number[]): readonly string[] => list.map((entry) => String(entry).padStart(32, '0'))
      const body: CaseEventBody =
        kind === 0
          ? { kind: 'status.write', payload: { action: 'withdraw', from: 'intake', to: 'withdrawn', reason: '' }, over: names(over) }
          : kind === 1
            ? { kind: 'paper.reserved', payload: { paperKind: 'acceptance-notice', number: `AAAAA-AAAAAA-000${which}` } }
            : kind === 2
              ? { kind: 'case.moved', payload: aMove(`1.${value}.0`), over: names(over) }
              : { kind: 'field.write', payload: { path: paths[which] ?? 'theme', value }, over: names(over) }
      return {
        name: String(index).padStart(32, '0'),
        event: { v: versionOf(body), salt: '0'.repeat(32), stream: `case:${caseId}`, parents: names(parents), operator: 'operator-1', station: '0'.repeat(16), incarnation: 'AAAAAA', at: '2026-03-02T09:00:00.000+08:00', clock: 'ok', ...body },
      }
    }),
  )
