import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPeer } from '../../scripts/server/startPeer.ts'
import { aStation, admin, type OfficeStation } from '../builders/officeServer.ts'
import { prepareOffice } from '../builders/preparedServer.ts'
import { addScan, aLargePdf, digestOf } from '../builders/scans.ts'

/** The same against a server that somebody else has written: express-pouchdb, in a process of its own. */
let peer: Awaited<ReturnType<typeof startPeer>>
let here: OfficeStation
let there: OfficeStation
beforeAll(async () => {
  peer = await startPeer({ port: 0, dataFolder: null, admin })
  await prepareOffice(peer.url, [2026, new Date().getFullYear()])
  here = await aStation(peer, 'jimei-1')
  there = await aStation(peer, 'jimei-2')
}, 120_000)
afterAll(async () => {
  for (const station of [here, there]) await station.remove()
  await peer.stop()
})

test('two counters keep in step', async () => {
  const id = await here.openCase('集美大道办公楼（样例）')
  await here.note(id, '第一次')
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } })
  expect(await there.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, setAside: 0 } })
  await there.note(id, '第二次')
  await there.sync()
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  expect(await here.notesOf(id)).toEqual(['第一次', '第二次'])
})

test('a batch whose answer was lost is confirmed by what stands there', async () => {
  const id = await here.openCase('二')
  await here.station.handlers['sync:pause']({ paused: true })
  let lost = 0
  await here.reopen({
    network: {
      fetch: async (input, init) => {
        const answer = await fetch(input, init)
        if (!String(input).endsWith('cases-jimei-2026/_bulk_docs') || (lost += 1) > 1) return answer
        await answer.arrayBuffer()
        throw new TypeError('fetch failed')
      },
      timers: here.timers,
      random: () => 0.5,
      report: (error) => {
        throw error
      },
    },
  })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'offline' } }, counts: { waiting: 1 } })
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0 } })
  await there.sync()
  expect(await there.notesOf(id)).toEqual([])
})

test('a scan goes part by part, and comes back when it is opened', async () => {
  const id = await here.openCase('扫描')
  const { digest } = await addScan(here.station.handlers['scan:add'], id, aLargePdf(1_200_000))
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, files: { waiting: 0, refused: 0 } })
  expect(await there.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { setAside: 0 } })
  const opened = await there.station.handlers['scan:open']({ caseId: id, digest })
  expect(opened.ok && digestOf(opened.value.bytes)).toBe(digest)
})

test('wrong credentials, and another district, are told apart', async () => {
  const stranger = await aStation(peer, 'huli-1')
  await stranger.openCase('三')
  expect(await stranger.sync()).toMatchObject({ contact: { kind: 'in-step' }, waiting: [{ because: { kind: 'no-access' } }] })
  await stranger.station.handlers['sync:setServer']({ url: peer.url, account: 'huli-1', password: 'wrong' })
  expect(await stranger.sync()).toMatchObject({ contact: { kind: 'out-of-contact', because: { kind: 'unauthorised' }, tryAgainAt: null } })
  await stranger.remove()
})
