import { expect } from '@playwright/test'
import { open, test } from './electronUnderTest.ts'

test.beforeEach(async ({ shared }) => {
  await open(shared, 'index.html')
})

test('a file is answered with its type, anything else with 404', async ({ shared: { page } }) => {
  const answers = await page.evaluate(async () => await Promise.all(['/small.txt', '/nothing.txt'].map(async (path) => {
    const answer = await fetch(path)
    return [answer.status, answer.headers.get('content-type'), (await answer.text()).trim()]
  })))
  expect(answers).toEqual([[200, 'text/plain; charset=utf-8', '0123456789'], [404, 'text/plain;charset=UTF-8', 'not here']])
})

test('a part of a file can be asked for', async ({ shared: { page } }) => {
  const part = await page.evaluate(async () => {
    const answer = await fetch('/small.txt', { headers: { range: 'bytes=2-4' } })
    return [answer.status, await answer.text(), answer.headers.get('content-range')]
  })
  expect(part).toEqual([206, '234', 'bytes 2-4/11'])
})

test('WebAssembly compiles while it loads', async ({ shared: { page } }) => {
  expect(await page.evaluate(async () => (await WebAssembly.instantiateStreaming(fetch('/empty.wasm'))).instance instanceof WebAssembly.Instance)).toBe(true)
})

test('the handler sees the address the program knows, the method and the body', async ({ shared: { page } }) => {
  const asked = await page.evaluate(async () => (await fetch('/asked?a=1', { method: 'POST', body: '材料' })).json())
  expect(asked).toEqual({ url: 'app://desk/asked?a=1', method: 'POST', origin: 'app://desk', body: '材料' })
})

test('a redirect is followed', async ({ shared: { page } }) => {
  expect((await page.evaluate(async () => (await fetch('/moved')).text())).trim()).toBe('0123456789')
})

test('a handler that fails is a failed request, no more', async ({ shared: { page } }) => {
  const outcomes = await page.evaluate(async () => [
    await fetch('/broken').then(() => 'answer', (error: unknown) => (error instanceof TypeError ? 'failed' : 'other')),
    (await fetch('/small.txt')).status,
  ])
  expect(outcomes).toEqual(['failed', 200])
})

test('workers are served as well', async ({ shared: { page } }) => {
  const text = await page.evaluate(async () => {
    const worker = new Worker('/worker.js')
    const answer = new Promise<unknown>((settle) => worker.addEventListener('message', ({ data }) => settle(data), { once: true }))
    worker.postMessage('/small.txt')
    return await answer
  })
  expect(text).toBe('0123456789\n')
})

test('the page is a secure place', async ({ shared: { page } }) => {
  expect(await page.evaluate(() => [isSecureContext, typeof crypto.subtle])).toEqual([true, 'object'])
})
