import { expect } from 'vitest'
import { officeTest as test } from '../builders/officeTest.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'
import type { Fault } from '../fakes/couch/faults.ts'

const faults: readonly (readonly [name: string, fault: Fault, because: object])[] = [
  ['a connection that is refused', { kind: 'reset', when: 'before' }, { kind: 'offline' }],
  ['a connection that breaks when there is news', { kind: 'reset', when: 'half-way' }, { kind: 'offline' }],
  ['half a JSON body', { kind: 'half-json' }, { kind: 'unreadable', because: 'not-json' }],
  ['a captive portal', { kind: 'html' }, { kind: 'not-our-server', because: 'no-json' }],
  ['a redirect', { kind: 'redirect', to: 'http://portal.example/' }, { kind: 'not-our-server', because: 'redirect' }],
  ['JSON that is nested too deep', { kind: 'deep-json', depth: 100_000 }, { kind: 'unreadable', because: 'too-deep' }],
  ['a few bytes that unfold to many', { kind: 'gzip-bomb', bytes: 70_000_000 }, { kind: 'unreadable', because: 'too-long' }],
  ['no time now', { kind: 'status', status: 429, retryAfterSeconds: 90 }, { kind: 'busy', retryAfterMs: 90_000 }],
  ['an error of the server', { kind: 'status', status: 500 }, { kind: 'server-error', status: 500 }],
]

test.for(faults)('%s while nothing but news is waited for: said, tried again by itself, and the news comes', async ([, fault, because], { server, here, there }) => {
  const id = await there.openCase('一')
  await there.sync()
  await here.sync()
  // What waits now was asked for before; the next wait goes wrong.
  server.fault = ({ query }) => (query.get('feed') === 'longpoll' ? fault : null)
  await here.sync()
  await there.note(id, '之后')
  await there.sync()
  await expect.poll(async () => here.station.handlers['sync:state']({}), { timeout: 20_000 }).toMatchObject({ contact: { kind: 'out-of-contact', because, tryAgainAt: expect.any(String) } })
  server.fault = () => null
  here.timers.pass(here.timers.untilNext() ?? 0)
  await expect.poll(() => here.notesOf(id), { timeout: 20_000 }).toEqual(['之后'])
  await expectSameEverywhere(server, [here, there], [id])
})
