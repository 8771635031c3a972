import { expect } from '@playwright/test'
import { isOwn, open, test } from './electronUnderTest.ts'

test.beforeEach(async ({ shared }) => {
  await open(shared, 'index.html')
})

test('every kind of value comes back as it went', async ({ shared: { page } }) => {
  const wrong = await page.evaluate(async () => {
    const values: Record<string, unknown> = {
      text: '大篷车 \u2028 \ud83d\ude9a "\\',
      numbers: [0, -0, 1.5, NaN, Infinity, -Infinity, 2 ** 53],
      bigint: 12345678901234567890n,
      nothing: [null, undefined],
      missing: { here: undefined },
      date: new Date(1_600_000_000_123),
      badDate: new Date(NaN),
      map: new Map<unknown, unknown>([['a', new Set([1, 'b'])], [{ key: 1 }, new Map()]]),
      pattern: /a+\/b/giu,
      bytes: Uint8Array.of(0, 127, 128, 255),
      part: new Uint8Array([9, 1, 2, 9]).subarray(1, 3),
      floats: Float64Array.of(1.5, -0),
      buffer: Uint8Array.of(1, 2, 3).buffer,
      tagLike: { $: ['Date', 0], other: { $: 1 } },
      proto: JSON.parse('{"__proto__": {"polluted": 1}}'),
      deep: { a: [{ b: [[[]]] }] },
      empty: '',
    }
    /** Types, own keys and contents, in a text. */
    const tell = (value: unknown): string => {
      if (Object.is(value, -0)) return '-0'
      if (typeof value !== 'object' || value === null) return `${typeof value} ${String(value)}`
      const name = Object.prototype.toString.call(value)
      if (value instanceof Date) return `${name} ${value.getTime()}`
      if (value instanceof RegExp) return `${name} ${String(value)}`
      if (value instanceof ArrayBuffer) return `${name} ${tell(new Uint8Array(value))}`
      if (ArrayBuffer.isView(value)) return `${name} ${Array.from(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)).join()}`
      if (value instanceof Map) return `${name} ${[...value].map(([key, item]) => `${tell(key)}=>${tell(item)}`).join()}`
      if (value instanceof Set) return `${name} ${[...value].map(tell).join()}`
      return `${name} ${Object.getOwnPropertyNames(value).map((key) => `${key}:${key === 'length' ? '' : tell(Object.getOwnPropertyDescriptor(value, key)?.value)}`).join()}`
    }
    const problems: string[] = []
    for (const [name, value] of Object.entries(values)) {
      const back = tell(await window.desk.invoke('echo', value))
      if (back !== tell(value)) problems.push(`${name}: ${tell(value)} became ${back}`)
    }
    return problems
  })
  expect(wrong).toEqual([])
})

test('values are the real thing in the main process too', async ({ shared: { page } }) => {
  const kinds = await page.evaluate(async () => await Promise.all(
    [new Uint8Array(5), new Map([[1, 2]]), new Date(0), 7n, undefined, { a: 1, b: 2 }].map((value) => window.desk.invoke('kind', value)),
  ))
  expect(kinds).toEqual(['Uint8Array of 5', 'Map of 1', 'Date 1970-01-01T00:00:00.000Z', 'bigint 7', 'undefined undefined', 'object of a,b'])
})

test('an error keeps its type, its message and its cause', async ({ shared: { page } }) => {
  const back = await page.evaluate(async () => {
    const error = await window.desk.invoke('echo', { problem: new RangeError('too far', { cause: new TypeError('why') }) })
    if (typeof error !== 'object' || error === null || !('problem' in error) || !(error.problem instanceof RangeError)) return 'no RangeError'
    const { cause } = error.problem
    return `${error.problem.message} because ${cause instanceof TypeError ? cause.message : 'of nothing'}`
  })
  expect(back).toBe('too far because why')
})

