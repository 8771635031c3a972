/**
 * Gets what a fresh clone lacks: npm packages, a runtime for the program, tools of the tests.
 * Plain Node without packages, because it runs before anything is installed. Says what it does, is silent when
 * there is nothing to do, and ends with one sentence (SetUpProblem) when something can't be had.
 */
import { spawn } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findChromium } from '../runtime/findChromium.mjs'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const cache = join(root, '.cache')

/** Something that can't be had; the message is the sentence for whoever typed the command. */
export class SetUpProblem extends Error {}

/** Tools of the tests: program looked for, Debian package, what it does. Nothing runs without them. */
const testTools = [
  { program: 'pdftotext', aptPackage: 'poppler-utils', what: 'reads the PDFs that the tests print' },
  { program: 'cupsd', aptPackage: 'cups-daemon', what: 'is the print spooler that the tests print to' },
  { program: 'lpstat', aptPackage: 'cups-client', what: 'lists print queues' },
  { program: 'soffice', aptPackage: 'libreoffice-calc-nogui', what: 'opens the exported workbooks' },
]

/** @typedef {{ kind: 'electron', path: string } | { kind: 'chromium', path: string }} Program */

/**
 * Node packages: all that the command-line entries, types, lint and unit tests need.
 * @param {(sentence: string) => void} say
 */
export async function setUpPackages(say) {
  checkNode()
  const problem = findPackagesProblem()
  if (problem === null) return
  say(`${problem} Installing the npm packages (npm ci), which takes a few minutes …`)
  const { code, tail } = await run(process.execPath, [npmCli(), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { timeoutMs: 1_200_000, isQuiet: true })
  if (code !== 0) {
    throw new SetUpProblem(
      `The npm packages could not be installed (${firstReason(tail)}). With a connection to an npm registry, run "npm ci" in ${root} and try again.`,
    )
  }
  const remaining = findPackagesProblem()
  if (remaining !== null) throw new SetUpProblem(`npm ci ended without an error, but: ${remaining} Delete node_modules and try again.`)
  say('The npm packages are installed.')
}

/**
 * The runtime that `npm start` uses: real Electron where its binary is present or can be downloaded,
 * otherwise an installed Chromium.
 * @param {(sentence: string) => void} say
 * @returns {Promise<Program>}
 */
export async function setUpProgram(say) {
  const electron = findElectron() ?? (await downloadElectron(say))
  if (electron !== null) return { kind: 'electron', path: electron }
  return { kind: 'chromium', path: await setUpChromium(say) }
}

/**
 * What the end-to-end tests need: a Chromium, and the tools that look at papers from outside.
 * @param {(sentence: string) => void} say
 */
export async function setUpTests(say) {
  await setUpChromium(say)
  const needed = testTools.filter(({ program }) => findProgram(program) === null)
  if (needed.length > 0) {
    await installAptPackages(
      needed.map(({ aptPackage }) => aptPackage),
      needed.map(({ program, what }) => `${program} (${what})`).join(', '),
      say,
    )
    const still = needed.filter(({ program }) => findProgram(program) === null)
    if (still.length > 0) throw new SetUpProblem(`Installed, but not to be found: ${still.map(({ program }) => program).join(', ')}. Look at the PATH.`)
  }
}

/** The Electron binary, `null` where there is none. */
export function findElectron() {
  const home = join(root, 'node_modules', 'electron')
  const overridden = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (overridden !== undefined && overridden !== '') return firstExecutable(['electron', 'electron.exe'].map((name) => join(overridden, name)))
  const names = ['electron', 'electron.exe', join('Electron.app', 'Contents', 'MacOS', 'Electron')]
  return firstExecutable(names.map((name) => join(home, 'dist', name)))
}

async function setUpChromium(say) {
  const present = findChromium()
  if (present.ok) return present.path
  // Named, but not there: installing another one would not be what was asked.
  if (present.problem.includes('CARAVAN_CHROMIUM names')) throw new SetUpProblem(present.problem)
  await installAptPackages(['chromium'], 'Chromium (runs the program where there is no Electron binary)', say)
  const installed = findChromium()
  if (!installed.ok) throw new SetUpProblem(installed.problem)
  return installed.path
}

/** Tried once: a machine that can't reach Electron's downloads should not wait for them at every start. */
async function downloadElectron(say) {
  if (process.env.ELECTRON_SKIP_BINARY_DOWNLOAD !== undefined) return null
  const installer = join(root, 'node_modules', 'electron', 'install.js')
  const { version } = JSON.parse(readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8'))
  const failedFile = join(cache, 'electron-download-failed')
  if (existsSync(failedFile) && readFileSync(failedFile, 'utf8').startsWith(`${version}\n`)) return null
  say(`No Electron binary; trying to download version ${version} (at most 20 seconds) …`)
  const { code } = await run(process.execPath, [installer], { timeoutMs: 20_000, isQuiet: true })
  const electron = code === 0 ? findElectron() : null
  if (electron === null) {
    mkdirSync(cache, { recursive: true })
    writeFileSync(failedFile, `${version}\nThe download of Electron did not succeed. Delete this file to try again.\n`)
    say('The Electron download can\'t be reached; using an installed Chromium from now on (delete .cache/electron-download-failed to try again).')
  }
  return electron
}

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetUpProblem(`This needs Node 20.19 or newer and runs on ${process.versions.node}. Get it from nodejs.org or your package manager.`)
  }
}

