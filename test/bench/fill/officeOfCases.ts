import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { Office } from './officeProcess.ts'

/** The office's server with sample cases, in a process of its own. */
export interface RunningOffice extends Office {
  /** Gives each of a hundred cases another note, of this moment. */
  change(at: string): Promise<void>
  /** Any number of times. */
  stop(): Promise<void>
}

export async function startOffice(cases: number): Promise<RunningOffice> {
  const child = fork(join(process.cwd(), 'out', 'bench', 'officeProcess.mjs'), [String(cases)], { execArgv: ['--max-old-space-size=8192'] })
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

const isOffice = (message: unknown): message is Office => typeof message === 'object' && message !== null && 'url' in message && 'documents' in message
