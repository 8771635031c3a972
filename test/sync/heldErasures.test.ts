import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { aBatch, asRetention, erasureOf } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { aStation, cases, type OfficeStation } from '../builders/officeServer.ts'
import { officeTest } from '../builders/officeTest.ts'
import { aSafety } from '../builders/safety.ts'
import { carriedBy, quickCipher } from '../builders/sticks.ts'
import type { Call } from '../contract/server/call.ts'

/** `counter` and `neighbour` carry by the same stick. */
const test = officeTest.extend<{ readonly stick: string; readonly counter: OfficeStation; readonly neighbour: OfficeStation }>({
  stick: async ({}, lend) => {
    const stick = await mkdtemp(join(tmpdir(), 'stick-'))
    await lend(stick)
    await rm(stick, { recursive: true })
  },
  counter: async ({ server, stick }, lend) => {
    const counter = await aStation(server, 'jimei-1', carrying(stick, 'counter'))
    await lend(counter)
    await counter.remove()
  },
  neighbour: async ({ server, stick }, lend) => {
    const neighbour = await aStation(server, 'jimei-2', carrying(stick, 'neighbour'))
    await lend(neighbour)
    await neighbour.remove()
  },
})
const carrying = (stick: string, who: string) => ({ stickCipher: quickCipher, safety: aSafety({ witnessDir: join(stick, 'witness', who), chooseFolder: () => Promise.resolve(stick) }) })

const many = 8
const put = (call: Call, docs: readonly object[]) => call('POST', `${cases}/_bulk_docs`, { docs })
const standing = async (station: OfficeStation, id: string): Promise<unknown> => must(await station.station.handlers['case:state']({ caseId: id })).standing.kind
const askedOf = async (station: OfficeStation, id: string): Promise<number> => must(await station.station.handlers['case:state']({ caseId: id })).unconfirmedErasures.length
const refuse = (station: OfficeStation, reason = '误删，已核实') => station.station.handlers['sync:refuseHeld']({ reason })

/** Cases of this counter that the server wants erased in a mass; it has read so. */
async function heldAt(here: OfficeStation, retention: Call): Promise<readonly string[]> {
  const ids: string[] = []
  for (let count = 0; count < many; count += 1) ids.push(await here.openCase(`第 ${count} 件`))
  await here.sync()
  await put(retention, ids.map((id) => asRetention(erasureOf(id))))
  expect(await here.sync()).toMatchObject({ counts: { held: many } })
  return ids
}
/** So many documents beside them that the erasures are no mass where their page is read again. */
const fill = (colleague: Call, name: string, count: number) => put(colleague, Array.from({ length: count }, (_, at) => aBatch(`case:${name}-${at}`, { sender: 'jimei-2', events: 1 })))

test('what a supervisor refuses does not act and is asked about no more; who, when and why is shown, work goes on, the day adds up, and a start changes nothing', async ({ here, there, retention }) => {
  const ids = await heldAt(here, retention)
  const [first = ''] = ids
  expect(await askedOf(here, first)).toBe(1)
  here.announced.length = 0
  expect(await refuse(here)).toMatchObject({ ok: true, value: { counts: { held: 0 }, refusedErasures: [{ cases: many, caseIds: ids, reason: '误删，已核实', operatorName: '李敏 jimei-1' }] } })
  expect(here.announced).toContain('sync:changed')
  expect(here.announced).toContain('feed:changed')
  await here.note(first, '接着办')
  for (const start of ['the same', 'another']) {
    if (start === 'another') await here.reopen()
    expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { held: 0, waiting: 0, refused: 0, setAside: 0 }, refusedErasures: [{ cases: many }] })
    for (const id of ids) expect([await standing(here, id), await askedOf(here, id)]).toEqual(['writable', 0])
    const { rows } = await here.station.handlers['feed:pull']({ from: null, scope: 'all' })
    expect(rows.map(({ projectName }) => projectName).toSorted()).toEqual(ids.map((_, count) => `第 ${count} 件`))
  }
  const account = must(await here.station.handlers['day:close']({ day: '2026-03-02' }))
  expect([account.faults, account.lines.find(({ kind }) => kind === 'station')]).toEqual([[], expect.objectContaining({ entered: 2 + many, setAside: 0 })])
  // Another station decides for itself, and takes the word for what it is.
  expect(await there.sync()).toMatchObject({ counts: { held: many, setAside: 0 }, refusedErasures: [] })
  must(await there.station.handlers['sync:releaseHeld']({}))
  expect([await standing(there, first), await standing(here, first)]).toEqual(['erased', 'writable'])
  expect(await here.sync()).toMatchObject({ counts: { held: 0, waiting: 0, refused: 0 } })
  expect(await here.notesOf(first)).toEqual(['接着办'])
})

