/**
 * Builds the program into out/: main process, preload and documents worker with esbuild, the page with vite,
 * the Chromium runtime with its own build. A part whose inputs have not changed is left as it is.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { noteBundled } from './licences.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = join(root, 'out')

/** What is built from what. Inputs are files or folders below the repository. */
const parts = [
  {
    name: 'main',
    inputs: ['electron', 'shared', 'package-lock.json', 'scripts/build.mjs', 'scripts/licences.mjs', 'tsconfig.base.json'],
    output: 'main',
    build: buildMain,
  },
  {
    name: 'renderer',
    inputs: ['renderer', 'shared', 'resources/icons', 'package-lock.json', 'scripts/build.mjs', 'scripts/licences.mjs', 'tsconfig.base.json'],
    output: 'renderer',
    build: buildRenderer,
  },
  {
    name: 'runtime',
    inputs: ['runtime', 'package-lock.json', 'tsconfig.base.json'],
    output: 'runtime',
    build: async () => {
      const file = join(root, 'runtime', 'build.mjs')
      const { buildRuntime } = await import(pathToFileURL(file).href)
      await buildRuntime()
    },
  },
]

/**
 * Builds what is out of date.
 * @param {{ say?: (sentence: string) => void }} [options]
 * @returns {Promise<readonly string[]>} names of the parts that were built
 */
export async function buildDesk({ say = () => {} } = {}) {
  mkdirSync(out, { recursive: true })
  const release = await takeLock(say)
  try {
    const built = []
    for (const part of parts) {
      const stampFile = join(out, `.${part.name}.stamp`)
      const stamp = stampOf(part.inputs)
      const isFresh = existsSync(join(out, part.output)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp
      if (isFresh) continue
      const startedAt = performance.now()
      rmSync(stampFile, { force: true })
      await part.build()
      writeFileSync(stampFile, stamp)
      say(`Built ${part.name} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`)
      built.push(part.name)
    }
    return built
  } finally {
    release()
  }
}

async function buildMain() {
  const { build } = await import('esbuild')
  const next = join(out, 'main.next')
  rmSync(next, { recursive: true, force: true })
  const { metafile } = await build({
    absWorkingDir: root,
    metafile: true,
    entryPoints: {
      main: 'electron/app/main.ts',
      service: 'electron/app/service.ts',
      packReading: 'electron/station/packReading.ts',
      preload: 'electron/app/preload.ts',
      readingWorker: 'electron/station/sync/readingWorker.ts',
      stickWorker: 'electron/station/stick/worker.ts',
      checkWorker: 'electron/station/editions/checkWorker.ts',
      ...(existsSync(join(root, 'electron/station/documents/worker.ts')) ? { documentsWorker: 'electron/station/documents/worker.ts' } : {}),
    },
    outdir: next,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    // The Chromium runtime runs Node 20; Electron's own Node is newer.
    target: 'node20',
    format: 'cjs',
    external: ['electron'],
    plugins: [leftOut, apart],
    // Bundles are read with `require`, at once; names stay as they are for the log.
    supported: { 'dynamic-import': false },
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    sourcesContent: false,
    legalComments: 'none',
    logLevel: 'warning',
  })
  noteBundled('main', Object.keys(metafile.inputs))
  replaceFolder(next, join(out, 'main'))
}

/**
 * exceljs' reader of streams, which nothing here calls: one of the packages behind it, `buffers`, is under no licence.
 * zod's messages in fifty languages: a quarter of the main process' code, and the clerk's sentences are our own.
 */
const leftOut = {
  name: 'left-out',
  setup(build) {
    build.onResolve({ filter: /^unzipper$/ }, ({ path }) => ({ path, namespace: 'left-out' }))
    build.onResolve({ filter: /\/locales\/index\.js$/ }, ({ path, importer }) => (/node_modules\/zod\//.test(importer) ? { path, namespace: 'left-out' } : null))
    build.onLoad({ filter: /./, namespace: 'left-out' }, () => ({ contents: 'module.exports = {}', loader: 'js' }))
  },
}

/** What is read when it is first needed, as bundles of their own: the station, once the window was asked for, and what reads packs. */
const apart = {
  name: 'apart',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\/(service|packReading)\.ts$/ }, ({ kind, path }) => (kind === 'dynamic-import' ? { path: path.replace(/^.*\/(\w+)\.ts$/, './$1.cjs'), external: true } : null))
  },
}

async function buildRenderer() {
  const { build } = await import('vite')
  const next = join(out, 'renderer.next')
  await build({
    configFile: join(root, 'renderer', 'vite.config.ts'),
    root: join(root, 'renderer'),
    base: './',
    logLevel: 'warn',
    build: { outDir: next, emptyOutDir: true },
    plugins: [
      {
        name: 'note-bundled',
        generateBundle() {
          noteBundled('renderer', [...this.getModuleIds()])
        },
      },
    ],
  })
  replaceFolder(next, join(out, 'renderer'))
}

/** The finished folder takes the old one's place, so that a build that fails leaves the last good one. */
function replaceFolder(next, place) {
  rmSync(place, { recursive: true, force: true })
  renameSync(next, place)
}

/** Hash over names and contents of all inputs. */
function stampOf(inputs) {
  const hash = createHash('sha256')
  for (const input of inputs) {
    for (const file of filesOf(join(root, input))) {
      hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0')
    }
  }
  return hash.digest('hex')
}

function filesOf(path) {
  if (!existsSync(path)) return []
  let entries
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    return [path]
  }
  return entries
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]))
}

/** Two builds at once would take each other's files away: the second waits. */
async function takeLock(say) {
  const lock = join(out, '.build.lock')
  for (let isFirstTry = true; ; isFirstTry = false) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return () => rmSync(lock, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') throw error
    }
    if (!isHeld(lock)) rmSync(lock, { force: true })
    else {
      if (isFirstTry) say('Another build is running; waiting for it.')
      await wait(200)
    }
  }
}

function isHeld(lock) {
  try {
    const pid = Number(readFileSync(lock, 'utf8'))
    // A lock just taken has no number in it yet.
    if (pid === 0) return true
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: someone else's process. ENOENT: the lock has just been given back; the next try takes it.
    return error.code === 'EPERM' || error.code === 'ENOENT'
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--force')) for (const { name } of parts) rmSync(join(out, `.${name}.stamp`), { force: true })
  const built = await buildDesk({ say: (sentence) => console.log(sentence) })
  if (built.length === 0) console.log('Everything is up to date.')
}