test('ten megabytes arrive whole', async ({ shared: { page } }) => {
  const isSame = await page.evaluate(async () => {
    const bytes = new Uint8Array(10_000_000).map((_, at) => at * 31)
    const back = await window.desk.invoke('echo', bytes)
    return back instanceof Uint8Array && back.length === bytes.length && back.every((byte, at) => byte === bytes[at])
  })
  expect(isSame).toBe(true)
})

test('a rejection says which method failed and why', async ({ shared: { page } }) => {
  const message = (channel: string): Promise<string> => page.evaluate(async (name) => {
    try {
      await window.desk.invoke(name, 'not today')
      return 'resolved'
    } catch (error) {
      return error instanceof Error ? error.message : 'not an error'
    }
  }, channel)
  expect(await message('fail')).toBe("Error invoking remote method 'fail': TypeError: not today")
  expect(await message('nobody')).toBe("Error invoking remote method 'nobody': Error: No handler registered for 'nobody'")
  expect(await message('function')).toContain('An object could not be cloned.')
})

test('what can not be cloned is refused at the door', async ({ shared: { page } }) => {
  const problems = await page.evaluate(async () => await Promise.all([Symbol('s'), document.body, new WeakMap()].map(async (value) => {
    try {
      await window.desk.invoke('echo', value)
      return 'sent'
    } catch (error) {
      return error instanceof Error ? error.message : 'not an error'
    }
  })))
  for (const problem of problems) expect(problem).toContain('could not be cloned')
})

test('the main process learns who calls, from the first word of the preload on', async ({ shared: { page } }) => {
  const told = await page.evaluate(async () => {
    history.pushState(null, '', '/index.html?case=7#part')
    return [await window.desk.invoke('who'), await window.desk.invoke('heard')]
  })
  expect(told[0]).toEqual({ url: 'app://desk/index.html?case=7#part', isOurWindow: true, isMainFrame: true })
  expect(told[1]).toContain('preload of app://desk/index.html')
})

test('messages of the main process arrive in order, until nobody listens any more', async ({ shared: { page } }) => {
  const numbers = await page.evaluate(async () => {
    const received: number[] = []
    const stop = window.desk.onSaid((_text, number) => received.push(number))
    await window.desk.invoke('count', 1000)
    stop()
    await window.desk.invoke('count', 5)
    return received
  })
  expect(numbers).toEqual(Array.from({ length: 1000 }, (_, at) => at + 1))
})

test('functions work across the bridge, both ways and at once', async ({ shared: { page } }) => {
  const results = await page.evaluate(() => {
    const attempt = (act: () => unknown): unknown => {
      try {
        return act()
      } catch (error) {
        return error instanceof Error ? `threw ${error.message}` : 'threw something else'
      }
    }
    return [
      window.desk.add(2, 3),
      window.desk.twice((value) => value * 3, 2),
      window.desk.twice((value) => window.desk.add(value, 1), 1),
      attempt(() => window.desk.throwing('too far')),
      attempt(() => window.desk.twice(() => { throw new Error('from the page') }, 1)),
    ]
  })
  expect(results).toEqual([5, 18, 3, 'threw too far', 'threw from the page'])
})

test('a hundred calls at once are told apart', async ({ shared: { page } }) => {
  const answers = await page.evaluate(async () => await Promise.all(Array.from({ length: 100 }, (_, at) => window.desk.invoke('echo', at))))
  expect(answers).toEqual(Array.from({ length: 100 }, (_, at) => at))
})

test('an api that is given once can neither be replaced nor changed', async ({ shared: { page } }) => {
  const outcome = await page.evaluate(() => {
    'use strict'
    const attempts = [
      () => Object.assign(window, { desk: 1 }),
      () => Object.assign(window.desk, { add: 1 }),
      () => Object.assign(window.desk.nested, { list: 1 }),
    ]
    return attempts.map((attempt) => {
      try {
        attempt()
        return 'changed'
      } catch (error) {
        return error instanceof TypeError ? 'refused' : 'other'
      }
    })
  })
  // Electron freezes neither: it hands out copies, the original is out of reach.
  expect(outcome[0]).toBe('refused')
  if (isOwn) expect(outcome).toEqual(['refused', 'refused', 'refused'])
})
