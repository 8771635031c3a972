import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test as base } from '@playwright/test'
import { Desk, type Program } from '../../e2e/desk.ts'

export const root = resolve(import.meta.dirname, '../../..')
const name = 'caravan-desk'

/** The packed program: an executable, `runtime/` and `resources/`. */
export function findPacked(): string {
  const folder = join(root, 'out', 'dist', 'packed')
  const [packed] = readdirSync(folder).filter((entry) => entry.endsWith('-unpacked'))
  if (packed === undefined) throw new Error('nothing is packed')
  return join(folder, packed)
}

export const executableIn = (folder: string): string => join(folder, name)

/** The Debian package. */
export function findDeb(): string {
  const folder = join(root, 'out', 'installers')
  const { version }: { version: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  return join(folder, `${name}-chromium_${version}_all.deb`)
}

/** Runs a tool of the distribution; what it said, or an error with that. */
export function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 20_000_000, env: { ...process.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' } })
  if (error !== undefined || status !== 0) throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? stdout + stderr}`)
  return stdout
}

/** Paths of all files below a folder, `/` between the parts. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()
}

interface Clerks {
  readonly folder: string
  /** Starts an executable as whoever runs the test. */
  readonly open: (file: string) => Desk
  /** Starts an executable as a person without rights, who has a home folder. Only root can become somebody else. */
  readonly openAsClerk: (file: string) => Desk
}

const nobody = 65_534
const isRoot = process.getuid?.() === 0

/** Each test has a folder of its own, and its programs are ended. */
export const test = base.extend<Clerks>({
  folder: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'packed-'))
    await use(folder)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  },
  open: async ({ folder }, use) => {
    const desks: Desk[] = []
    await use((file) => {
      desks.push(new Desk(join(folder, 'data'), ['--headless'], { file, args: [], hasSandbox: !isRoot }))
      return desks.at(-1) ?? raise()
    })
    for (const desk of desks) await desk.close()
  },
  openAsClerk: async ({ folder }, use) => {
    const desks: Desk[] = []
    await use((file) => {
      desks.push(new Desk(clerkData(folder), ['--headless'], asClerk(file, folder)))
      return desks.at(-1) ?? raise()
    })
    for (const desk of desks) await desk.close()
  },
})

function raise(): never {
  throw new Error('no desk was opened')
}

/** Where the program keeps a clerk's records. */
export const clerkData = (folder: string): string => join(folder, 'home', '.config', name)

function asClerk(file: string, folder: string): Program {
  const home = join(folder, 'home')
  mkdirSync(home, { recursive: true })
  chmodSync(folder, 0o755)
  chownSync(home, nobody, nobody)
  const script = join(folder, 'asClerk')
  writeFileSync(script, `#!/bin/sh\nexport HOME='${home}'\nunset XDG_CONFIG_HOME XDG_RUNTIME_DIR\ncd "$HOME"\nexec setpriv --reuid=${nobody} --regid=${nobody} --clear-groups '${file}' "$@"\n`, { mode: 0o755 })
  return { file: script, args: [], hasSandbox: true }
}

function isInstalled(debianPackage: string, ...atLeast: readonly [string] | readonly []): boolean {
  const { status, stdout } = spawnSync('dpkg-query', ['-W', '-f=${db:Status-Status} ${Version}', debianPackage], { encoding: 'utf8' })
  const [state, version] = stdout?.split(' ') ?? []
  if (status !== 0 || state !== 'installed' || version === undefined) return false
  return atLeast.length === 0 || spawnSync('dpkg', ['--compare-versions', version, 'ge', ...atLeast]).status === 0
}

export const hasDebianTools = spawnSync('dpkg-deb', ['--version']).status === 0

/** The Debian package, where it can be made. */
export const debTest = hasDebianTools ? test : test.skip

/** What only root can show: that it runs for somebody who is not root. */
export const clerkTest = hasDebianTools && isRoot ? test : test.skip

/** Installing for real: where that can be taken back, and changes nothing that was there before. */
export const installTest = hasDebianTools && isRoot && isInstalled('chromium') && isInstalled('nodejs', '20.19') && !isInstalled(name) ? test : test.skip
