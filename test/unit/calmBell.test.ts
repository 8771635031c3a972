import { expect, test } from 'vitest'
import { createCalmBell } from '../../electron/station/calmBell.ts'
import { handTimers } from '../builders/officeServer.ts'

function bellIn(isMuchComing: boolean) {
  const timers = handTimers()
  const told: number[] = []
  return { timers, told, bell: createCalmBell(() => void told.push(timers.nowMs()), () => isMuchComing, timers) }
}

test('while much comes in the first is told at once, and what follows together, none of it later than half a second', () => {
  const { bell, timers, told } = bellIn(true)
  for (let page = 0; page < 20; page += 1) {
    bell.ringSoon()
    timers.pass(100)
  }
  // The last page came at 1900.
  timers.pass(60_000)
  expect(told).toEqual([0, 400, 800, 1200, 1600, 2000])
})

test('once nothing comes in any more, what waits is told at once and no second time', () => {
  const { bell, timers, told } = bellIn(true)
  bell.ringSoon()
  timers.pass(10)
  bell.ringSoon()
  bell.settle()
  bell.settle()
  timers.pass(60_000)
  expect(told).toEqual([0, 10])
})

test('what was written here is told at once, with what waits', () => {
  const { bell, timers, told } = bellIn(true)
  bell.ringSoon()
  bell.ringSoon()
  timers.pass(10)
  bell.ring()
  timers.pass(60_000)
  expect(told).toEqual([0, 10])
})

test('what was written here does not hold up what comes in after it, nor make it more frequent', () => {
  const { bell, timers, told } = bellIn(true)
  bell.ring()
  timers.pass(10)
  bell.ringSoon()
  timers.pass(10)
  bell.ring()
  bell.ringSoon()
  timers.pass(60_000)
  expect(told).toEqual([0, 10, 20, 410])
})

test('what comes by itself is told at once', () => {
  const { bell, told } = bellIn(false)
  bell.ringSoon()
  bell.ringSoon()
  expect(told).toEqual([0, 0])
})
