import { expect, test } from 'vitest'
import { endInOrder, longestEndMs } from '../../../electron/app/endInOrder.ts'
import { handTimers } from '../../builders/officeServer.ts'

function held(): { readonly promise: Promise<null>; readonly resolve: () => void; readonly reject: (error: Error) => void } {
  let resolve = (): void => undefined
  let reject = (_error: Error): void => undefined
  const promise = new Promise<null>((settle, refuse) => {
    resolve = () => settle(null)
    reject = refuse
  })
  return { promise, resolve, reject }
}

/** An ending whose parts close, or fail, when the test says so. */
function anEnding() {
  const timers = handTimers()
  const said: string[] = []
  const exits: number[] = []
  const closed: string[] = []
  const desk = held()
  const documents = held()
  const part = (name: string, whenClosed: Promise<null>) => () => {
    closed.push(name)
    return whenClosed
  }
  const end = endInOrder({ parts: { desk: part('desk', desk.promise), documents: part('documents', documents.promise) }, after: timers.after, log: (entry) => said.push(entry), exit: (code) => exits.push(code) })
  return { timers, said, exits, closed, desk, documents, end }
}

test('the program ends when everything is closed, and closes it once', async () => {
  const { timers, said, exits, closed, desk, documents, end } = anEnding()
  end()
  end()
  expect(closed).toEqual(['desk', 'documents'])
  documents.resolve()
  timers.pass(longestEndMs - 1)
  expect(exits).toEqual([])
  desk.resolve()
  await expect.poll(() => exits).toEqual([0])
  expect(timers.untilNext()).toBeNull()
  expect(said).toEqual([])
})

test('what fails to close is logged without its words, and the program ends with a failure', async () => {
  const { said, exits, desk, documents, end } = anEnding()
  end()
  desk.reject(new Error('李敏'))
  documents.resolve()
  await expect.poll(() => exits).toEqual([1])
  expect(said).toEqual([expect.stringMatching(/^close failed: Error\n/)])
  expect(said.join()).not.toContain('李敏')
})

test('what does not close in time is named, and not waited for', async () => {
  const { timers, said, exits, desk, documents, end } = anEnding()
  end()
  documents.resolve()
  // Until the word of the closed part is through.
  await new Promise(setImmediate)
  timers.pass(longestEndMs)
  await expect.poll(() => exits).toEqual([1])
  expect(said).toEqual(['not closed after 120 s: desk'])
  desk.resolve()
  await new Promise(setImmediate)
  expect(exits).toEqual([1])
})
