import { createElement, type ComponentType } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { onDemandPlain, readAhead } from '../../../renderer/ui/onDemand.ts'

/** One component as React keeps it, but with its effects run when the test says so: between a drawing and its effect anything may happen. */
const kept = vi.hoisted(() => ({ cells: new Map<number, unknown>(), asked: 0, effects: new Array<() => void>(), told: 0 }))
vi.mock('react', async (original) => ({
  ...(await original<object>()),
  useState: (initial: unknown) => {
    const at = kept.asked
    kept.asked += 1
    if (!kept.cells.has(at)) kept.cells.set(at, initial)
    const set = (value: unknown): void => {
      kept.cells.set(at, value)
      kept.told += 1
    }
    return [kept.cells.get(at), set]
  },
  useEffect: (effect: () => void) => void kept.effects.push(effect),
}))

function draw(component: ComponentType): string {
  kept.asked = 0
  return renderToStaticMarkup(createElement(component))
}
const runEffects = (): void => kept.effects.splice(0, 1).forEach((effect) => effect())
const drawnAgain = (): Promise<void> => vi.waitFor(() => expect(kept.told).toBe(1))

function aPart() {
  let settle: { readonly arrive: () => void; readonly fail: (reason: Error) => void } = { arrive: () => undefined, fail: () => undefined }
  const code = new Promise<ComponentType>((resolve, reject) => {
    settle = { arrive: () => resolve(() => createElement('b', null, '内容')), fail: reject }
  })
  return { Part: onDemandPlain(() => code, '正在打开…'), ...settle }
}

beforeEach(() => {
  Object.assign(kept, { cells: new Map(), effects: [], told: 0 })
  vi.stubGlobal('requestIdleCallback', (run: () => void) => run())
})
afterEach(() => void vi.unstubAllGlobals())

test('a part that is read ahead between its first drawing and its effect is drawn', async () => {
  const { Part, arrive } = aPart()
  expect(draw(Part)).toBe('正在打开…')
  readAhead()
  arrive()
  // As if the browser had drawn it only now: its code is there.
  await vi.waitFor(() => expect(draw(Part)).toBe('<b>内容</b>'))
  expect(kept.told).toBe(0)
  runEffects()
  await drawnAgain()
})

test('a part that nobody has read ahead is read once it is drawn, and one that can’t be read says so', async () => {
  const { Part, arrive } = aPart()
  expect(draw(Part)).toBe('正在打开…')
  runEffects()
  arrive()
  await drawnAgain()
  expect(draw(Part)).toBe('<b>内容</b>')

  Object.assign(kept, { cells: new Map(), effects: [], told: 0 })
  const broken = aPart()
  draw(broken.Part)
  runEffects()
  broken.fail(new Error('not there'))
  await drawnAgain()
  expect(() => draw(broken.Part)).toThrow('not there')
})
