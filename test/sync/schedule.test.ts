import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { askEveryMs, createSchedule, firstContactMs, longestWaitMs, quietMs } from '../../electron/station/sync/schedule.ts'

const a = 'case:a'
const b = 'case:b'
/** In step with its server at time 0. */
function inStep(random = 0.5) {
  const schedule = createSchedule(() => random, -firstContactMs)
  schedule.succeeded(0, 0)
  return schedule
}

test('a case is sent once it has been quiet for half a minute, and after five minutes at the latest', () => {
  const schedule = inStep()
  schedule.written(a, false, 1000)
  expect(schedule.nextContactAt()).toBe(1000 + quietMs)
  for (let at = 1000; at < 290_000; at += 10_000) schedule.written(a, false, at)
  expect(schedule.nextContactAt()).toBe(askEveryMs)
  expect([schedule.isDue(a, 300_999), schedule.isDue(a, 1000 + longestWaitMs)]).toEqual([false, true])
})

test('a decision is sent at once, and so is a case that was left for another', () => {
  const schedule = inStep()
  schedule.written(a, true, 1000)
  expect([schedule.nextContactAt(), schedule.isDue(a, 1000)]).toEqual([1000, true])
  schedule.succeeded(1000, 1100)
  schedule.written(a, false, 2000)
  schedule.written(b, false, 3000)
  expect([schedule.nextContactAt(), schedule.isDue(a, 3000), schedule.isDue(b, 3000)]).toEqual([3000, true, false])
})

test('what is written during a contact is still to be sent after it', () => {
  const schedule = inStep()
  schedule.written(a, true, 1000)
  schedule.written(a, false, 1500)
  schedule.succeeded(1000, 2000)
  expect(schedule.nextContactAt()).toBe(1500 + quietMs)
  schedule.written(b, true, 40_000)
  schedule.written(b, true, 40_500)
  schedule.succeeded(40_000, 41_000)
  expect(schedule.nextContactAt()).toBe(40_500)
})

test('after failures the pauses double up to five minutes, each drawn from nothing to all of it', () => {
  const pauses = (random: number): number[] => {
    const schedule = inStep(random)
    let now = 0
    return Array.from({ length: 12 }, () => {
      schedule.failed(null, now)
      const pause = (schedule.nextContactAt() ?? Infinity) - now
      now += pause
      return pause
    })
  }
  expect(pauses(1)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300].map((seconds) => seconds * 1000))
  expect(pauses(0.25)).toEqual(pauses(1).map((pause) => pause / 4))
})

test('a server that names a pause gets it, whatever was written meanwhile; a person who wants it now does not wait', () => {
  const schedule = inStep(0)
  schedule.failed(120_000, 1000)
  schedule.written(a, true, 2000)
  expect(schedule.nextContactAt()).toBe(121_000)
  schedule.wanted(3000)
  expect(schedule.nextContactAt()).toBeLessThanOrEqual(3000)
  expect(schedule.isDue(b, 3000)).toBe(true)
})

test('once it was stopped, nothing is tried by itself until a person says so', () => {
  const schedule = inStep()
  schedule.stopped()
  schedule.written(a, true, 1000)
  expect(schedule.nextContactAt()).toBe(null)
  schedule.wanted(2000)
  expect(schedule.nextContactAt()).toBeLessThanOrEqual(2000)
})

test('whatever happens, what was written is due within five minutes of time in contact', () => {
  const step = fc.record({ what: fc.constantFrom('write', 'decide', 'fail', 'succeed', 'wait'), stream: fc.constantFrom(a, b, 'case:c'), ms: fc.nat(120_000) })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (steps, random) => {
      const schedule = inStep(random)
      const since = new Map<string, number>()
      let now = 0
      for (const { what, stream, ms } of steps) {
        now += ms
        if (what === 'write' || what === 'decide') {
          schedule.written(stream, what === 'decide', now)
          since.set(stream, since.get(stream) ?? now)
        } else if (what === 'fail') schedule.failed(null, now)
        else if (what === 'succeed') {
          for (const each of since.keys()) if (schedule.isDue(each, now)) since.delete(each)
          schedule.succeeded(now, now)
        }
        for (const [each, at] of since) if (now - at >= longestWaitMs) expect(schedule.isDue(each, now)).toBe(true)
      }
      expect(schedule.nextContactAt()).toBeLessThanOrEqual(now + askEveryMs)
    }),
    { seed: 6 },
  )
})
