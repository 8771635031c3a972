import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDialogs } from '../../electron/station/dialogs.ts'
import { must } from '../builders/counter.ts'
import { aPlace, atTheCounter, type TestPlace } from '../builders/desk.ts'
import { aSafety } from '../builders/safety.ts'

const cancelled = { ok: false, failure: { kind: 'cancelled' } }

/** A dialog that somebody leaves open: nobody ever answers it. */
function leftOpen() {
  const signals: AbortSignal[] = []
  return {
    ask: (_of: string, ...rest: readonly unknown[]): Promise<null> => {
      for (const given of rest) if (given instanceof AbortSignal) signals.push(given)
      return new Promise(() => undefined)
    },
    isAsked: () => signals.length > 0,
    areClosed: () => signals.every(({ aborted }) => aborted),
  }
}

describe('a dialog that was left open', () => {
  let place: TestPlace
  beforeEach(async () => {
    place = await aPlace()
  })
  afterEach(() => place.remove())

  test.each([
    ['diagnostics:save', {}],
    ['restore:check', {}],
    ['copy:choose', {}],
    ['sheet:export', { kind: 'plan-ledger' }],
  ] as const)('keeps nobody from closing the program: %s', async (channel, request) => {
    const dialog = leftOpen()
    const desk = await atTheCounter(await place.open({ chooseSavePath: dialog.ask, safety: aSafety({ witnessDir: join(place.root, 'witness'), chooseFolder: dialog.ask }) }))
    const answer = desk.handle(channel, request)
    await expect.poll(dialog.isAsked).toBe(true)
    await desk.close()
    expect(await answer).toEqual(cancelled)
    expect(dialog.areClosed()).toBe(true)
  })

  test('keeps nobody from changing the profile, where others can be opened', async () => {
    const dialog = leftOpen()
    let isOpen = true
    const desk = await atTheCounter(await place.open({ chooseSavePath: (name, ...rest) => (isOpen ? dialog.ask(name, ...rest) : Promise.resolve(join(place.root, name))) }))
    const answer = desk.handle('diagnostics:save', {})
    await expect.poll(dialog.isAsked).toBe(true)
    expect(must(await desk.handle('profile:switch', { to: 'practice' })).profile).toBe('practice')
    expect(await answer).toEqual(cancelled)
    isOpen = false
    expect(must(await desk.handle('diagnostics:save', {})).path).toContain(place.root)
    await desk.close()
  })
})

describe('dialogs', () => {
  test('asked too late nobody sees them, and what they answer is theirs', async () => {
    const asked: string[] = []
    const dialogs = createDialogs({ chooseSavePath: (name) => Promise.resolve((asked.push(name), `/chosen/${name}`)) })
    expect(await dialogs.chooseSavePath('one', 'pdf')).toBe('/chosen/one')
    dialogs.withdraw()
    expect(await dialogs.chooseSavePath('two', 'pdf')).toBeNull()
    dialogs.allow()
    expect(await dialogs.chooseSavePath('three', 'pdf')).toBe('/chosen/three')
    expect(asked).toEqual(['one', 'three'])
  })

  test('one that fails is no answer', async () => {
    const dialogs = createDialogs({ chooseSavePath: () => Promise.reject(new Error('no zenity')), chooseFolder: () => Promise.resolve('/stick') })
    await expect(dialogs.chooseSavePath('one', 'pdf')).rejects.toThrow('no zenity')
    expect(await dialogs.chooseFolder('stick-write')).toBe('/stick')
    expect(await createDialogs({ chooseSavePath: () => Promise.resolve(null) }).chooseFolder('restore')).toBeNull()
  })
})
