import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ElectronApplication, Page } from '@playwright/test'
import { _electron, expect, test as base } from '@playwright/test'
import { readXiamenPack } from '../builders/pack.ts'
import { findDescendants, holdersOf, killIfThere } from '../builders/processes.ts'
import { Clerk } from './clerk.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What runs the program: real Electron where named, otherwise the Chromium runtime. */
export const electronFile = process.env.ELECTRON_BINARY ?? join(root, 'runtime', 'bin', 'electron')
export const isRealElectron = process.env.ELECTRON_BINARY !== undefined

const isRoot = process.getuid?.() === 0

/** On the Chromium runtime; in Electron the browser is the main process. */
export type ProcessRole = 'renderer' | 'browser' | 'main' | 'everything'

/** An executable, and what stands on its command line before the program's own arguments. */
export interface Program {
  readonly file: string
  readonly args: readonly string[]
  /** Chromium refuses its sandbox to root. */
  readonly hasSandbox: boolean
}

/** The program as it was built, not packed. */
const builtProgram: Program = { file: electronFile, args: [root], hasSandbox: !isRoot }

/** The program, running with its network cut and a data folder of its own. */
export class Desk {
  readonly userData: string
  readonly #args: readonly string[]
  readonly #program: Program
  #app: ElectronApplication | null = null
  #page: Page | null = null
  /** All that the program wrote to stderr since it was first started. */
  stderr = ''

  constructor(userData: string, args: readonly string[] = [], program = builtProgram) {
    this.userData = userData
    this.#args = args
    this.#program = program
  }

  /** Where the station keeps its records: a folder for each profile. */
  get stationFolder(): string {
    return join(this.userData, 'station')
  }
  get app(): ElectronApplication {
    if (this.#app === null) throw new Error('the program is not running')
    return this.#app
  }
  get page(): Page {
    if (this.#page === null) throw new Error('the program is not running')
    return this.#page
  }

  /** Starts the program and waits for its page. */
  async start(...extraArgs: readonly string[]): Promise<Page> {
    const app = await _electron.launch({
      executablePath: this.#program.file,
      args: [...this.#program.args, `--user-data-dir=${this.userData}`, ...this.#args, ...extraArgs],
      cwd: root,
      env: { ...environment(), CARAVAN_OFFLINE: '1' },
      chromiumSandbox: this.#program.hasSandbox,
    })
    this.#app = app
    app.process().stderr?.on('data', (chunk) => {
      this.stderr += String(chunk)
    })
    this.#page = await app.firstWindow()
    // A window is there before its page is.
    await this.#page.waitForURL(/\/index\.html/)
    return this.#page
  }

  /** Closes as a clerk does who gives up what could not be saved. */
  async close(): Promise<void> {
    const app = this.#app
    const page = this.#page
    this.#app = null
    this.#page = null
    // A page that is gone asks nothing.
    if (app && page && (await page.getByText('有内容没有存上').isVisible().catch(() => false))) await giveUp(app, page)
    await app?.close()
    await untilGone(this.userData)
  }

  /** Closes and opens again with the same data. */
  async relaunch(...extraArgs: readonly string[]): Promise<Page> {
    await this.close()
    return await this.start(...extraArgs)
  }

  /** The plug is pulled: no code of the program runs any more. */
  async kill9(): Promise<void> {
    const process = this.app.process()
    const gone = new Promise<void>((resolve) => process.once('exit', () => resolve()))
    process.kill('SIGKILL')
    await gone
    this.#app = null
    this.#page = null
    await untilGone(this.userData)
  }

  /** Some of its processes, or all, end as in a crash. Of the rest, what can't go on alone ends by itself. */
  async kill(role: ProcessRole): Promise<void> {
    for (const pid of this.pidsOf(role)) killIfThere(pid)
    if (role === 'renderer') return
    this.#app = null
    this.#page = null
    await untilGone(this.userData)
  }

  /** Waits for the page that is opened in the place of a lost one. */
  async untilRestored(): Promise<void> {
    const isBack = (): Promise<boolean> =>
      this.app.evaluate(({ BrowserWindow }) =>
        // Until the new page stands there, asking it anything fails.
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("location.search === '?restored=1' && document.querySelector('nav') !== null").catch(() => false) ?? false,
      )
    await expect.poll(isBack, { timeout: 10_000 }).toBe(true)
  }

  /** Linux only. The main process first. */
  pidsOf(role: ProcessRole): readonly number[] {
    const main = this.app.process().pid ?? 0
    const below = findDescendants(main)
    const pids = (isMeant: (commandLine: string) => boolean): readonly number[] => below.filter(({ commandLine }) => isMeant(commandLine)).map(({ pid }) => pid)
    switch (role) {
      case 'main':
        return [main, ...pids((command) => !command.includes('--type=') && !command.includes('--remote-debugging-pipe'))]
      case 'browser':
        return pids((command) => command.includes('--remote-debugging-pipe') && !command.includes('--type='))
      case 'renderer':
        return pids((command) => command.includes('--type=renderer') && !command.includes('--top-chrome-webui'))
      case 'everything':
        return [main, ...pids(() => true)]
    }
  }

  /** From now on, until the program is started again, its clock is so many milliseconds ahead of the computer's. */
  async jumpClock(aheadMs: number): Promise<void> {
    await this.app.evaluate((_, ms) => {
      globalThis.Date = new Proxy(Date, {
        construct: (real, given) => (given.length === 0 ? new real(real.now() + ms) : Reflect.construct(real, given)),
        get: (real, key) => (key === 'now' ? () => real.now() + ms : Reflect.get(real, key)),
      })
    }, aheadMs)
  }

  /** Answers the system's save dialog from now on; `null` is the clerk's cancel. */
  async replaceSaveDialog(path: string | null): Promise<void> {
    await this.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = async () => (filePath === null ? { canceled: true, filePath: '' } : { canceled: false, filePath })
    }, path)
  }
}

/** The program asks about what could not be saved, and ends when it is given up. */
async function giveUp(app: ElectronApplication, page: Page): Promise<void> {
  // Playwright would answer in the page's place.
  page.on('dialog', () => undefined)
  await app.evaluate(({ app: program }) => program.quit())
  await answerAndLeave(page.getByRole('button', { name: /^放弃这 \d+ 处，关掉$/ }).click())
}

/** The last thing that is done on a page: it may be gone before Playwright has heard that it was done. */
export async function answerAndLeave(answer: Promise<void>): Promise<void> {
  await answer.catch((reason: unknown) => expect(String(reason)).toContain('has been closed'))
}

/** Each test gets a running program with an empty data folder. */
export const test = base.extend<{ dataFolder: string; desk: Desk; deskArgs: readonly string[] }>({
  deskArgs: [[], { option: true }],
  dataFolder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'desk-'))
    await use(folder)
    // A test that failed in the midst may have left its program running, which would write on beside them.
    holdersOf(folder).forEach(killIfThere)
    await untilGone(folder)
    removeData(folder)
  },
  desk: async ({ dataFolder, deskArgs }, use, testInfo) => {
    const desk = new Desk(dataFolder, deskArgs)
    try {
      await desk.start()
      await use(desk)
    } finally {
      await desk.close()
    }
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('stderr', { body: desk.stderr, contentType: 'text/plain' })
  },
})
/**
 * For tests that each have a case of their own and leave the rest as they found it: one program for all of them that a
 * worker runs, its station set up and 李敏 on duty. They begin at home.
 */
