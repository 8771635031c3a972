import { expect } from 'vitest'
import { readPackText } from '../../shared/domain/packText.ts'
import { must } from '../builders/counter.ts'
import { cases, type OfficeStation } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'

test('a case that was opened at one counter is at the other, and is confirmed where it came from', async ({ here, there }) => {
  const id = await here.openCase('集美大道办公楼（样例）')
  await here.note(id, '第一次到窗口')
  expect(await there.notesOf(id)).toBe(null)
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, records: 0, refused: 0, setAside: 0 } })
  expect(await there.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0 } })
  expect(await there.notesOf(id)).toEqual(['第一次到窗口'])
  await there.note(id, '第二次到窗口')
  await there.sync()
  await here.sync()
  expect(await here.notesOf(id)).toEqual(['第一次到窗口', '第二次到窗口'])
  const state = async ({ station }: OfficeStation) => station.handlers['case:state']({ caseId: id })
  expect(await state(here)).toEqual(await state(there))
})

test('syncing again sends and keeps nothing', async ({ server, here, there }) => {
  const id = await here.openCase('杏林厂房（样例）')
  await here.sync()
  await there.sync()
  const [documents, records, kept] = [server.database(cases).ids().length, here.station.journal.head().seq, there.station.journal.head().seq]
  for (const station of [here, there, here, there]) await station.sync()
  expect(server.database(cases).ids().length).toBe(documents)
  expect([here.station.journal.head().seq, there.station.journal.head().seq]).toEqual([records, kept])
  expect(server.requests.filter((request) => request.endsWith('_bulk_docs')).length).toBeLessThanOrEqual(6)
  expect(await there.notesOf(id)).toEqual([])
})

/** Nobody owns a case: whoever goes on with it takes it over, and what the other has not sent comes all the same. */
test.for([['the one who began it', true], ['the one who took it over', false]] as const)('a case taken over by a colleague keeps what was not sent yet, when %s sends first', async ([, isFirst], { here, there }) => {
  const id = await here.openCase('集美大道办公楼（样例）')
  await here.sync()
  await there.sync()
  const stateOf = async ({ station }: OfficeStation) => must(await station.handlers['case:state']({ caseId: id }))
  const fill = async (station: OfficeStation, path: string, value: string): Promise<void> => {
    const over = ((await stateOf(station)).fields[path]?.heads ?? []).map(({ event }) => event)
    must(await station.station.handlers['case:do']({ caseId: id, command: { kind: 'write', fields: [{ path, value, over }] } }))
  }
  // Not sent: a field of its own, one that the colleague fills in as well, a note.
  await fill(here, 'applicant.name', '厦门样例置业有限公司')
  await fill(here, 'applicant.agent', '陈怡')
  await here.note(id, '还没有上传的备注')
  // The colleague knows nothing of it, goes on and decides.
  await fill(there, 'applicant.agent', '林皓')
  must(await there.station.handlers['case:do']({ caseId: id, command: { kind: 'withdraw', reason: '申请人改期', heads: [...(await stateOf(there)).heads] } }))
  for (const station of isFirst ? [here, there, here] : [there, here, there]) await station.sync()
  const [ours, theirs] = [await stateOf(here), await stateOf(there)]
  expect(ours).toEqual(theirs)
  expect(ours.fields['applicant.name']?.heads.map(({ value }) => value)).toEqual(['厦门样例置业有限公司'])
  expect(ours.fields['applicant.agent']?.heads.map(({ value }) => value).toSorted()).toEqual(['林皓', '陈怡'].toSorted())
  expect(ours.notes.map(({ text }) => text)).toEqual(['还没有上传的备注'])
  expect(ours.status).toMatchObject({ kind: 'settled', status: 'withdrawn' })
  // The decision had not seen the changes: a person looks at them.
  expect(ours.marks.filter(({ kind }) => kind === 'out-of-order').length).toBeGreaterThan(0)
  for (const station of [here, there]) {
    const { rows } = await station.station.handlers['feed:pull']({ from: null, scope: 'all' })
    expect(rows.find((row) => row.id === id)?.isUnsettled).toBe(true)
  }
})

test('numbers that two counters gave out for one case both stand after they met', async ({ here, there }) => {
  const pack = readPackText((await here.station.handlers['pack:get']({})).text)
  const answers = Object.entries(pack.examples[0]?.facts ?? {}).map(([fact, value]) => ({ path: `facts.${fact}`, value, over: [] }))
  const named = ['project.name', 'applicant.name'].map((path) => ({ path, value: '样例', over: [] }))
  const { id } = must(await here.station.handlers['case:open']({ fields: [...named, ...answers] })).state
  await here.sync()
  await there.sync()
  const numbers: string[] = []
  for (const { station } of [here, there]) {
    const { heads } = must(await station.handlers['case:state']({ caseId: id }))
    numbers.push(must(await station.handlers['paper:issue']({ caseId: id, paper: 'process-guide', heads: [...heads], another: false })).number ?? '')
  }
  for (const station of [there, here, there]) await station.sync()
  for (const { station } of [here, there]) {
    const { papers } = must(await station.handlers['case:state']({ caseId: id }))
    expect(papers.map(({ number, stage }) => [number, stage.kind]).toSorted()).toEqual(numbers.map((number) => [number, 'rendered']).toSorted())
  }
})

test('what one command wrote arrives whole or not at all: no document ends in the middle of one', async ({ server, here }) => {
  const id = await here.openCase('集美大道办公楼（样例）')
  const paths = ['project.name', 'project.address', 'project.code', 'applicant.name', 'applicant.agent', 'applicant.phone'] as const
  for (let round = 0; round < 60; round += 1) {
    const { fields } = must(await here.station.handlers['case:state']({ caseId: id }))
    const writes = paths.map((path) => ({ path, value: `第 ${round} 轮`, over: (fields[path]?.heads ?? []).map(({ event }) => event) }))
    must(await here.station.handlers['case:do']({ caseId: id, command: { kind: 'write', fields: writes } }))
  }
  await here.sync()
  const texts = server.database(cases).ids().filter((each) => each.startsWith('case:')).map((each) => JSON.stringify(server.database(cases).read(each, null)))
  expect(texts.length).toBeGreaterThan(2)
  for (let round = 0; round < 60; round += 1) expect(texts.map((text) => text.split(`第 ${round} 轮`).length - 1).filter((count) => count > 0), `round ${round}`).toEqual([paths.length])
})
