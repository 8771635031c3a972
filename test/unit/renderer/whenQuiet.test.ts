import { afterEach, expect, test, vi } from 'vitest'
import { whenQuiet } from '../../../renderer/data/whenQuiet.ts'

afterEach(() => void vi.unstubAllGlobals())

test('it waits for the screen, and however often it is told meanwhile, the work is done once', () => {
  const idle: { readonly run: () => void; readonly timeout: number | undefined }[] = []
  vi.stubGlobal('requestIdleCallback', (run: () => void, options?: IdleRequestOptions) => idle.push({ run, timeout: options?.timeout }))
  let done = 0
  const told = whenQuiet(() => (done += 1))
  told()
  told()
  expect([done, idle.length]).toEqual([0, 1])
  // A screen that is never idle does not hide what others wrote.
  expect(idle[0]?.timeout).toBeLessThanOrEqual(1000)
  idle[0]?.run()
  expect(done).toBe(1)
  told()
  idle[1]?.run()
  expect(done).toBe(2)
})
