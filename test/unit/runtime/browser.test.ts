import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Browser } from '../../../runtime/browser.ts'
import { CommandLine } from '../../../runtime/commandLine.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'browser-'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

/** A program in Chromium's place, with its pipes; `heard` is done once it is asked anything. */
function chromiumThat(heard: string): { readonly browser: Browser; readonly ends: object[] } {
  const file = join(folder, 'chromium.cjs')
  writeFileSync(file, `#!${process.execPath}\nconst { Socket } = require('node:net'); const out = new Socket({ fd: 4 }); new Socket({ fd: 3 }).on('data', (text) => { ${heard} })`)
  chmodSync(file, 0o755)
  vi.stubEnv('CARAVAN_CHROMIUM', file)
  const ends: object[] = []
  const browser = new Browser({
    findUserData: () => folder,
    commandLine: new CommandLine([]),
    isHeadless: false,
    isOffline: true,
    isOwnProfile: () => false,
    onConnect: () => Promise.resolve(),
    onEnd: (end) => ends.push(end),
  })
  return { browser, ends }
}

test.each([0, 7])('a browser that ends (%i) before its window is there is not waited for', async (exitCode) => {
  const saysWhoItIs = "out.write(JSON.stringify({ id: JSON.parse(text.toString().split('\\0')[0]).id, result: {} }) + '\\0'"
  const { browser, ends } = chromiumThat(`${saysWhoItIs}, () => process.exit(${exitCode}))`)
  await expect(browser.openTarget({ width: 800, height: 600 })).rejects.toThrow('ended before its window')
  expect(ends).toEqual([{ isOrderly: exitCode === 0, exitCode }])
})

test('a browser that never comes up is ended all the same', async () => {
  const { browser, ends } = chromiumThat('')
  const opening = browser.openTarget({ width: 800, height: 600 })
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const closing = browser.close()
  vi.advanceTimersByTime(5000)
  await Promise.all([closing, expect(opening).rejects.toThrow('browser has ended')])
  expect(ends).toEqual([])
})
