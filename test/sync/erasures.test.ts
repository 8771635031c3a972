import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { nameEvent } from '../../electron/station/identity.ts'
import type { AskedErasure } from '../../shared/contracts/erasures.ts'
import { aBatch, asRetention, erasureOf } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { erasuresAt, heldAt, refusedAt } from '../builders/erasures.ts'
import { aStation, cases, type OfficeStation } from '../builders/officeServer.ts'
import { officeTest } from '../builders/officeTest.ts'
import { aSafety } from '../builders/safety.ts'
import { carriedBy, quickCipher } from '../builders/sticks.ts'
import { type Call, fieldOf } from '../contract/server/call.ts'

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
/** All that is held, unless some of it is meant. */
async function refuse(station: OfficeStation, reason = '误删，已核实', about?: readonly AskedErasure[]) {
  return station.station.handlers['erasure:refuse']({ erasures: [...(about ?? (await heldAt(station.station.handlers)))], reason })
}
async function letErase(station: OfficeStation, about?: readonly AskedErasure[]) {
  return station.station.handlers['erasure:confirm']({ erasures: [...(about ?? (await heldAt(station.station.handlers)))] })
}
/** Of each word: why, by whom, about which cases. */
async function refusedBy(station: OfficeStation) {
  const { refused } = await erasuresAt(station.station.handlers)
  return refused.map(({ reason, operatorName, erasures }) => ({ reason, operatorName, cases: erasures.map(({ caseId }) => caseId) }))
}
const erasureIn = (id: string): string => nameEvent(erasureOf(id).events[0] ?? '')
const signIn = async (station: OfficeStation, name: string): Promise<void> => {
  const status = await station.station.handlers['station:status']({})
  must(await station.station.handlers['station:signIn']({ operatorId: status.operators.find((operator) => operator.name === name)?.id ?? '' }))
}

/** Cases of this counter that the server wants erased in a mass; it has read so. */
async function massAt(here: OfficeStation, retention: Call): Promise<readonly string[]> {
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
  const ids = await massAt(here, retention)
  const [first = ''] = ids
  expect(await askedOf(here, first)).toBe(1)
  here.announced.length = 0
  expect(await refuse(here)).toEqual({ ok: true, value: many })
  const word = { reason: '误删，已核实', operatorName: '李敏 jimei-1', cases: ids }
  expect(here.announced).toContain('sync:changed')
  expect(here.announced).toContain('feed:changed')
  await here.note(first, '接着办')
  for (const start of ['the same', 'another']) {
    if (start === 'another') await here.reopen()
    expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { held: 0, waiting: 0, refused: 0, setAside: 0 } })
    expect(await refusedBy(here)).toEqual([word])
    for (const id of ids) expect([await standing(here, id), await askedOf(here, id)]).toEqual(['writable', 0])
    const { rows } = await here.station.handlers['feed:pull']({ from: null, scope: 'all' })
    expect(rows.map(({ projectName }) => projectName).toSorted()).toEqual(ids.map((_, count) => `第 ${count} 件`))
  }
  const account = must(await here.station.handlers['day:close']({ day: '2026-03-02' }))
  expect([account.faults, account.lines.find(({ kind }) => kind === 'station')]).toEqual([[], expect.objectContaining({ entered: 2 + many, setAside: 0 })])
  // Another station decides for itself, and takes the word for what it is.
  expect(await there.sync()).toMatchObject({ counts: { held: many, setAside: 0 } })
  expect(await refusedBy(there)).toEqual([])
  must(await letErase(there))
  expect([await standing(there, first), await standing(here, first)]).toEqual(['erased', 'writable'])
  expect(await here.sync()).toMatchObject({ counts: { held: 0, waiting: 0, refused: 0 } })
  expect(await here.notesOf(first)).toEqual(['接着办'])
})

test('of a mass some are let act, some refused and some left: each by its name, now and after a start', async ({ here, retention }) => {
  const ids = await massAt(here, retention)
  const held = await heldAt(here.station.handlers)
  expect(held).toEqual(ids.map((caseId) => ({ caseId, erasure: erasureIn(caseId) })))
  await here.note(ids[5] ?? '', '接着办')
  expect(await letErase(here, held.slice(0, 1))).toEqual({ ok: true, value: 1 })
  expect(await refuse(here, '还在办', held.slice(1, 3))).toEqual({ ok: true, value: 2 })
  for (const start of ['the same', 'another']) {
    if (start === 'another') await here.reopen()
    expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { held: many - 3, waiting: 0 } })
    expect(await heldAt(here.station.handlers)).toEqual(held.slice(3))
    expect(await refusedBy(here)).toMatchObject([{ reason: '还在办', cases: ids.slice(1, 3) }])
    const found = await Promise.all(ids.map(async (id) => [await standing(here, id), await askedOf(here, id)]))
    expect(found).toEqual(ids.map((_, at) => (at === 0 ? ['erased', 0] : ['writable', at < 3 ? 0 : 1])))
  }
  expect(await here.notesOf(ids[5] ?? '')).toEqual(['接着办'])
  expect(await letErase(here)).toEqual({ ok: true, value: many - 3 })
  expect(await here.sync()).toMatchObject({ counts: { held: 0 } })
})