/** What differs between package-lock.json and what is installed; `null` when nothing does. */
function findPackagesProblem() {
  const installedFile = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return 'The npm packages are not installed.'
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  for (const [path, { version, optional, devOptional, link }] of Object.entries(wanted)) {
    if (path === '' || link === true) continue
    if (installed[path] === undefined) {
      // Builds for other systems are optional and rightly absent.
      if (optional === true || devOptional === true) continue
      return `The npm package ${path.slice('node_modules/'.length)} is not installed.`
    }
    if (installed[path].version !== version) return `The npm package ${path.slice('node_modules/'.length)} is not the version in package-lock.json.`
  }
  for (const name of Object.keys({ ...wanted[''].dependencies, ...wanted[''].devDependencies })) {
    if (!existsSync(join(root, 'node_modules', name, 'package.json'))) return `The npm package ${name} is not installed.`
  }
  return null
}

/** npm as a script, so that no shell is needed on any system. */
function npmCli() {
  const candidates = [
    process.env.npm_execpath,
    join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ]
  const found = candidates.find((path) => path !== undefined && path.endsWith('.js') && existsSync(path))
  if (found === undefined) throw new SetUpProblem(`npm was not found beside Node. Install npm, run "npm ci" in ${root} and try again.`)
  return found
}

async function installAptPackages(packages, why, say) {
  const names = packages.join(' ')
  const isPossible = process.getuid?.() === 0 && findProgram('apt-get') !== null
  if (!isPossible) {
    throw new SetUpProblem(
      findProgram('apt-get') !== null
        ? `Missing: ${why}. Install it as root and try again: apt-get install --no-install-recommends ${names}`
        : `Missing: ${why}. Install it with your package manager (Debian's packages are called ${names}) and try again.`,
    )
  }
  say(`Missing: ${why}. Installing ${names} with apt-get …`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const update = await run('apt-get', ['update', '-q'], { timeoutMs: 300_000, isQuiet: true, environment })
  const install = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...packages], { timeoutMs: 900_000, isQuiet: true, environment })
  if (install.code !== 0) {
    const reason = firstReason(update.code === 0 ? install.tail : update.tail + install.tail)
    throw new SetUpProblem(`apt-get could not install ${names} (${reason}). With a connection to a Debian mirror, run as root: apt-get install --no-install-recommends ${names}`)
  }
}

/** Where a program is, also beyond the PATH of ordinary users; `null` where it is not. */
export function findProgram(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'].filter((folder) => folder !== '')
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  return firstExecutable(folders.flatMap((folder) => suffixes.map((suffix) => join(folder, name + suffix))))
}

function firstExecutable(paths) {
  const found = paths.find((path) => {
    try {
      accessSync(path, constants.X_OK)
      return true
    } catch {
      return false
    }
  })
  return found ?? null
}

/** Runs a program to its end; keeps the last of its output for a sentence. A program that takes too long is ended. */
function run(program, args, { timeoutMs, isQuiet = false, environment = process.env }) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
    let tail = ''
    const keep = (stream) => (chunk) => {
      tail = (tail + chunk).slice(-4000)
      if (!isQuiet) stream.write(chunk)
    }
    child.stdout.on('data', keep(process.stdout))
    child.stderr.on('data', keep(process.stderr))
    const timer = setTimeout(() => {
      tail += `\nno answer within ${timeoutMs / 1000} seconds\n`
      child.kill('SIGKILL')
    }, timeoutMs)
    child.on('error', (error) => {
      tail += `\n${error.message}\n`
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      resolve({ code: code ?? 1, tail })
    })
  })
}

/** The most telling line of what a program said. */
function firstReason(tail) {
  const lines = tail.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  const reason = lines.find((line) => /^(E:|npm error code|npm ERR! code|no answer)/.test(line)) ?? lines.find((line) => /error|fail/i.test(line)) ?? lines.at(-1)
  return (reason ?? 'no reason given').replace(/^(E:|npm error|npm ERR!)\s*/, '').replace(/[.\s]+$/, '').slice(0, 200)
}

/** Whether windows can be shown. */
export function hasDisplay() {
  return process.platform !== 'linux' || [process.env.DISPLAY, process.env.WAYLAND_DISPLAY].some((display) => display !== undefined && display !== '')
}
