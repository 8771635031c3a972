import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followRecent } from '../../../renderer/data/recentAccount.ts'
import type { RecentAccount } from '../../../shared/contracts/dayClose.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const account: RecentAccount = { from: '2026-03-02', to: '2026-03-02', isCut: false, isBalanced: true, lines: [] }

/** A main process that takes so long to count. */
function aMain(countMs: number) {
  let hearer: (() => void) | null = null
  let asked = 0
  const heardAtMs: number[] = []
  const startedAt = Date.now()
  const stop = followRecent(
    {
      account: () => {
        asked += 1
        return new Promise((resolve) => setTimeout(() => resolve(account), countMs))
      },
      onChanged: (hear) => {
        hearer = hear
        return () => {
          hearer = null
        }
      },
    },
    () => heardAtMs.push(Date.now() - startedAt),
  )
  return { say: () => hearer?.(), isListened: () => hearer !== null, stop, asked: () => asked, heardAtMs }
}

test('what was sent right after a count is in the figures within half a second', async () => {
  const main = aMain(10)
  await vi.advanceTimersByTimeAsync(20)
  main.say()
  await vi.advanceTimersByTimeAsync(480)
  expect(main.heardAtMs).toHaveLength(2)
})

test('a count that takes long leaves ten times as long for other work, however much changes; the last change is counted', async () => {
  const main = aMain(200)
  for (let count = 0; count < 60; count += 1) {
    main.say()
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(60_000)
  // Each 200 ms long, 2000 ms apart.
  expect(main.heardAtMs).toEqual([200, 2400, 4600, 6800])
})

test('nothing is counted or heard any more once nobody looks', async () => {
  const main = aMain(100)
  main.say()
  main.stop()
  main.say()
  await vi.advanceTimersByTimeAsync(60_000)
  expect([main.asked(), main.heardAtMs, main.isListened()]).toEqual([1, [], false])
})
