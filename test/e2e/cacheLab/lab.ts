import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, expect, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { findChromium } from '../../../runtime/findChromium.mjs'
import { holdersOf, killIfThere } from '../../builders/processes.ts'
import type { LabOptions } from './labPage.ts'

// The tests and benches run from the repository.
const root = process.cwd()

/** The two ways in which Chromium keeps IndexedDB on disk. */
export const layouts = { leveldb: [], sqlite: ['--enable-features=IdbSqliteBackingStore'] } as const
export type Layout = keyof typeof layouts

const bundled = new Map<string, Promise<string>>()
function bundle(entry: string): Promise<string> {
  const known = bundled.get(entry)
  if (known) return known
  const made = build({ entryPoints: [join(root, entry)], bundle: true, write: false, format: 'iife', platform: 'browser', target: 'chrome120', logLevel: 'error' }).then(({ outputFiles }) => outputFiles[0]?.text ?? '')
  bundled.set(entry, made)
  return made
}

/** A browser with a profile of its own, in which any number of stores stand side by side: one for each origin. */
export class LabBrowser {
  readonly #profile: string
  readonly #context: BrowserContext

  private constructor(profile: string, context: BrowserContext) {
    this.#profile = profile
    this.#context = context
  }

  static async launch(profile: string, layout: Layout, entry = 'test/e2e/cacheLab/labPage.ts'): Promise<LabBrowser> {
    const found = findChromium()
    if (!found.ok) throw new Error(found.problem)
    const context = await chromium.launchPersistentContext(profile, { executablePath: found.path, headless: true, chromiumSandbox: process.getuid?.() !== 0, args: [...layouts[layout]] })
    const script = await bundle(entry)
    await context.route('**/*', (route) => (route.request().url().endsWith('/lab.js') ? route.fulfill({ contentType: 'text/javascript', body: script }) : route.fulfill({ contentType: 'text/html', body: '<!doctype html><meta charset="utf-8"><script src="/lab.js"></script>' })))
    return new LabBrowser(profile, context)
  }

  /** A page on the store of this name, with nothing begun. */
  async page(origin: string): Promise<Page> {
    const page = await this.#context.newPage()
    await page.goto(`http://${origin}.localhost/`)
    return page
  }

  /** A page with the cache at work. */
  async start(origin: string, options: Partial<LabOptions> = {}): Promise<Page> {
    const page = await this.page(origin)
    await page.evaluate((given) => window.lab.start(given), { name: storeName, cases: 120, wasUsed: true, isSealed: false, rowsPerBatch: 50, ...options })
    return page
  }

  async close(): Promise<void> {
    await this.#context.close()
  }

  /** The plug is pulled: no process of the browser runs any more. */
  async kill(): Promise<void> {
    for (const pid of holdersOf(this.#profile)) killIfThere(pid)
    await expect.poll(() => holdersOf(this.#profile), { intervals: [20, 50, 100] }).toEqual([])
    await this.#context.close().catch(() => undefined)
  }
}

export const storeName = 'desk-office-0123456789abcdef-5'

/** What the list must show when `cases` were each touched once. */
export const allNames = (cases = 120): readonly string[] => Array.from({ length: cases }, (_, n) => `灌口厂房 case-${cases - n} @${cases - n}（样例）`)

/** The folder of an origin's store. */
export function storeFolder(profile: string, origin: string): string {
  const parent = join(profile, 'Default', 'IndexedDB')
  const name = readdirSync(parent).find((folder) => folder.startsWith(`http_${origin}.localhost_`) && !folder.endsWith('.blob'))
  if (name === undefined) throw new Error(`no store of ${origin}`)
  return join(parent, name)
}
