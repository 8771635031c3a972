import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { answerAsset, contentSecurityPolicy, findAssetPath, isDeskPage, isDeskUrl } from '../../../electron/app/appProtocol.ts'

let folder: string
let root: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assets-'))
  root = join(folder, 'renderer')
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<!doctype html>')
  writeFileSync(join(root, 'assets', 'desk.js'), 'export {}')
  writeFileSync(join(root, 'assets', 'notes.txt'), 'not for the page')
  writeFileSync(join(folder, 'secret.json'), '{}')
  symlinkSync(join(folder, 'secret.json'), join(root, 'assets', 'link.json'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const ask = (url: string, init?: RequestInit): Promise<Response> => answerAsset(root, new Request(url, init))

test('the page and its scripts are served with their types', async () => {
  const page = await ask('app://desk/index.html')
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'text/html; charset=utf-8', '<!doctype html>'])
  const script = await ask('app://desk/assets/desk.js?v=1')
  expect([script.status, script.headers.get('content-type')]).toEqual([200, 'text/javascript; charset=utf-8'])
})

test('every answer, refusals too, carries the policy', async () => {
  for (const url of ['app://desk/index.html', 'app://desk/nothing.js']) {
    const { headers } = await ask(url)
    expect(headers.get('content-security-policy')).toBe(contentSecurityPolicy)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  }
})

test('scripts and connections are allowed from the program itself only', () => {
  const directives = new Map(contentSecurityPolicy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]))
  expect(directives.get('default-src')).toEqual(["'none'"])
  expect(directives.get('script-src')).toEqual(["'self'"])
  expect(directives.get('connect-src')).toEqual(["'self'"])
})

test.each([
  'app://desk/../secret.json',
  'app://desk/%2e%2e/secret.json',
  'app://desk/assets/..%2f..%2fsecret.json',
  'app://desk/..%5csecret.json',
  'app://desk/assets/%00.js',
  'app://desk//etc/passwd',
  'app://desk/c:/windows/win.ini',
  'app://desk/%E0%A4%A',
  'app://other/index.html',
  'app://desk/assets',
  'app://desk/assets/notes.txt',
  'app://desk/assets/link.json',
])('%s is not served', async (url) => {
  expect((await ask(url)).status).toBe(404)
})

test('other methods than reading are refused', async () => {
  expect((await ask('app://desk/index.html', { method: 'POST', body: 'x' })).status).toBe(405)
  const head = await ask('app://desk/index.html', { method: 'HEAD' })
  expect([head.status, await head.text()]).toEqual([200, ''])
})

test('no path leads out of the folder', () => {
  expect(findAssetPath('app://desk/assets%2f..%2f..%2fsecret.json')).toBeNull()
  const piece = fc.oneof(fc.constantFrom('..', '.', '%2e%2e', '%2f', '..%2f', 'a%2f..', '\\', '%5c', '%00', 'assets', 'index.html', 'C:', ''), fc.string())
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const path = findAssetPath(`app://desk/${pieces.join('/')}`)
      expect(path === null || path.split('/').every((segment) => segment !== '..' && segment !== '.' && !/[\\:\0]/.test(segment))).toBe(true)
    }),
  )
})

test('only pages of this program are its own', () => {
  expect(isDeskUrl('app://desk/index.html#/cases')).toBe(true)
  expect(['https://desk/', 'app://desk.example/', 'app://desk@other/', 'file:///desk', 'app:desk', 'nonsense', ''].filter(isDeskUrl)).toEqual([])
  expect(['app://desk/', 'app://desk/index.html?restored=1#/x'].map(isDeskPage)).toEqual([true, true])
  expect(['app://desk/assets/desk.js', 'https://desk/index.html'].map(isDeskPage)).toEqual([false, false])
})
