import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { askForBytes, askForJson, type Fetch, type RequestLimits } from '../../electron/station/sync/boundedRequest.ts'

/** A line that hears nothing of being given up, as Node's does now and then while it unfolds an answer. */
const never = (): Promise<never> => new Promise(() => undefined)
const url = new URL('http://office.example/')
const limits: RequestLimits = { totalMs: 20_000, silenceMs: 20_000, bytes: 100 }
const endless = (contentType: string, first: string): Fetch => async () =>
  new Response(new ReadableStream({ start: (body) => body.enqueue(Buffer.from(first)), pull: never, cancel: never }), { headers: { 'content-type': contentType } })

test('a line that does not hear that it was given up holds up nobody', async () => {
  const giveUp = new AbortController()
  const lines = [never, endless('application/json', '{"half":')].map((line) => askForJson(line, url, { headers: {} }, limits, giveUp.signal))
  giveUp.abort()
  expect(await Promise.all(lines)).toEqual([{ ok: false, failure: { kind: 'offline' } }, { ok: false, failure: { kind: 'offline' } }])
})

test('nor does one that is silent for too long', async () => {
  expect(await askForJson(endless('application/json', '{"half":'), url, { headers: {} }, { ...limits, silenceMs: 20 }, new AbortController().signal)).toEqual({ ok: false, failure: { kind: 'offline' } })
})

test('that an answer nobody wants any further has ended is not waited for', async () => {
  const ask = (line: Fetch) => askForJson(line, url, { headers: {} }, limits, new AbortController().signal)
  expect(await ask(endless('text/html', '<title>登录</title>'))).toEqual({ ok: false, failure: { kind: 'not-our-server', because: 'no-json' } })
  expect(await ask(endless('application/json', ' '.repeat(101)))).toEqual({ ok: false, failure: { kind: 'unreadable', because: 'too-long' } })
})

test('an answer is what came, in whatever pieces and rooms, and not a byte more than may come', async () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(pieces, fc.nat(50), async (sent, more) => {
      const line: Fetch = async () => new Response(new ReadableStream({ start: (body) => [...sent.map((piece) => () => body.enqueue(Uint8Array.from(piece))), () => body.close()].forEach((say) => say()) }), { headers: { 'content-type': 'application/json' } })
      const whole = Buffer.concat(sent)
      // Rooms were used before.
      const answer = await askForBytes(line, url, { headers: {} }, limits, new AbortController().signal, (bytes) => Buffer.alloc(bytes + more, '#'))
      if (whole.length > limits.bytes) expect(answer).toEqual({ ok: false, failure: { kind: 'unreadable', because: 'too-long' } })
      else expect(answer).toMatchObject({ ok: true, value: { bytes: whole } })
    }),
  )
})
