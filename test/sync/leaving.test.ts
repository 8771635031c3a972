import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import { must } from '../builders/counter.ts'
import { aPlace, countedBytes, type TestPlace } from '../builders/desk.ts'
import { add, threeParts } from '../builders/officeScans.ts'
import { handTimers, password } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { aLargePdf, digestOf } from '../builders/scans.ts'
import type { FaultHook } from '../fakes/couch/faults.ts'

/** The whole desk of a colleague; what is at the server has been read. */
async function aDesk(url: string, place: TestPlace): Promise<DeskService> {
  const desk = await place.open({ randomBytes: countedBytes(place.root), network: { fetch, timers: handTimers(), random: () => 0.5, report: (error) => expect(error).toBeUndefined() } })
  must(await desk.handle('station:setUp', { district: '集美区', stationName: '二号窗口', operators: [{ name: '陈刚', role: 'supervisor' }] }))
  must(await desk.handle('sync:setServer', { url, account: 'jimei-2', password }))
  await desk.handle('sync:now', {})
  await expect.poll(async () => desk.handle('sync:state', {})).toMatchObject({ contact: { kind: 'in-step' } })
  return desk
}

// Without a limit of its own each would come to an end only after a minute or three.
const stuck: readonly (readonly [string, (digest: string) => FaultHook])[] = [
  ['the list of its parts', (digest) => ({ path, query }) => (path.endsWith('_all_docs') && query.get('startkey')?.includes(digest) === true ? { kind: 'trickle' } : null)],
  ['its second part', (digest) => ({ method, path }) => (method === 'GET' && path.includes(digest) && !path.includes('%3A0-') && !path.includes(':0-') ? { kind: 'trickle' } : null)],
]
const leaving: readonly (readonly [string, (desk: DeskService) => Promise<unknown>])[] = [
  ['leaves the program', (desk) => desk.close()],
  ['changes the profile', (desk) => desk.handle('profile:switch', { to: 'practice' })],
]

test.for(stuck.flatMap(([what, faultOf]) => leaving.map(([who, leave]) => ({ what, faultOf, who, leave }))))('whoever $who does not wait for a scan of which $what trickles, and nothing of it is kept', { timeout: 20_000 }, async ({ faultOf, leave }, { server, here }) => {
  const id = await here.openCase('一')
  const { digest } = await add(here, id, aLargePdf(threeParts))
  await here.sync()
  const place = await aPlace()
  const desk = await aDesk(server.url, place)
  const fault = faultOf(digest)
  let hasBegun = false
  server.fault = (request) => {
    const found = fault(request)
    hasBegun ||= found !== null
    return found
  }
  const opening = desk.handle('scan:open', { caseId: id, digest })
  await expect.poll(() => hasBegun).toBe(true)
  await leave(desk)
  expect(await opening).toEqual({ ok: false, failure: { kind: 'scan-absent', because: { kind: 'stopped' } } })
  expect(await readdir(join(place.root, 'profile', 'office', 'scans')).catch(() => [])).toEqual([])
  await desk.close()

  server.fault = () => null
  const again = await place.open({ network: { fetch, timers: handTimers(), random: () => 0.5, report: (error) => expect(error).toBeUndefined() } })
  expect(must(await again.handle('scan:places', { caseId: id }))).toEqual([{ digest, place: { kind: 'at-server' } }])
  expect(digestOf(must(await again.handle('scan:open', { caseId: id, digest })).bytes)).toBe(digest)
  await again.close()
  await place.remove()
})
