import { readFileSync } from 'node:fs'
import type { Server } from 'node:http'
import { createServer } from 'node:http'
import { expect } from '@playwright/test'
import type { Launched } from './electronUnderTest.ts'
import { endOf, open, runtimeTest, test } from './electronUnderTest.ts'

let server: Server
let address = ''

test.beforeAll(async () => {
  server = createServer((_request, response) => response.writeHead(200, { 'access-control-allow-origin': '*' }).end('from outside'))
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle))
  const bound = server.address()
  address = typeof bound === 'object' && bound !== null ? `http://127.0.0.1:${bound.port}/` : ''
})

test.afterAll(() => {
  server.close()
})

/** What a page without a policy gets from outside, in the page itself and in a worker, and from the program. */
async function reach({ app, page }: Launched): Promise<unknown> {
  await open({ app, page }, 'open.html')
  return await page.evaluate(async (outside) => {
    const fetched = (url: string): Promise<unknown> => fetch(url).then(({ status }) => status, () => 'failed')
    const worker = new Worker('/openWorker.js')
    const inWorker = new Promise<unknown>((settle) => worker.addEventListener('message', ({ data }) => settle(data), { once: true }))
    worker.postMessage(outside)
    return { page: await fetched(outside), worker: await inWorker, own: await fetched('/small.txt'), isOnLine: navigator.onLine }
  }, address)
}

const openToThisComputer = '--disable-features=LocalNetworkAccessChecks'

runtimeTest('on line, a page reaches what its policy allows', async ({ start }) => {
  expect(await reach(await start({ args: [openToThisComputer] }))).toEqual({ page: 200, worker: 200, own: 200, isOnLine: true })
})

for (const [way, options] of [
  ['CARAVAN_OFFLINE=1', { args: [openToThisComputer], env: { CARAVAN_OFFLINE: '1' } }],
  ['--offline', { args: [openToThisComputer, '--offline'] }],
] as const) {
  runtimeTest(`with ${way} nothing is reached but the program itself`, async ({ start }) => {
    expect(await reach(await start(options))).toEqual({ page: 'failed', worker: 'TypeError', own: 200, isOnLine: false })
  })
}

runtimeTest('the browser itself calls nobody', async ({ start }, info) => {
  const file = info.outputPath('net.json')
  const launched = await start({ args: [`--log-net-log=${file}`] })
  await open(launched, 'open.html')
  await endOf(launched)
  const log: { constants: { logEventTypes: Record<string, number> }; events: { type: number; params?: unknown }[] } = JSON.parse(readFileSync(file, 'utf8'))
  const contacts = ['DNS_TRANSACTION', 'HOST_RESOLVER_SYSTEM_TASK', 'UDP_BYTES_SENT', 'TCP_CONNECT_ATTEMPT'].map((name) => log.constants.logEventTypes[name])
  expect(contacts).not.toContain(undefined)
  expect(log.events.length).toBeGreaterThan(0)
  expect(log.events.filter(({ type }) => contacts.includes(type))).toEqual([])
})
