import { createHash } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses'
import { expect } from '@playwright/test'
import { executableIn, filesBelow, findPacked, root, test } from './packed.ts'

const packed = findPacked
const inside = (...path: readonly string[]): string => join(packed(), 'resources', ...path)

function hashes(folder: string): Record<string, string> {
  return Object.fromEntries(filesBelow(folder).map((file) => [file, createHash('sha256').update(readFileSync(join(folder, file))).digest('hex')]))
}

test('packs, fonts and icons are inside, to the byte', () => {
  for (const folder of ['packs', 'fonts', 'icons']) expect(hashes(inside('app', 'resources', folder))).toEqual(hashes(join(root, 'resources', folder)))
  expect(filesBelow(inside('app', 'resources', 'packs', 'xiamen-2021'))).toContain('policy-rules.json')
  expect(filesBelow(inside('app', 'resources', 'fonts')).filter((file) => file.endsWith('.ttf'))).toHaveLength(3)
})

test('the built program is inside, and nothing that only developers need', () => {
  expect(hashes(inside('app', 'out', 'renderer'))).toEqual(hashes(join(root, 'out', 'renderer')))
  expect(filesBelow(inside('app', 'out', 'main'))).toEqual(['checkWorker.cjs', 'documentsWorker.cjs', 'main.cjs', 'packReading.cjs', 'preload.cjs', 'readingWorker.cjs', 'service.cjs', 'stickWorker.cjs'])
  const all = filesBelow(packed())
  expect(all.filter((file) => /\.map$|\.tsx?$|node_modules|(^|\/)(test|docs|scripts|\.git)\//.test(file))).toEqual([])
  const places = new Set(all.map((file) => /^(resources\/app\/(out|resources)\/[^/]+|runtime|resources\/app|resources|[^/]+)/.exec(file)?.[1]))
  expect([...places].toSorted()).toEqual([
    'caravan-desk', 'resources', 'resources/app', 'resources/app/out/main', 'resources/app/out/renderer', 'resources/app/resources/fonts',
    'resources/app/resources/icons', 'resources/app/resources/packs', 'runtime',
  ])
})

test('nothing inside tells where it was built', () => {
  const telling = filesBelow(packed()).filter((file) => /\.(c?js|json|html|css|txt)$/.test(file) && readFileSync(join(packed(), file)).includes(root))
  expect(telling).toEqual([])
})

test('every font and package in the bundles is in the list of licences, with its text', () => {
  expect(readFileSync(inside('LICENSE.txt'), 'utf8')).toBe(readFileSync(join(root, 'LICENSE'), 'utf8'))
  const list = readFileSync(inside('THIRD-PARTY-LICENSES.txt'), 'utf8')
  for (const title of ['LXGW WenKai (LXGWWenKai-Regular.ttf) · OFL-1.1', 'Noto Sans SC (NotoSansSC-Regular.ttf) · OFL-1.1', 'Noto Serif SC (NotoSerifSC-Bold.ttf) · OFL-1.1']) expect(list).toContain(title)
  // One of each bundle: main process, worker, page, style sheet.
  for (const name of ['zod', 'pdfmake', 'antd', '@fontsource-variable/noto-sans-sc']) {
    const { version, license }: { version: string; license: string } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'))
    expect(list).toContain(`\n${name} ${version} · ${license}\n`)
  }
  expect(list.split('SIL OPEN FONT LICENSE Version 1.1').length - 1).toBeGreaterThanOrEqual(4)
  // What only builds and tests the program is not in it.
  expect(list).not.toMatch(/^(electron|esbuild|vitest|playwright|xlsx|buffers) /m)
})

test('the icons are what their names say, for Linux and for Windows', () => {
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    const png = readFileSync(inside('app', 'resources', 'icons', `${size}x${size}.png`))
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size])
  }
  const ico = readFileSync(inside('app', 'resources', 'icons', 'icon.ico'))
  const count = ico.readUInt16LE(4)
  expect(Array.from({ length: count }, (_, at) => ico.readUInt8(6 + 16 * at) || 256)).toEqual([16, 24, 32, 48, 64, 128, 256])
})

test('the fuses are turned: no Node, no options from outside, no debugger, no file pages', async () => {
  const { version: _version, ...wire } = await getCurrentFuseWire(executableIn(packed()))
  const isOn = (fuse: FuseV1Options): boolean => String.fromCodePoint(wire[fuse] ?? 0) === '1'
  expect(Object.fromEntries(Object.keys(FuseV1Options).filter((key) => /^\D/.test(key)).map((key) => [key, isOn(FuseV1Options[key as keyof typeof FuseV1Options])]))).toEqual({
    RunAsNode: false,
    EnableCookieEncryption: false,
    EnableNodeOptionsEnvironmentVariable: false,
    EnableNodeCliInspectArguments: false,
    EnableEmbeddedAsarIntegrityValidation: false,
    OnlyLoadAppFromAsar: false,
    LoadBrowserProcessSpecificV8Snapshot: false,
    GrantFileProtocolExtraPrivileges: false,
  })
})

test('anybody may start it', () => {
  expect(existsSync(executableIn(packed()))).toBe(true)
  expect(statSync(executableIn(packed())).mode & 0o111).toBe(0o111)
})