export const counterTest = test.extend<object, { counter: Desk }>({
  counter: [
    async ({}, use) => {
      const folder = mkdtempSync(join(tmpdir(), 'desk-'))
      const counter = new Desk(folder)
      const { pack } = await readXiamenPack()
      try {
        await new Clerk(await counter.start(), pack).setUpStation(counterStation)
        await use(counter)
        await counter.close()
      } finally {
        removeData(folder)
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  desk: async ({ counter }, use, testInfo) => {
    await counter.replaceSaveDialog(null)
    await counter.page.setViewportSize({ width: 1366, height: 768 })
    await counter.page.keyboard.press('Escape')
    await counter.page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: '首页', exact: true }).click()
    const before = counter.stderr.length
    await use(counter)
    if (testInfo.status !== testInfo.expectedStatus) await testInfo.attach('stderr', { body: counter.stderr.slice(before), contentType: 'text/plain' })
  },
})
export const counterStation = { district: '集美区', name: '三号窗口', operators: ['李敏'] }
export { expect }

/** A program's data, and what it keeps beside them. */
export function removeData(folder: string): void {
  for (const made of [folder, `${folder}.witness`, `${folder}.compiled`]) rmSync(made, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}

/** Waits until no process holds the data folder: a killed browser takes some moments to go. Linux only; elsewhere at once. */
async function untilGone(userData: string): Promise<void> {
  await expect.poll(() => holdersOf(userData), { timeout: 10_000, intervals: [20, 50, 100] }).toEqual([])
}

/** Starts a program that ends by itself. */
export function runToEnd(file: string, args: readonly string[]): Promise<{ readonly code: number | null; readonly stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: { ...process.env, CARAVAN_OFFLINE: '1' }, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    child.stderr.on('data', (chunk) => { stderr += String(chunk) })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stderr }))
  })
}
