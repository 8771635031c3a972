import { join, resolve } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { test as base, _electron } from '@playwright/test'

const root = resolve(import.meta.dirname, '../../..')

export const ownBinary = join(root, 'runtime/bin/electron')
export const binary = process.env['ELECTRON_BINARY'] ?? ownBinary
export const isOwn = binary === ownBinary

/** The small program that is driven. */
export const fixture = join(root, 'out/contract/runtime')

export interface Launched {
  readonly app: ElectronApplication
  readonly page: Page
  readonly pid: number
  /** What the main process has written to stderr so far. */
  readonly said: () => string
  /** Resolves with the exit code, once it has ended. */
  readonly ended: Promise<number | null>
}

export interface LaunchOptions {
  readonly userData: string
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

export async function launch({ userData, args = [], env = {} }: LaunchOptions): Promise<Launched> {
  const app = await _electron.launch({
    executablePath: binary,
    args: [fixture, `--user-data-dir=${userData}`, ...args],
    env: { ...definedOf(process.env), ...env },
    chromiumSandbox: process.getuid?.() !== 0,
  })
  const child = app.process()
  let text = ''
  child.stderr?.on('data', (chunk: Buffer) => { text += chunk.toString() })
  const ended = new Promise<number | null>((settle) => child.once('exit', settle))
  const page = await app.firstWindow()
  await page.waitForFunction(() => document.readyState === 'complete' && 'desk' in window)
  if (child.pid === undefined) throw new Error('the program has no process id')
  return { app, page, pid: child.pid, said: () => text, ended }
}

/** Loads a page of the fixture anew, and waits until Playwright is there, too. */
export async function open({ app, page }: Pick<Launched, 'app' | 'page'>, name: string): Promise<void> {
  const visit = `?visit=${Date.now()}-${Math.random()}`
  await app.evaluate(async ({ BrowserWindow }, url) => await BrowserWindow.getAllWindows()[0]?.loadURL(url), `app://desk/${name}${visit}`)
  await page.waitForFunction((search) => location.search === search && document.readyState === 'complete' && 'desk' in window, visit)
}

export function definedOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

export async function endOf({ app, ended }: Launched): Promise<void> {
  await app.close().catch(() => {})
  await ended
}

/** `start` launches with a profile of the test's own, and ends what is left at the end; `shared` is one launch per file. */
export const test = base.extend<{ start: (options?: Partial<LaunchOptions>) => Promise<Launched> }, { shared: Launched }>({
  start: async ({}, use, info) => {
    const all: Launched[] = []
    await use(async (options = {}) => {
      const launched = await launch({ userData: info.outputPath('profile'), ...options })
      all.push(launched)
      return launched
    })
    await Promise.all(all.map(endOf))
  },
  shared: [
    async ({}, use, info) => {
      const launched = await launch({ userData: join(info.project.outputDir, `shared-${info.workerIndex}`, 'profile') })
      await use(launched)
      await endOf(launched)
    },
    { scope: 'worker' },
  ],
})

/** What only holds for the runtime, not for Electron. */
export const runtimeTest = isOwn ? test : test.skip