test('the list says what the office gave as its reason, whatever was written to the case since', async ({ here, there, retention }) => {
  const [first = '', second = ''] = await massAt(here, retention)
  await there.sync()
  await there.note(first, '那边还在办')
  await there.sync()
  await here.sync()
  must(await refuse(here, '先留着', [{ caseId: second, erasure: erasureIn(second) }]))
  const said = { because: 'retention', reference: '档案 2026-1', at: '2026-03-02T10:00:00.000+08:00' }
  const { held, heldCount, refused } = await erasuresAt(here.station.handlers)
  expect([held.length, heldCount]).toEqual([many - 1, many - 1])
  for (const one of [...held, ...refused.flatMap(({ erasures }) => erasures)]) expect(one.said).toEqual(said)
})

test('what was decided meanwhile is left as it is; what nobody asks for is not decided at all', async ({ here, retention }) => {
  const [first = '', second = '', third = ''] = await massAt(here, retention)
  const named = (id: string): AskedErasure => ({ caseId: id, erasure: erasureIn(id) })
  must(await letErase(here, [named(first)]))
  expect(await refuse(here, '晚了', [named(first), named(second), named(second)])).toEqual({ ok: true, value: 1 })
  const nothingWaits = { ok: false, failure: { kind: 'malformed', problem: 'no erasure that waits' } }
  for (const about of [[named(first)], [named(second)], [{ caseId: third, erasure: erasureIn(first) }], [named('case-of-nobody')]]) expect(await refuse(here, '晚了', about)).toMatchObject(nothingWaits)
  for (const about of [[named(first)], [{ caseId: third, erasure: erasureIn(second) }], [named('case-of-nobody')]]) expect(await letErase(here, about)).toMatchObject(nothingWaits)
  expect([await standing(here, second), await standing(here, third), await standing(here, first)]).toEqual(['writable', 'writable', 'erased'])
  // Two words at once about the same: the first one stands, and no second is on record.
  const both = await Promise.all([refuse(here, '同时', [named(third)]), refuse(here, '也同时', [named(third)])])
  expect(both.map(({ ok }) => ok)).toEqual([true, false])
  expect(await refusedBy(here)).toMatchObject([{ reason: '同时' }, { reason: '晚了' }])
})

test('what anyone wishes to be erased can be refused as well: nobody is asked any more, it is listed and can be taken back, with no server too', async ({ here, colleague }) => {
  const id = await here.openCase('一')
  const other = await here.openCase('二')
  await here.sync()
  await put(colleague, [id, other].map((each) => erasureOf(each)))
  await here.sync()
  expect([await askedOf(here, id), await heldAt(here.station.handlers)]).toEqual([1, []])
  expect(await refuse(here, '没有依据', [{ caseId: id, erasure: erasureIn(id) }])).toEqual({ ok: true, value: 1 })
  must(await here.station.handlers['sync:forgetServer']({}))
  await here.reopen()
  expect([await standing(here, id), await askedOf(here, id), await askedOf(here, other)]).toEqual(['writable', 0, 1])
  expect(await refusedBy(here)).toMatchObject([{ reason: '没有依据', cases: [id] }])
  expect(await letErase(here, await refusedAt(here.station.handlers))).toEqual({ ok: true, value: 1 })
  expect([await standing(here, id), await refusedBy(here)]).toEqual(['erased', []])
})

test.for(['one', 'a mass'] as const)('a wish that was refused and that retention takes up, as %s, is no wish any more', async (size, { here, colleague, retention }) => {
  const ids: string[] = []
  for (let count = 0; count < (size === 'one' ? 1 : many); count += 1) ids.push(await here.openCase(`第 ${count} 件`))
  await here.sync()
  const wishes = ids.map((id) => erasureOf(id))
  const written = await put(colleague, wishes)
  await here.sync()
  const named = ids.map((caseId) => ({ caseId, erasure: erasureIn(caseId) }))
  must(await refuse(here, '没有依据', named))
  const revs = (Array.isArray(written.body) ? written.body : []).map((answer) => fieldOf(answer, 'rev'))
  await put(retention, wishes.map((wish, at) => ({ ...asRetention(wish), _rev: revs[at] })))
  expect(await here.sync()).toMatchObject({ counts: { held: size === 'one' ? 0 : many } })
  if (size === 'one') return expect([await standing(here, ids[0] ?? ''), await refusedBy(here)]).toEqual(['erased', []])
  expect([await heldAt(here.station.handlers), await refusedBy(here)]).toEqual([named, []])
  // Refused once more, it is retention's that is refused.
  must(await refuse(here, '还在办'))
  await here.reopen()
  expect(await here.sync()).toMatchObject({ counts: { held: 0 } })
  expect(await refusedBy(here)).toMatchObject([{ reason: '还在办', cases: ids }])
})

