import { createHash } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Pack } from '../../shared/domain/pack.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { Clerk } from './clerk.ts'
import { type Desk, electronFile, expect, isRealElectron, runToEnd, test } from './desk.ts'
import { canMount } from './smallDisk.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const start = (desk: Desk): ReturnType<typeof runToEnd> => runToEnd(electronFile, [root, `--user-data-dir=${desk.userData}`])

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

/** A station that has been used, closed. */
async function useAndClose(desk: Desk): Promise<void> {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation({ district: '集美区', name: '三号窗口', operators: ['李敏'] })
  await clerk.openNewCase('装饰装修')
  await clerk.fillProfile({ 项目名称: '软件园二期装修（样例）' })
  await clerk.waitUntilSaved()
  await desk.close()
}

/** Digest of every file and target of every link, by name; the program's own log apart. */
function digestsBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry): [string, string][] => {
    const path = join(entry.parentPath, entry.name)
    if (entry.isSymbolicLink()) return [[relative(folder, path), readlinkSync(path)]]
    if (!entry.isFile() || entry.name === 'desk.log') return []
    return [[relative(folder, path), createHash('sha256').update(readFileSync(path)).digest('hex')]]
  })
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}

test('data of a newer program are refused before anything of the profile is touched, the browser included', async ({ desk }) => {
  await useAndClose(desk)
  const formatFile = join(desk.stationFolder, 'office', 'format.json')
  const ours = readFileSync(formatFile)
  writeFileSync(formatFile, '{"format":99}\n')
  const before = digestsBelow(desk.userData)
  const end = await start(desk)
  expect(end.code).toBe(1)
  expect(end.stderr).toContain('更新版本')
  expect(digestsBelow(desk.userData)).toEqual(before)
  writeFileSync(formatFile, ours)
  const again = new Clerk(await desk.start(), pack)
  await again.search('软件园')
  await expect(again.page.getByRole('row', { name: /软件园二期装修/ })).toHaveCount(1)
})

test('records that have vanished whole are said to be gone, and no new station is begun in their place', async ({ desk }) => {
  await useAndClose(desk)
  rmSync(join(desk.stationFolder, 'office'), { recursive: true })
  const end = await start(desk)
  expect(end.code).toBe(1)
  expect(end.stderr).toContain('记录不见了')
  expect(existsSync(join(desk.stationFolder, 'office', 'journal'))).toBe(false)
})

if (canMount()) {
  test('a disk that only reads: the start is refused with the reason, nothing is changed, and it opens once it can be written', async ({ desk }) => {
    await useAndClose(desk)
    const before = digestsBelow(desk.stationFolder)
    execFileSync('mount', ['--bind', desk.stationFolder, desk.stationFolder])
    try {
      execFileSync('mount', ['-o', 'remount,ro,bind', desk.stationFolder])
      const end = await start(desk)
      expect(end.code).toBe(1)
      expect(end.stderr).toContain('不能写入')
    } finally {
      execFileSync('umount', ['-l', desk.stationFolder])
    }
    expect(digestsBelow(desk.stationFolder)).toEqual(before)
    const again = new Clerk(await desk.start(), pack)
    await again.search('软件园')
    await expect(again.page.getByRole('row', { name: /软件园二期装修/ })).toHaveCount(1)
  })
}

// Electron's own lock is its own business.
if (!isRealElectron) {
  test('a lock that was left behind in the name of a process that lives and is no browser: it opens all the same', async ({ desk }) => {
    await useAndClose(desk)
    const lock = join(desk.userData, 'chromium', 'SingletonLock')
    rmSync(lock, { force: true })
    symlinkSync(`${hostname()}-${process.pid}`, lock)
    const again = new Clerk(await desk.start(), pack)
    await again.search('软件园')
    await expect(again.page.getByRole('row', { name: /软件园二期装修/ })).toHaveCount(1)
  })
}
