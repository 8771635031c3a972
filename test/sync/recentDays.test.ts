import { afterEach, beforeEach, expect, test } from 'vitest'
import type { RecentAccount } from '../../shared/contracts/dayClose.ts'
import { accountedFor, totalOf } from '../../shared/domain/dayAccount.ts'
import { must } from '../builders/counter.ts'
import { aClock, type TestClock } from '../builders/desk.ts'
import { aStation, type OfficeStation, startOfficeServer } from '../builders/officeServer.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'

/** On the page 上传: where each kind of entry has got to, of the days on which something still waits. */
let server: FakeCouch
let clock: TestClock
let here: OfficeStation
beforeEach(async () => {
  server = await startOfficeServer()
  clock = aClock()
  here = await aStation(server, 'jimei-1', { clock })
})
afterEach(async () => {
  await here.station.close()
  await here.place.remove()
  await server.stop()
})
const recent = async (): Promise<RecentAccount> => must(await here.station.handlers['day:recent']({}))
const figures = ({ lines }: RecentAccount) => lines.map(({ kind, entered, confirmed, waiting, refused }) => [kind, entered, confirmed, waiting, refused])

test('a station in step shows today; after days without a network the account begins with the first that still waits', async () => {
  const id = await here.openCase('第一天')
  await here.sync()
  expect(await recent()).toMatchObject({ from: '2026-03-02', to: '2026-03-02', isBalanced: true, isCut: false })
  expect(figures(await recent())).toEqual([['opened', 1, 1, 0, 0], ['filled', 1, 1, 0, 0], ['station', 2, 2, 0, 0]])

  server.fault = () => ({ kind: 'reset', when: 'before' })
  clock.set('2026-03-03T09:00:00+08:00')
  await here.note(id, '路上写的')
  clock.set('2026-03-05T09:00:00+08:00')
  const second = await here.openCase('第四天')
  const waiting = await recent()
  expect(waiting).toMatchObject({ from: '2026-03-03', to: '2026-03-05', isBalanced: true })
  expect(figures(waiting)).toEqual([['opened', 1, 0, 1, 0], ['filled', 1, 0, 1, 0], ['notes', 1, 0, 1, 0]])

  // One is refused, the others are confirmed: by kind it says which.
  server.fault = ({ path, body }) => (path.endsWith('/_bulk_docs') && body.includes(second) ? { kind: 'status', status: 413 } : null)
  await here.sync()
  const refused = await recent()
  expect(refused).toMatchObject({ from: '2026-03-05', isBalanced: true })
  expect(figures(refused)).toEqual([['opened', 1, 0, 0, 1], ['filled', 1, 0, 0, 1]])
  for (const line of refused.lines) expect(accountedFor(line)).toBe(line.entered)

  server.fault = () => null
  await here.sync()
  expect(figures(await recent())).toEqual([['opened', 1, 1, 0, 0], ['filled', 1, 1, 0, 0]])
  // A new day begins empty.
  clock.set('2026-03-06T09:00:00+08:00')
  expect(await recent()).toEqual({ from: '2026-03-06', to: '2026-03-06', lines: [], isBalanced: true, isCut: false })
})

test('what waits for longer than a fortnight is said, and its days are not read', async () => {
  server.fault = () => ({ kind: 'reset', when: 'before' })
  await here.openCase('很久以前')
  clock.set('2026-04-02T09:00:00+08:00')
  await here.openCase('今天')
  expect(await recent()).toMatchObject({ from: '2026-03-20', to: '2026-04-02', isCut: true, isBalanced: true })
  expect(totalOf((await recent()).lines)).toMatchObject({ entered: 2, waiting: 2 })
})

test('without a server everything of today waits', async () => {
  await here.sync()
  must(await here.station.handlers['sync:forgetServer']({}))
  await here.openCase('单机')
  expect(totalOf((await recent()).lines)).toEqual({ entered: 4, confirmed: 0, waiting: 4, refused: 0, setAside: 0 })
})
