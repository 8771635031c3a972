import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { closeInTime, longestCloseMs } from '../builders/closeInTime.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('what does not close after a test is named', async () => {
  const closing = closeInTime('the station there', () => new Promise(() => undefined))
  vi.advanceTimersByTime(longestCloseMs)
  await expect(closing).rejects.toThrow('the station there did not close within 120 s')
})

test('what closes, or fails to, is waited for and leaves no timer behind', async () => {
  const seen: string[] = []
  await closeInTime('here', () => Promise.resolve().then(() => void seen.push('closed')))
  await expect(closeInTime('here', () => Promise.reject(new Error('disk')))).rejects.toThrow('disk')
  expect([seen, vi.getTimerCount()]).toEqual([['closed'], 0])
})
