import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { build } from 'esbuild'
import { findChromium } from '../../../runtime/findChromium.mjs'

const root = process.cwd()

/** A browser whose pages may ask the office's server, as PouchDB does, and a station. */
export class FillBrowser {
  readonly #context: BrowserContext
  readonly #server: Server
  readonly #url: string

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
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><meta charset="utf-8"><script src="/pouch.js"></script><script src="/indexeddb.js"></script><script src="/page.js"></script>')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const context = await chromium.launchPersistentContext(profile, { executablePath: found.path, headless: true, chromiumSandbox: process.getuid?.() !== 0, args: ['--disable-web-security'] })
    return new FillBrowser(context, server, `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`)
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
