import { spawnSync } from 'node:child_process'
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { readXiamenPack } from '../../builders/pack.ts'
import { Clerk } from '../../e2e/clerk.ts'
import { findDescendants } from '../../builders/processes.ts'
import { clerkData, clerkTest, debTest, executableIn, filesBelow, findDeb, findPacked, installTest, run } from './packed.ts'

const field = (name: string): string => run('dpkg-deb', '--field', findDeb(), name).trim()

debTest('it asks for a Chromium and for a Node that is new enough', () => {
  expect(field('Package')).toBe('caravan-desk')
  expect(field('Architecture')).toBe('all')
  expect(field('Depends')).toBe('chromium, nodejs (>= 20.19)')
})

debTest('unpacked, it holds the packed program, a menu entry, icons and its papers; all of it root\'s', ({ folder }) => {
  run('dpkg-deb', '--extract', findDeb(), folder)
  const share = join(folder, 'usr', 'share')
  expect(filesBelow(join(share, 'caravan-desk'))).toEqual(filesBelow(findPacked()))
  const entry = readFileSync(join(share, 'applications', 'caravan-desk.desktop'), 'utf8')
  for (const line of ['Name=大篷车窗口工作站', 'Exec=caravan-desk', 'Icon=caravan-desk', 'StartupWMClass=caravan-desk', 'Categories=Office;', 'Terminal=false']) expect(entry).toContain(`\n${line}\n`)
  expect(readdirSync(join(share, 'icons', 'hicolor')).toSorted()).toEqual(['128x128', '16x16', '24x24', '256x256', '32x32', '48x48', '512x512', '64x64', 'scalable'])
  const copyright = readFileSync(join(share, 'doc', 'caravan-desk', 'copyright'), 'utf8')
  for (const words of ['License: Expat', 'License: OFL-1.1', 'LXGWWenKai-Regular.ttf', '2026 The Caravan Desk authors', 'THIRD-PARTY-LICENSES.txt']) expect(copyright).toContain(words)
  expect(run('zcat', join(share, 'doc', 'caravan-desk', 'changelog.gz'))).toMatch(/^caravan-desk \(\d+\.\d+\.\d+\) /)
  expect(lstatSync(join(folder, 'usr', 'bin', 'caravan-desk')).isSymbolicLink()).toBe(true)
  const modes = run('dpkg-deb', '--contents', findDeb()).trim().split('\n').map((line) => line.split(/\s+/).slice(0, 2).join(' '))
  expect([...new Set(modes)].toSorted()).toEqual(['-rw-r--r-- root/root', '-rwxr-xr-x root/root', 'drwxr-xr-x root/root', 'lrwxrwxrwx root/root'])
})

debTest('its sums are right and nothing of it runs as root', ({ folder }) => {
  run('dpkg-deb', '--raw-extract', findDeb(), folder)
  expect(readdirSync(join(folder, 'DEBIAN')).toSorted()).toEqual(['control', 'md5sums'])
  const { status, stdout } = spawnSync('md5sum', ['--check', '--quiet', 'DEBIAN/md5sums'], { cwd: folder, encoding: 'utf8' })
  expect(stdout).toBe('')
  expect(status).toBe(0)
})

clerkTest('for a clerk without rights it runs from where it was unpacked, its pages sandboxed', async ({ folder, openAsClerk }) => {
  run('dpkg-deb', '--extract', findDeb(), join(folder, 'root'))
  const desk = openAsClerk(executableIn(join(folder, 'root', 'usr', 'share', 'caravan-desk')))
  await desk.start()
  await expect(desk.page).toHaveTitle(/大篷车窗口工作站/)
  const renderers = findDescendants(desk.app.process().pid ?? 0).filter(({ commandLine }) => commandLine.includes('--type=renderer'))
  expect(renderers.length).toBeGreaterThan(0)
  for (const { pid } of renderers) {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    // 2: a filter on system calls is in force.
    expect(status).toMatch(/^Seccomp:\s+2$/m)
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m)
    expect(status).toMatch(/^Uid:\s+65534/m)
  }
  expect(desk.stderr).not.toMatch(/sandbox|沙箱/)
})

installTest('installed, it opens for a clerk and keeps records; purged, the records are still there', async ({ folder, openAsClerk }) => {
  const { pack } = await readXiamenPack()
  // Not flushed file by file: it does not stay.
  run('apt-get', 'install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=60', '-o', 'DPkg::Options::=--force-unsafe-io', findDeb())
  try {
    const desk = openAsClerk('/usr/bin/caravan-desk')
    await new Clerk(await desk.start(), pack).setUpStation({ district: '集美区', name: '集美区政务服务中心 3 号窗口', operators: ['李敏'] })
    await new Clerk(await desk.relaunch(), pack).signInIfAsked('李敏')
    await desk.close()
  } finally {
    run('apt-get', 'purge', '-y', '-o', 'DPkg::Lock::Timeout=60', 'caravan-desk')
  }
  for (const left of ['/usr/share/caravan-desk', '/usr/bin/caravan-desk', '/usr/share/applications/caravan-desk.desktop']) expect(existsSync(left)).toBe(false)
  expect(filesBelow(join(clerkData(folder), 'station', 'office')).length).toBeGreaterThan(0)
})
