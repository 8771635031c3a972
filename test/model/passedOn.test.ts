import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameEvent } from '../../electron/station/identity.ts'
import type { ArrivedEvent, ReceivedEvent } from '../../electron/station/kept.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CaseState, EventName } from '../../shared/domain/events.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { must } from '../builders/counter.ts'
import { caseId } from '../builders/events.ts'
import { openStore, type OpenStore } from '../builders/store.ts'
import { MemoryFiles } from '../faults/memoryFiles.ts'

/** Four stations with their disks, what of one case went from one to the other, and starts and compression in between. */
const deeds = ['write', 'write', 'newer', 'exchange', 'exchange', 'exchange', 'part', 'part', 'restart', 'tend', 'erase'] as const
const aStep = fc.record({ who: fc.nat(3), other: fc.nat(3), pick: fc.nat(997), what: fc.constantFrom(...deeds) })
type Step = typeof aStep extends fc.Arbitrary<infer T> ? T : never

const segmentBytes = 2_000

class Office {
  readonly files = new MemoryFiles()
  readonly number: number
  #open: OpenStore | null = null
  #starts = 0
  /** Everything that was ever here, by name. */
  readonly had = new Set<EventName>()
  isErased = false
  constructor(number: number) {
    this.number = number
  }
  get opened(): OpenStore {
    if (!this.#open) throw new Error('not started')
    return this.#open
  }
  async start(): Promise<void> {
    await this.#open?.close()
    this.#open = await openStore(this.files, `${this.number} ${(this.#starts += 1)}`, segmentBytes)
  }
  async state(): Promise<CaseState> {
    const { store } = this.opened
    return foldCase(caseId, must(await store.readCase(caseId)) ?? [], store.confirmedErasures(caseId))
  }
  passedOn = async (): Promise<readonly ArrivedEvent[]> => must(await this.opened.store.exportCase(caseId))
  async receive(events: readonly ReceivedEvent[]): Promise<void> {
    must(await this.opened.store.importEvents(events, { source: 'stick', checkpoint: null }))
    for (const { name } of events) this.had.add(name)
  }
}

class Post {
  readonly offices = [0, 1, 2, 3].map((number) => new Office(number))
  /** Of every event, as it was first seen anywhere. */
  readonly bytes = new Map<EventName, string>()
  readonly erasures = new Set<EventName>()

  at(index: number): Office {
    const office = this.offices[index]
    if (!office) throw new Error(`no office ${index}`)
    return office
  }
  note(events: readonly ArrivedEvent[]): readonly ArrivedEvent[] {
    for (const { name, bytes } of events) if (!this.bytes.has(name)) this.bytes.set(name, Buffer.from(bytes).toString('hex'))
    return events
  }
  async take({ who, other, pick, what }: Step): Promise<void> {
    const office = this.at(who)
    const { store, journal, kept } = office.opened
    switch (what) {
      case 'write': {
        const { heads, missing, standing } = await office.state()
        if (standing.kind !== 'writable') return
        const written = must(await store.appendToCase(caseId, [{ kind: 'note.added', payload: { text: `第 ${pick} 条，𬭸` } }], { operator: `operator-${who}`, heads, missing }))
        for (const { name } of written.events) office.had.add(name)
        this.note(await office.passedOn())
        return
      }
      // What a newer program wrote, its own keys and all.
      case 'newer':
        return office.receive(this.note([this.foreign({ v: 7, kind: 'note.sung', hereafter: ['样例', pick], payload: { tune: pick } })]))
      case 'exchange':
        return office.receive(await this.at(other).passedOn())
      case 'part':
        return office.receive((await this.at(other).passedOn()).filter(({ name }) => (Number.parseInt(name.slice(0, 6), 16) + pick) % 3 !== 0))
      case 'restart':
        return office.start()
      case 'tend':
        for (const log of kept.log ? [journal, kept.log] : [journal]) while (must(await log.tender.step())) continue
        return
      case 'erase': {
        // Seldom, or little else would happen.
        if (pick % 5 !== 0) return
        const erasure = this.foreign({ v: 1, kind: 'case.erased', payload: { because: 'retention', reference: `样例 ${pick}` } })
        this.note([erasure])
        this.erasures.add(erasure.name)
        office.isErased = true
        return office.receive([{ ...erasure, byRetention: 'acts' }])
      }
    }
  }
  foreign(own: object): ArrivedEvent {
    const salt = this.bytes.size.toString(16).padStart(32, '0')
    const text = canonicalJson({ salt, stream: `case:${caseId}`, parents: [], operator: 'operator-9', station: '9'.repeat(16), incarnation: 'AAAAAA', at: '2026-03-02T09:00:00.000+08:00', clock: 'ok', ...own })
    return { name: nameEvent(text), bytes: Buffer.from(text) }
  }
}

test('between four stations everything is passed on byte for byte, what this version does not understand included; erased stays erased', async () => {
  let newerPassed = 0
  let erased = 0
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 20, maxLength: 40, size: 'max' }), async (steps) => {
      const post = new Post()
      for (const office of post.offices) await office.start()
      for (const step of steps) await post.take(step)
      for (const office of post.offices) {
        await office.start()
        const passedOn = await office.passedOn()
        for (const { name, bytes } of passedOn) expect(Buffer.from(bytes).toString('hex')).toBe(post.bytes.get(name))
        const { standing, notes } = await office.state()
        if (office.isErased) {
          erased += 1
          expect([standing.kind, notes]).toEqual(['erased', []])
          expect(passedOn.every(({ name }) => post.erasures.has(name))).toBe(true)
          continue
        }
        expect(standing.kind).not.toBe('erased')
        expect(new Set(passedOn.map(({ name }) => name))).toEqual(office.had)
        newerPassed += passedOn.filter(({ bytes }) => Buffer.from(bytes).toString().includes('hereafter')).length
      }
      for (const office of post.offices) await office.opened.close()
    }),
    { numRuns: 40, seed: 20260302 },
  )
  // The histories are worth something.
  expect(newerPassed).toBeGreaterThan(50)
  expect(erased).toBeGreaterThan(10)
})
