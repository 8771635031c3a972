import { readdir } from 'node:fs/promises'
import { basename } from 'node:path'
import { expect } from 'vitest'
import { diskFiles, type Files } from '../../electron/station/files.ts'
import { aStation, cases } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { fieldOf } from '../contract/server/call.ts'

const view = `/${cases}/_design/desk/_view/streams`

/** What a contact asks for, in order: of the view how it is asked, or how many streams. */
function listenTo(server: FakeCouch): string[] {
  const asked: string[] = []
  server.fault = ({ path, query, body }) => {
    const keys = body === '' ? null : fieldOf(JSON.parse(body), 'keys')
    if (path === view) asked.push(Array.isArray(keys) ? `documents of ${keys.length}` : query.has('limit') ? 'some' : 'all')
    else if (path.endsWith('/_changes') && query.get('feed') === null) asked.push(path.slice(1, -'/_changes'.length))
    return null
  }
  return asked
}

test('whoever is new asks for the first open cases before everything else, and lists them with the names of who opened them', async ({ server, here, there }) => {
  for (let n = 0; n < 12; n += 1) await there.openCase(`第 ${n} 件`)
  await there.sync()
  const asked = listenTo(server)
  await here.sync()
  expect(asked.indexOf('some')).toBe(0)
  expect(asked.indexOf('documents of 10')).toBeLessThan(asked.indexOf(cases))
  expect(asked.filter((what) => what === 'all' || what.startsWith('documents'))).toEqual(['documents of 10', 'all', 'documents of 2'])
  // While the rest of the open ones comes, and once.
  expect(asked.indexOf(cases)).toBeLessThan(asked.indexOf('documents of 2'))
  expect(asked.filter((what) => what === cases)).toEqual([cases])
  const { rows } = await here.station.handlers['feed:pull']({ from: null, scope: 'all' })
  expect(rows.map(({ projectName }) => projectName).toSorted()).toEqual(Array.from({ length: 12 }, (_, n) => `第 ${n} 件`).toSorted())
  expect(rows.every(({ operatorName }) => operatorName !== '')).toBe(true)
  asked.splice(0)
  await here.sync()
  expect(asked.filter((what) => what === 'some' || what === 'all')).toEqual([])
})

test('whoever has cases that wait is shown those first: the whole list is looked at', async ({ server, here, there }) => {
  for (let n = 0; n < 12; n += 1) await there.openCase(`第 ${n} 件`)
  await there.sync()
  await here.openCase('自己的')
  const asked = listenTo(server)
  await here.sync()
  expect(asked.filter((what) => what === 'some' || what === 'all' || what.startsWith('documents'))).toEqual(['all', 'documents of 10', 'documents of 3'])
})

test('a server without the view is not asked twice, and the feed brings everything', async ({ server, here, there }) => {
  for (let n = 0; n < 12; n += 1) await there.openCase(`第 ${n} 件`)
  await there.sync()
  let asked = 0
  server.fault = ({ path }) => {
    if (path !== view) return null
    asked += 1
    return { kind: 'status', status: 404 }
  }
  expect((await here.sync()).contact.kind).toBe('in-step')
  expect(asked).toBe(1)
  expect((await here.station.handlers['feed:pull']({ from: null, scope: 'all' })).rows).toHaveLength(12)
})

test('the first question goes out while it is noted which server this is, and nothing is kept of one that can not be noted', async ({ server, there }) => {
  await there.openCase('一')
  await there.sync()
  let hasAsked = (): void => undefined
  const asked = new Promise<void>((resolve) => (hasAsked = resolve))
  let isFull = false
  const files: Files = {
    ...diskFiles,
    rename: async (from, to) => {
      if (!isFull || basename(to) !== 'server.json') return diskFiles.rename(from, to)
      await asked
      throw Object.assign(new Error('no room'), { code: 'ENOSPC', syscall: 'rename' })
    },
  }
  const here = await aStation(server, 'jimei-1', { files })
  const isKept = async (): Promise<boolean> => (await readdir(here.place.root, { recursive: true })).some((name) => basename(name) === 'kept')
  server.fault = ({ path }) => {
    if (path === view) hasAsked()
    return null
  }
  isFull = true
  expect(await here.sync()).toMatchObject({ contact: { kind: 'disk-refused', problem: 'full' } })
  expect(await isKept()).toBe(false)
  isFull = false
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' } })
  expect(await isKept()).toBe(true)
  await here.remove()
})
