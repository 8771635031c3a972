import { type ChildProcess, fork } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Office } from './officeProcess.ts'

/** The office's server with sample cases, in a process of its own. */
export interface RunningOffice extends Office {
  readonly cases: number
  /** Gives each of a hundred cases another note, of this moment. */
  change(at: string): Promise<void>
  /** Any number of times. */
  stop(): Promise<void>
}

const folder = join(process.cwd(), 'out', 'bench')
const begin = (part: string, ...args: readonly string[]): ChildProcess => fork(join(folder, `${part}.mjs`), args, { execArgv: ['--max-old-space-size=8192'] })

export async function startOffice(cases: number): Promise<RunningOffice> {
  const path = await preparedSample(cases)
  const child = begin('officeProcess', path)
  const hear = <T>(is: (message: unknown) => message is T): Promise<T> =>
    new Promise((heard, failed) => {
      const ended = (): void => failed(new Error('the office has ended'))
      child.once('exit', ended)
      child.once('message', (message) => {
        child.off('exit', ended)
        if (is(message)) heard(message)
        else failed(new Error('the office said something else'))
      })
    })
  const office = await hear(isOffice)
  return {
    ...office,
    cases,
    change: async (at) => {
      const changed = hear((message) => message === 'changed')
      child.send(at)
      await changed
    },
    stop: () =>
      new Promise((ended) => {
        if (!child.connected) return ended()
        child.once('exit', () => ended())
        child.disconnect()
      }),
  }
}

/** Documents of a server with so many cases, made once for as long as the seed makes the same. */
async function preparedSample(cases: number): Promise<string> {
  const samples = join(folder, 'offices')
  await mkdir(samples, { recursive: true })
  const child = begin('officeSample', String(cases), samples)
  return await new Promise((made, failed) => {
    child.once('message', (path) => made(String(path)))
    child.once('exit', () => failed(new Error(`the documents of ${cases} cases were not made`)))
  })
}

const isOffice = (message: unknown): message is Office => typeof message === 'object' && message !== null && 'url' in message && 'documents' in message
