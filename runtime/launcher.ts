import { existsSync, readFileSync, statSync } from 'node:fs'
import inspector from 'node:inspector'
import Module, { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { app } from './app.ts'
import { Browser, isSandboxOff } from './browser.ts'
import { CommandLine } from './commandLine.ts'
import { offerCompileCache } from './compileCache.ts'
import { desktop } from './desktop.ts'
import { hasDisplay } from './dialog.ts'
import { electron } from './electron.ts'
import { findChromium } from './findChromium.mjs'
import { Folders } from './folders.ts'

/** How long the program may take to end after a signal. */
const signalPatienceMs = 10_000

interface Program {
  readonly file: string
  readonly folder: string
  readonly name: string
  readonly version: string
  /** Name of the menu entry that starts it: desktops group its windows under that. */
  readonly desktopName: string | null
}

/** Electron's own reading of its command line: the first word is the program, `-r` takes the word after it. */
function readArguments(args: readonly string[]): { readonly modules: string[]; readonly program: string | null } {
  const modules: string[] = []
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? ''
    if (arg === '-r' || arg === '--require') {
      at += 1
      modules.push(resolve(args[at] ?? ''))
    } else if (!arg.startsWith('-')) return { modules, program: arg }
  }
  return { modules, program: null }
}

/** As in Electron: what lies in `resources/app` beside the executable is the program, and no argument names another. */
function findPackaged(exe: string): string | null {
  const folder = join(dirname(exe), 'resources', 'app')
  return existsSync(join(folder, 'package.json')) ? folder : null
}

/** A folder is named and versioned by its package.json; a file alone has neither, and its folder is the program's. */
function findProgramAt(path: string): Program {
  const place = resolve(path)
  if (!statSync(place).isDirectory()) return { file: place, folder: dirname(place), name: 'Electron', version: '0.0.0', desktopName: null }
  const manifest: unknown = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'))
  const read = (key: string): string | null => {
    const value: unknown = typeof manifest === 'object' && manifest !== null ? Reflect.get(manifest, key) : null
    return typeof value === 'string' ? value : null
  }
  return {
    file: resolve(place, read('main') ?? 'index.js'),
    folder: place,
    name: read('productName') ?? read('name') ?? 'Electron',
    version: read('version') ?? '0.0.0',
    desktopName: read('desktopName'),
  }
}

/** `electron` is no package on disk: the loader is told that it is found, and that it is loaded. */
function resolveElectron(require: NodeJS.Require): void {
  const id = join(__dirname, 'electron')
  const module = new Module(id)
  module.exports = electron
  module.loaded = true
  require.cache[id] = module
  const loader: unknown = Module
  if (!hasResolver(loader)) throw new Error('this Node has another module loader')
  const resolveFilename = loader._resolveFilename
  loader._resolveFilename = function (request: string, ...rest: unknown[]): string {
    return request === 'electron' || request === 'electron/main' ? id : Reflect.apply(resolveFilename, this, [request, ...rest])
  }
}

function hasResolver(loader: unknown): loader is { _resolveFilename: (request: string, ...rest: unknown[]) => string } {
  return typeof loader === 'function' && '_resolveFilename' in loader
}

function stop(problem: string): never {
  process.stderr.write(`${problem}\n`)
  process.exit(1)
}

/** Run by a shell script that gives its own place first: `run.cjs executable [arguments of Electron]`. */
function start(): void {
  const [, , exe, ...args] = process.argv
  if (exe === undefined) stop('run by the script "electron", not by itself')
  process.argv = [exe, ...args]
  const packaged = findPackaged(exe)
  const { modules, program } = packaged === null ? readArguments(args) : { modules: [], program: packaged }
  if (program === null) stop('usage: electron [-r module] [switches] file-or-folder [arguments]')
  const { file, folder, name, version, desktopName } = findProgramAt(program)
  const chromium = findChromium()
  if (!chromium.ok) stop(chromium.problem)

  const commandLine = new CommandLine(args)
  if (desktopName !== null && !commandLine.hasSwitch('class')) commandLine.appendSwitch('class', desktopName.replace(/\.desktop$/, ''))
  const isHeadless = commandLine.hasSwitch('headless') || !hasDisplay()
  const isOffline = commandLine.hasSwitch('offline') || process.env['CARAVAN_OFFLINE'] === '1'
  if (commandLine.hasSwitch('inspect')) inspector.open(Number(commandLine.getSwitchValue('inspect') || '9229'))
  if (isHeadless) process.stderr.write('No window is shown: there is no display, or --headless was given.\n')
  if (isSandboxOff(commandLine)) process.stderr.write('Warning: pages run without sandbox (as root, or --no-sandbox was given).\n')

  const folders = new Folders(name, exe)
  const userData = commandLine.getSwitchValue('user-data-dir')
  if (userData !== '') folders.set('userData', resolve(userData))
  const browser = new Browser({
    findUserData: () => app.getPath('userData'),
    commandLine,
    isHeadless,
    isOffline,
    isOwnProfile: () => app.hasSingleInstanceLock(),
    onConnect: (connection) => desktop.listen(connection),
    onEnd: (end) => desktop.hearEnd(end),
  })
  app.begin({ commandLine, folders, name, version, appPath: folder, exe, isPackaged: packaged !== null }, () => browser.close())
  desktop.begin(browser, { isOffline, isHeadless })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      app.quit()
      // Told to end, it ends: a browser that no longer answers goes with the pipe to it.
      setTimeout(() => {
        process.stderr.write('Ended without waiting for Chromium, which did not answer.\n')
        process.exit(0)
      }, signalPatienceMs).unref()
    })
  }

  const require = createRequire(file)
  resolveElectron(require)
  offerCompileCache()
  for (const module of modules) require(module)
  require(file)
  // What the program says while it is loaded (folders, switches, schemes) counts for the browser.
  setImmediate(() => {
    if (app.isLeaving) return
    browser.startEarly()
    app.becomeReady()
  })
}

start()
