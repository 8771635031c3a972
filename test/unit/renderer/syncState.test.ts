import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followSync, type SyncLine, type SyncView } from '../../../renderer/data/syncState.ts'
import type { SyncState } from '../../../shared/contracts/sync.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const off: SyncState = { kind: 'off' }
const on: SyncState = { kind: 'on', url: 'https://office.example/', account: 'jimei-1', authority: [], contact: { kind: 'in-step' }, lastContactAt: null, clockAheadMs: null, waiting: [], files: { waiting: 0, bytes: 0, refused: 0, because: null }, counts: { confirmed: 1, waiting: 0, refused: 0, records: 0, setAside: 0, held: 0, deleted: 0 } }

/** A main process that answers every question alike, and counts them. */
function aMain(answer: () => Promise<SyncState>) {
  const hearers = { changed: new Set<() => void>(), written: new Set<() => void>() }
  let asked = 0
  const listen = (to: keyof typeof hearers) => (hear: () => void) => {
    hearers[to].add(hear)
    return () => hearers[to].delete(hear)
  }
  const line: SyncLine = {
    state: () => {
      asked += 1
      return answer()
    },
    onChanged: listen('changed'),
    onWritten: listen('written'),
  }
  return { line, say: (what: keyof typeof hearers) => hearers[what].forEach((hear) => hear()), asked: () => asked, countHearers: () => hearers.changed.size + hearers.written.size }
}

test('however often it is told of a change, it asks one question at a time and once more after the last', async () => {
  const main = aMain(() => Promise.resolve(on))
  const heard: SyncView[] = []
  followSync(main.line, (view) => heard.push(view))
  for (let count = 0; count < 50; count += 1) main.say('changed')
  expect(main.asked()).toBe(1)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(main.asked()).toBe(2)
  expect(heard).toHaveLength(2)
})

test('what is written asks again only where there is a server', async () => {
  for (const [state, asked] of [[on, 2], [off, 1]] as const) {
    const main = aMain(() => Promise.resolve(state))
    followSync(main.line, () => undefined)
    await vi.advanceTimersByTimeAsync(1000)
    main.say('written')
    await vi.advanceTimersByTimeAsync(1000)
    expect(main.asked()).toBe(asked)
  }
})

test('no answer is told as such, and the next change asks again', async () => {
  const main = aMain(() => Promise.reject(new Error('gone')))
  const heard: SyncView[] = []
  followSync(main.line, (view) => heard.push(view))
  await vi.advanceTimersByTimeAsync(1000)
  main.say('changed')
  await vi.advanceTimersByTimeAsync(1000)
  expect(heard).toEqual([{ kind: 'failed' }, { kind: 'failed' }])
})

test('after its end it hears and says nothing', async () => {
  const main = aMain(() => Promise.resolve(on))
  const heard: SyncView[] = []
  followSync(main.line, (view) => heard.push(view))()
  await vi.advanceTimersByTimeAsync(1000)
  expect(heard).toEqual([])
  expect(main.countHearers()).toBe(0)
})
