import { createElement, Suspense, useEffect, useState, type ComponentType, type ReactNode } from 'react'
import { Waiting } from './Blank.tsx'

const parts: (() => Promise<unknown>)[] = []

/**
 * A part of the screen whose code is read when it is first shown, so that the program need not wait for it when it
 * starts. Once read, also ahead by `readAhead`, it is there at once. `meanwhile` stands in its place until then.
 * antd's controls come with it: the first screen is drawn without them, and does not wait for their code.
 */
export function onDemand<P extends object>(read: () => Promise<ComponentType<P>>, meanwhile?: ReactNode): ComponentType<P> {
  return onDemandPlain(async () => {
    const [{ withControls }, part] = await Promise.all([import('./Controls.tsx'), read()])
    return withControls(part)
  }, meanwhile)
}

/** The same for a part that uses none of antd's controls. */
export function onDemandPlain<P extends object>(read: () => Promise<ComponentType<P>>, meanwhile: ReactNode = createElement(Waiting, { title: '正在打开…' })): ComponentType<P> {
  let part: ComponentType<P> | null = null
  let reading: Promise<void> | null = null
  const begin = (): Promise<void> =>
    (reading ??= read().then((component) => {
      part = component
    }))
  parts.push(begin)

  return function OnDemand(props: P) {
    const [, setRead] = useState(part !== null)
    const [problem, setProblem] = useState<unknown>(null)
    useEffect(() => {
      // Also where it was read ahead between the drawing and now: nobody else would draw it then.
      begin().then(() => setRead(true), setProblem)
    }, [])
    if (problem !== null) throw problem
    // It may wait for data of its own.
    return part === null ? meanwhile : createElement(Suspense, { fallback: meanwhile }, createElement(part, props))
  }
}

/** Reads every part that has not been shown yet, one after the other, whenever the screen has nothing else to do. */
export function readAhead(): void {
  const next = parts.shift()
  if (next === undefined) return
  // What can't be read now is said when it is shown.
  requestIdleCallback(() => void next().catch(() => undefined).then(readAhead))
}
