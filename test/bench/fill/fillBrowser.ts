import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { z } from 'zod'
import type { DeskService } from '../../../electron/station/desk.ts'
import { findChromium } from '../../../runtime/findChromium.mjs'
import { feedScope, watermark } from '../../../shared/contracts/feed.ts'

const pullRequest = z.strictObject({ from: watermark.nullable(), scope: feedScope })
const root = process.cwd()

/** A browser whose pages may ask the office's server, as PouchDB does, and a station of this process. */
export class FillBrowser {
  readonly #context: BrowserContext
  readonly #server: Server
  readonly #url: string
  /** Answers `feed:pull` of the page. */
  desk: DeskService | null = null

  private constructor(context: BrowserContext, server: Server, url: string) {
    this.#context = context
    this.#server = server
    this.#url = url
  }

  static async launch(profile: string): Promise<FillBrowser> {
    const found = findChromium()
    if (!found.ok) throw new Error(found.problem)
    const { outputFiles } = await build({ entryPoints: [join(root, 'test/bench/fill/fillPage.ts')], bundle: true, minify: true, write: false, format: 'iife', platform: 'browser', target: 'chrome120', logLevel: 'error' })
    const scripts = new Map([
      ['/page.js', outputFiles[0]?.text ?? ''],
      ['/pouch.js', await readFile(join(root, 'node_modules/pouchdb/dist/pouchdb.min.js'), 'utf8')],
      ['/indexeddb.js', await readFile(join(root, 'node_modules/pouchdb/dist/pouchdb.indexeddb.min.js'), 'utf8')],
    ])
    const server = createServer((request, response) => {
      const script = scripts.get(request.url ?? '')
      if (script !== undefined) return response.writeHead(200, { 'content-type': 'text/javascript' }).end(script)
      if (request.url !== '/pull') return response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><meta charset="utf-8"><script src="/pouch.js"></script><script src="/indexeddb.js"></script><script src="/page.js"></script>')
      const answer = async (): Promise<void> => {
        const pieces: Buffer[] = []
        for await (const piece of request) pieces.push(Buffer.from(piece))
        const batch = await browser.desk?.handle('feed:pull', pullRequest.parse(JSON.parse(Buffer.concat(pieces).toString('utf8'))))
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(batch))
      }
      answer().catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const context = await chromium.launchPersistentContext(profile, { executablePath: found.path, headless: true, chromiumSandbox: process.getuid?.() !== 0, args: ['--disable-web-security'] })
    const browser = new FillBrowser(context, server, `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`)
    return browser
  }

  async page(): Promise<Page> {
    const page = await this.#context.newPage()
    await page.goto(this.#url)
    return page
  }

  async close(): Promise<void> {
    await this.#context.close()
    this.#server.close()
  }
}
