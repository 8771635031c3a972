import { expect } from 'vitest'
import type { Contact } from '../../shared/contracts/sync.ts'
import { aBatch } from '../builders/batches.ts'
import { cases, type OfficeStation } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import type { Call } from '../contract/server/call.ts'

const count = 1300
const fill = (colleague: Call) => colleague('POST', `${cases}/_bulk_docs`, { docs: Array.from({ length: count }, (_, at) => aBatch(`case:first-fill-${String(at).padStart(6, '0')}`, { sender: 'jimei-2', events: 1, hint: 'closed' })) })
const contactOf = async ({ station }: OfficeStation): Promise<Contact | null> => {
  const state = await station.handlers['sync:state']({})
  return state.kind === 'on' ? state.contact : null
}
const caseCount = async ({ station }: OfficeStation): Promise<number> => (await station.handlers['feed:pull']({ from: null, scope: 'all' })).total

test('while it goes on it says how much is done, how fast, and how long the rest will take', async ({ server, here, colleague }) => {
  await fill(colleague)
  const shown: Promise<Contact | null>[] = []
  server.fault = ({ path, query }) => {
    if (path !== `/${cases}/_changes` || query.get('feed') === 'longpoll') return null
    here.timers.pass(4000)
    shown.push(contactOf(here))
    return null
  }
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  const reading = (await Promise.all(shown)).flatMap((contact) => (contact?.kind === 'reading' ? [contact] : []))
  expect(reading.map(({ done }) => done)).toEqual(reading.map(({ done }) => done).toSorted((one, other) => one - other))
  const told = reading.flatMap(({ done, total, pace }) => (pace && total !== null ? [{ ...pace, left: total - done }] : []))
  expect(told.length).toBeGreaterThan(0)
  for (const { perMinute, leftMs, left } of told) {
    expect(perMinute).toBeGreaterThan(0)
    expect(leftMs).toBeGreaterThan(0)
    expect(Math.abs((leftMs ?? 0) - (left / perMinute) * 60_000)).toBeLessThan(1000)
  }
})

test('paused in the middle: it stops there, work goes on; taken up again, after a start too, it asks for nothing twice and brings all', async ({ server, here, colleague }) => {
  await fill(colleague)
  let asked: string[] = []
  let isBegun = false
  server.fault = ({ path, query }) => {
    if (path !== `/${cases}/_changes` || query.get('feed') === 'longpoll') return null
    asked.push(query.get('since') ?? '')
    if (!isBegun && asked.length === 3) void here.station.handlers['sync:pause']({ paused: true })
    return null
  }
  expect(await here.sync()).toMatchObject({ contact: { kind: 'paused' } })
  const before = await caseCount(here)
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(count)
  const mine = await here.openCase('停下时受理的')
  await here.reopen()
  expect(await contactOf(here)).toEqual({ kind: 'paused' })
  const first = asked
  isBegun = true
  asked = []
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, setAside: 0 } })
  expect(asked[0]).not.toBe('0')
  expect(first).toContain(asked[0])
  expect(await caseCount(here)).toBe(count + 1)
  expect(await here.notesOf(mine)).toEqual([])
})
