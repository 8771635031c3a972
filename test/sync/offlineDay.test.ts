import { expect } from 'vitest'
import { must } from '../builders/counter.ts'
import { aClock } from '../builders/desk.ts'
import { cases } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'
import { SoakCounter } from './soak/counter.ts'

const caseCount = 200

const stateAt = async ({ handlers }: SoakCounter, caseId: string) => must(await handlers['case:state']({ caseId }))
async function openCase({ handlers }: SoakCounter, name: string): Promise<string> {
  const values = { 'project.name': name, 'applicant.name': '厦门样例实业有限公司' }
  return must(await handlers['case:open']({ fields: Object.entries(values).map(([path, value]) => ({ path, value, over: [] })) })).state.id
}
async function write(counter: SoakCounter, caseId: string, path: string, value: string): Promise<void> {
  const { fields } = await stateAt(counter, caseId)
  must(await counter.handlers['case:do']({ caseId, command: { kind: 'write', fields: [{ path, value, over: (fields[path]?.heads ?? []).map(({ event }) => event) }] } }))
}
async function refuse(counter: SoakCounter, caseId: string): Promise<void> {
  const { heads } = await stateAt(counter, caseId)
  must(await counter.handlers['case:do']({ caseId, command: { kind: 'refuse', reason: '不属于本窗口受理范围', basis: '行政许可法第三十二条', properWay: '市级窗口', refusedOn: '2026-03-02', heads: [...heads] } }))
}
async function withdraw(counter: SoakCounter, caseId: string): Promise<void> {
  const { heads } = await stateAt(counter, caseId)
  must(await counter.handlers['case:do']({ caseId, command: { kind: 'withdraw', reason: '申请人改期', heads: [...heads] } }))
}

test('two counters work on the same 200 cases for a day without a network and meet, in both orders: the same everywhere, both versions shown, nothing lost, nothing doubled', async ({ server }) => {
  const here = await SoakCounter.begin(server, 'jimei-1', 'a day offline, here', aClock())
  const there = await SoakCounter.begin(server, 'jimei-2', 'a day offline, there', aClock())
  const ids: string[] = []
  for (let count = 0; count < caseCount; count += 1) ids.push(await openCase(here, `第 ${count} 件（样例）`))
  await here.sync()
  await there.sync()
  await server.die()
  for (const [at, id] of ids.entries()) {
    await here.open.note(id, `这边：${at}`)
    await there.open.note(id, `那边：${at}`)
    // The same field at both, or one each.
    await write(here, id, at % 2 === 0 ? 'project.address' : 'applicant.agent', `这边填的 ${at}`)
    await write(there, id, at % 2 === 0 ? 'project.address' : 'applicant.phone', `那边填的 ${at}`)
    if (at % 10 === 0) {
      await refuse(here, id)
      await withdraw(there, id)
    }
  }
  for (const counter of [here, there]) expect(await counter.sync()).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'offline' } }, counts: { waiting: caseCount } })
  const evening = { server: server.backUp(), here: here.place.files.copyOfDisk(), there: there.place.files.copyOfDisk() }
  await server.rise()

  const met: unknown[] = []
  for (const isHereFirst of [true, false]) {
    server.restore(evening.server, 'same')
    for (const [counter, disk] of [[here, evening.here], [there, evening.there]] as const) {
      await counter.open.close()
      await counter.startOn(disk.copyOfDisk())
    }
    const [first, second] = isHereFirst ? [here, there] : [there, here]
    for (const counter of [first, second, first]) expect(await counter.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } })
    const documents = server.database(cases).ids().length
    for (const counter of [second, first]) expect(await counter.sync()).toMatchObject({ counts: { waiting: 0 } })
    expect(server.database(cases).ids().length).toBe(documents)
    for (const [at, id] of ids.entries()) {
      const [one, other] = [await stateAt(here, id), await stateAt(there, id)]
      expect(one).toEqual(other)
      expect(one.notes.map(({ text }) => text).toSorted()).toEqual([`这边：${at}`, `那边：${at}`].toSorted())
      // A field that both filled in shows both, and asks.
      const values = (path: string) => (one.fields[path]?.heads ?? []).map(({ value }) => value).toSorted()
      if (at % 2 === 0) expect(values('project.address')).toEqual([`这边填的 ${at}`, `那边填的 ${at}`].toSorted())
      else expect([values('applicant.agent'), values('applicant.phone')]).toEqual([[`这边填的 ${at}`], [`那边填的 ${at}`]])
      if (at % 10 === 0) expect(one.status.kind).toBe('contested')
      met.push(one)
    }
    await expectSameEverywhere(server, [here.open, there.open], ids)
    // The clerk finds each case that has to be put in order marked in the lists of both.
    for (const { handlers } of [here, there]) {
      const { rows } = await handlers['feed:pull']({ from: null, scope: 'all' })
      expect(rows.filter(({ isUnsettled }) => isUnsettled).map(({ id }) => id).toSorted()).toEqual(ids.filter((_, at) => at % 2 === 0).toSorted())
    }
  }
  expect(met.slice(0, caseCount)).toEqual(met.slice(caseCount))
  for (const counter of [here, there]) await counter.close()
})