test('a word that refuses is taken back as a whole: what it was about acts then, and what was refused by another word does not', async ({ here, retention }) => {
  const ids = await heldAt(here, retention)
  const before = must(await refuse(here, '先留着'))
  const others = await heldAt(here, retention)
  const after = must(await refuse(here, '也留着'))
  const [record] = before.kind === 'on' ? before.refusedErasures.map((word) => word.record) : []
  expect(after).toMatchObject({ refusedErasures: [{ reason: '也留着', caseIds: others }, { reason: '先留着', caseIds: ids }] })
  expect(await here.station.handlers['sync:releaseRefused']({ record: record ?? 0 })).toMatchObject({ ok: true, value: { counts: { held: 0 }, refusedErasures: [{ reason: '也留着' }] } })
  await here.reopen()
  expect(await here.sync()).toMatchObject({ counts: { held: 0 }, refusedErasures: [{ reason: '也留着' }] })
  for (const id of ids) expect(await standing(here, id)).toBe('erased')
  for (const id of others) expect(await standing(here, id)).toBe('writable')
})

test('nobody but a supervisor refuses, or takes it back', async ({ here, retention }) => {
  await heldAt(here, retention)
  const status = must(await here.station.handlers['station:addOperator']({ name: '王芳', role: 'clerk' }))
  const signIn = async (name: string): Promise<void> => void must(await here.station.handlers['station:signIn']({ operatorId: status.operators.find((operator) => operator.name === name)?.id ?? '' }))
  await signIn('王芳')
  expect(await refuse(here)).toMatchObject({ ok: false, failure: { kind: 'not-a-supervisor' } })
  await signIn('李敏 jimei-1')
  const state = must(await refuse(here))
  await signIn('王芳')
  const record = state.kind === 'on' ? (state.refusedErasures[0]?.record ?? 0) : 0
  expect(await here.station.handlers['sync:releaseRefused']({ record })).toMatchObject({ ok: false, failure: { kind: 'not-a-supervisor' } })
  expect(await here.sync()).toMatchObject({ counts: { held: 0 }, refusedErasures: [{ cases: many }] })
})

test.for(['waits', 'was refused'] as const)('a mass that %s does not begin to act when it is read again among much else, or comes by stick', async (word, { server, counter, neighbour, colleague, retention }) => {
  await fill(colleague, 'before', 150)
  await counter.sync()
  const ids = await heldAt(counter, retention)
  if (word === 'was refused') must(await refuse(counter))
  const expected = word === 'waits' ? { contact: { kind: 'in-step' }, counts: { held: many }, refusedErasures: [] } : { contact: { kind: 'in-step' }, counts: { held: 0 }, refusedErasures: [{ cases: many }] }
  await neighbour.sync()
  must(await carriedBy(neighbour.station).write({ kind: 'chosen', cases: [...ids] }))
  expect(must(await carriedBy(counter.station).take()).counts.erasures).toBe(word === 'waits' ? many : 0)
  await fill(colleague, 'behind', 250)
  await counter.close()
  server.restore(server.backUp(), 'new')
  await counter.reopen()
  expect(await counter.sync()).toMatchObject(expected)
  for (const id of ids) expect(await standing(counter, id)).toBe('writable')
  const fresh = await aStation(server, 'jimei-3')
  await fresh.sync()
  // To whoever reads them among much else for the first time they are no mass.
  expect(await standing(fresh, ids[0] ?? '')).toBe('erased')
  await fresh.remove()
})