test('another erasure of a case that was refused is another question, and where it acts nothing of the case is listed any more', async ({ here, retention }) => {
  const [first = '', second = ''] = await massAt(here, retention)
  must(await refuse(here, '先留着', [{ caseId: first, erasure: erasureIn(first) }]))
  await put(retention, [first, second].map((id) => asRetention(erasureOf(id, `once more ${id}`))))
  expect(await here.sync()).toMatchObject({ counts: { held: many - 2 } })
  expect([await standing(here, first), await standing(here, second)]).toEqual(['erased', 'erased'])
  const { held, refused } = await erasuresAt(here.station.handlers)
  expect([held.some(({ caseId }) => caseId === second), refused]).toEqual([false, []])
})

test('a word that refuses is taken back, as a whole or for one case of it; what was refused by another word does not act', async ({ here, retention }) => {
  const ids = await massAt(here, retention)
  must(await refuse(here, '先留着'))
  const others = await massAt(here, retention)
  must(await refuse(here, '也留着'))
  expect(await refusedBy(here)).toMatchObject([{ reason: '也留着', cases: others }, { reason: '先留着', cases: ids }])
  const [also, before] = (await erasuresAt(here.station.handlers)).refused.map(({ erasures }) => erasures.map(({ caseId, erasure }) => ({ caseId, erasure })))
  expect(await letErase(here, before)).toEqual({ ok: true, value: many })
  expect(await letErase(here, also?.slice(0, 1))).toEqual({ ok: true, value: 1 })
  await here.reopen()
  expect(await here.sync()).toMatchObject({ counts: { held: 0 } })
  expect(await refusedBy(here)).toMatchObject([{ reason: '也留着', cases: others.slice(1) }])
  for (const id of [...ids, others[0] ?? '']) expect(await standing(here, id)).toBe('erased')
  for (const id of others.slice(1)) expect(await standing(here, id)).toBe('writable')
})

test('nobody but a supervisor lets act, refuses, or takes it back', async ({ here, retention }) => {
  await massAt(here, retention)
  must(await here.station.handlers['station:addOperator']({ name: '王芳', role: 'clerk' }))
  await signIn(here, '王芳')
  const notHis = { ok: false, failure: { kind: 'not-a-supervisor' } }
  expect([await refuse(here), await letErase(here)]).toMatchObject([notHis, notHis])
  await signIn(here, '李敏 jimei-1')
  must(await refuse(here))
  await signIn(here, '王芳')
  expect(await letErase(here, await refusedAt(here.station.handlers))).toMatchObject(notHis)
  expect(await here.sync()).toMatchObject({ counts: { held: 0 } })
  expect(await refusedBy(here)).toMatchObject([{ operatorName: '李敏 jimei-1' }])
})

test.for(['waits', 'was refused'] as const)('a mass that %s does not begin to act when it is read again among much else, or comes by stick', async (word, { server, counter, neighbour, colleague, retention }) => {
  await fill(colleague, 'before', 150)
  await counter.sync()
  const ids = await massAt(counter, retention)
  if (word === 'was refused') must(await refuse(counter))
  const expected = { contact: { kind: 'in-step' }, counts: { held: word === 'waits' ? many : 0 } }
  await neighbour.sync()
  must(await carriedBy(neighbour.station).write({ kind: 'chosen', cases: [...ids] }))
  expect(must(await carriedBy(counter.station).take()).counts.erasures).toBe(word === 'waits' ? many : 0)
  await fill(colleague, 'behind', 250)
  await counter.close()
  server.restore(server.backUp(), 'new')
  await counter.reopen()
  expect(await counter.sync()).toMatchObject(expected)
  expect(await refusedBy(counter)).toMatchObject(word === 'waits' ? [] : [{ cases: ids }])
  for (const id of ids) expect(await standing(counter, id)).toBe('writable')
  const fresh = await aStation(server, 'jimei-3')
  await fresh.sync()
  // To whoever reads them among much else for the first time they are no mass.
  expect(await standing(fresh, ids[0] ?? '')).toBe('erased')
  await fresh.remove()
})
