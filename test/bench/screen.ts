import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Page } from '@playwright/test'
import { build } from 'esbuild'
import { openDesk } from '../../electron/station/desk.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { anExample } from '../builders/pack.ts'
import { atTheCounter, signInFirst } from '../builders/desk.ts'
import { manyCases } from '../builders/manyCases.ts'
import { Clerk } from '../e2e/clerk.ts'
import { Desk, electronFile, removeData } from '../e2e/desk.ts'
import { untilAtRest, waitUntilCached } from './atRest.ts'
import { keepEventTimes } from './eventTimes.ts'
import { type Figure, median } from './measure.ts'
import { stationPorts, tend } from './seeded.ts'
import { usableWord } from './start/usableWord.ts'

const root = process.cwd()
const benchFolder = join(root, 'out', 'bench')
const caseCount = 10_000
const fewestAnswers = 200

/**
 * From the key that answers to the frame that shows what follows from it, with 10 000 cases in journal and cache.
 * Measured by the browser itself (W3C Event Timing): from the time stamp of the key, taken before the page hears of it,
 * until the next frame has been presented, so that waiting for the screen is in it. That the frame was the right one is
 * checked: the outcome must be what it is at rest.
 */
export async function answerToPaint(pack: Pack): Promise<readonly Figure[]> {
  const { keys } = await workAtTheScreen(pack)
  return [
    ...figuresOf('answer-to-paint', 'from the key that answers to the painted outcome', timesOf(keys, 'answer')),
    ...figuresOf('typing-to-paint', 'from a key while answering to the painted preview', timesOf(keys, 'typing')),
    ...figuresOf('nothing-to-paint', 'from a key that means nothing to the next frame, in turn with the others', timesOf(keys, 'idle')),
  ]
}

/**
 * From the moment that the page hears of the key, in whose handling the command goes to the main process, to the frame
 * that says 已保存: the record is flushed to disk by then, while lists and counts follow. The end is the browser's own
 * account (W3C Element Timing): when the frame was presented that first shows a text set beside it in the same task.
 */
export async function commandToScreen(pack: Pack): Promise<readonly Figure[]> {
  const { saves } = await workAtTheScreen(pack)
  return figuresOf('command-to-screen', 'from the command (the page begins to handle the key) to the presented 已保存, after the flush', saves)
}

interface Work {
  readonly keys: readonly BenchKey[]
  /** Milliseconds. */
  readonly saves: readonly number[]
}

/** The same hour at the screen serves both. */
let worked: Promise<Work> | null = null
function workAtTheScreen(pack: Pack): Promise<Work> {
  worked ??= work(pack)
  return worked
}

async function work(pack: Pack): Promise<Work> {
  buildProgram()
  const userData = await mkdtemp(join(tmpdir(), 'caravan-bench-'))
  try {
    await cp(await seededStation(), join(userData, 'station'), { recursive: true })
    const desk = new Desk(userData, ['--headless'])
    try {
      const page = await desk.start()
      const clerk = new Clerk(page, pack)
      await clerk.signInIfAsked('李敏')
      await waitUntilCached(page, caseCount)
      await untilAtRest(desk)
      await page.evaluate(keepEventTimes)
      await page.evaluate(watchKeys)
      const readKeys = (): Promise<BenchKey[]> => page.evaluate(() => window.benchKeys?.() ?? [])
      let keys: readonly BenchKey[] = []
      while (keys.filter(({ kind }) => kind === 'answer').length < fewestAnswers) {
        for (const project of projects) await interview(page, clerk, pack, project)
        keys = await readKeys()
      }
      await writeFile(join(benchFolder, 'answer-to-paint-keys.json'), JSON.stringify(keys.map(({ kind, ms }) => ({ kind, ms }))))
      const wrong = keys.filter(({ kind, painted, atRest }) => kind === 'answer' && painted !== atRest).length
      if (wrong > 0) throw new Error(`${wrong} answers were painted with an outcome that changed afterwards`)
      return { keys, saves: await page.evaluate(() => window.benchSaves ?? []) }
    } finally {
      await desk.close()
    }
  } finally {
    removeData(userData)
  }
}

/** Worked cases that ask much, and the theme each is begun with. */
const projects: readonly { readonly example: string; readonly theme: string }[] = [
  { example: 's01', theme: '小型厂房、仓库、办公楼' },
  { example: 's14', theme: '老旧小区改造、加装电梯' },
  { example: 's11', theme: '装饰装修' },
]

async function interview(page: Page, clerk: Clerk, pack: Pack, { example, theme }: (typeof projects)[number]): Promise<void> {
  await clerk.openNewCase(theme)
  const facts = anExample(pack, example)
  const title = page.locator('.question-body h2, .settled-pane h2').first()
  while (!(await page.locator('.settled-pane').isVisible())) {
    await clerk.type(facts)
    await page.evaluate(() => window.benchRest?.())
    const before = await title.innerText()
    await page.keyboard.press('Enter')
    await page.evaluate(() => window.benchRest?.())
    await page.keyboard.press('Shift')
    await page.evaluate(() => window.benchRest?.())
    if ((await title.innerText()) === before) throw new Error(`not answered: ${before}`)
  }
}

const timesOf = (keys: readonly BenchKey[], wanted: BenchKey['kind']): readonly number[] => keys.filter(({ kind }) => kind === wanted).map(({ ms }) => ms)

function figuresOf(id: string, what: string, unsorted: readonly number[]): readonly Figure[] {
  const times = unsorted.toSorted((a, b) => a - b)
  const at = (share: number): number => times[Math.min(times.length - 1, Math.ceil(times.length * share) - 1)] ?? Number.NaN
  const figure = (name: string, value: number): Figure => ({ id: `${id}-${name}`, what: `${what}, ${name}, with ${caseCount} cases in journal and cache`, unit: 'ms', value, against: null, ratio: null, limit: 50, samples: times.length })
  return [figure('p50', at(0.5)), figure('p99', at(0.99))]
}

interface BenchKey {
  /** `idle`: a key that means nothing; what it takes is the machine's and the tool's, not the program's. */
  readonly kind: 'answer' | 'typing' | 'idle'
  /** In steps of 8 ms, as the browser tells it. */
  readonly ms: number
  /** The outcome in the frame that was measured, and at rest. */
  readonly painted: string
  readonly atRest: string
}
declare global {
  interface Window {
    benchKeys?: () => BenchKey[]
    /** Milliseconds from an answer to the frame that says it is saved. */
    benchSaves?: number[]
    /** Resolves when nothing has been painted differently for some frames. */
    benchRest?: () => Promise<void>
  }
}

/** Runs in the page. */
function watchKeys(): void {
  const outcome = (): string => document.querySelector('.outcome')?.textContent ?? ''
  const keys: { readonly event: Event; readonly kind: BenchKey['kind']; readonly painted: string; atRest: string }[] = []
  const pending = { count: 0 }
  let rested = 0
  window.benchKeys = () => keys.map(({ event, ...key }) => ({ ...key, ms: window.benchEventMs?.(event) ?? Number.NaN }))
  const saves: number[] = []
  window.benchSaves = saves
  const said = document.querySelector('.foot-line [aria-live]')
  if (said === null) throw new Error('nothing says whether it is saved')
  // Of a text that is new the browser tells when the frame that first shows it was presented.
  const savedAts = new Map<string, number>()
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if ('identifier' in entry && 'renderTime' in entry) savedAts.set(String(entry.identifier), Number(entry.renderTime))
  }).observe({ type: 'element' })
  let savesAsked = 0
  const untilSaved = (askedAt: number): void => {
    savesAsked += 1
    const id = `saved-${savesAsked}`
    pending.count += 1
    let wasSaving = false
    const watch = new MutationObserver((changes) => {
      wasSaving ||= changes.some(({ oldValue, target }) => [oldValue, target.textContent].some((text) => text?.startsWith('正在保存')))
      if (!wasSaving || said.textContent?.startsWith('已保存') !== true) return
      watch.disconnect()
      // In the same task, and so in the same frame.
      const mark = Object.assign(document.createElement('span'), { textContent: '·', style: 'position: fixed; right: 0; bottom: 0' })
      mark.setAttribute('elementtiming', id)
      document.body.append(mark)
      void untilPresented(id).then((at) => {
        saves.push(at - askedAt)
        mark.remove()
        pending.count -= 1
      })
    })
    watch.observe(said, { subtree: true, childList: true, characterData: true, characterDataOldValue: true })
  }
  const untilPresented = async (id: string): Promise<number> => {
    for (let at = savedAts.get(id); ; at = savedAts.get(id)) {
      if (at !== undefined) return at
      await frames(1)
    }
  }
  const frames = async (count: number): Promise<void> => {
    for (let frame = 0; frame < count; frame += 1) await new Promise(requestAnimationFrame)
  }
  window.benchRest = async () => {
    while (pending.count > 0) await frames(1)
    await frames(6)
    const last = keys.at(-1)
    if (last !== undefined && keys.length > rested) last.atRest = outcome()
    rested = keys.length
  }
  const measure = (event: Event): void => {
    const key = event instanceof KeyboardEvent ? event.key : ''
    const kind = key === 'Enter' ? 'answer' : key === 'Shift' ? 'idle' : 'typing'
    if (document.querySelector('.question-pane') === null) return
    // The command is handed over while the key is handled; no code of the program has run yet.
    if (kind === 'answer') untilSaved(performance.now())
    pending.count += 1
    requestAnimationFrame(() => {
      // What this frame will show stands already, unless a listener of the page is late.
      const painted = outcome()
      requestAnimationFrame(() => {
        keys.push({ event, kind, painted, atRest: painted })
        pending.count -= 1
      })
    })
  }
  window.addEventListener('keydown', measure, { capture: true })
  // What a tool fills in comes without keys.
  window.addEventListener('input', (event) => event.target instanceof HTMLInputElement && event.target.type === 'text' && measure(event), { capture: true })
}

/** A station with many cases, made once for each build of the program. */
async function seededStation(): Promise<string> {
  const stamp = readFileSync(join(root, 'out', '.main.stamp'), 'utf8').slice(0, 16)
  const folder = join(benchFolder, 'many-cases', stamp)
  if (existsSync(folder)) return folder
  await rm(join(benchFolder, 'many-cases'), { recursive: true, force: true })
  const unfinished = `${folder}.part`
  await mkdir(unfinished, { recursive: true })
  const desk = await openDesk(stationPorts(unfinished))
  await manyCases(await atTheCounter(desk), caseCount)
  await desk.close()
  await tend(unfinished)
  await rename(unfinished, folder)
  return folder
}

const pairs = 15

/**
 * From the launch of the whole program on a station in use to an intake that can be used (a theme card has the focus
 * and was painted), against the launch of a window with an empty page by the same runtime; in turn, each on a data
 * folder of its own that has been used before. Whoever is on duty is chosen by the probe the moment it is asked.
 */
export async function coldStart(): Promise<Figure> {
  buildProgram()
  const parts = join(benchFolder, 'start')
  await build({ entryPoints: [join(root, 'test/bench/start/startProbe.ts'), join(root, 'test/bench/start/emptyProgram.ts')], outdir: parts, outExtension: { '.js': '.cjs' }, bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['electron'], logLevel: 'error' })
  const userData = await mkdtemp(join(tmpdir(), 'caravan-bench-'))
  try {
    const station = await openDesk(stationPorts(join(userData, 'desk', 'station')))
    await signInFirst(await atTheCounter(station))
    await station.handle('draft:put', { draft: { caseId: null, route: 'intake/new/questions', question: null, input: {} } })
    await station.close()
    const probe = join(parts, 'startProbe.cjs')
    const whole = () => launch(probe, root, join(userData, 'desk'), '.theme-card')
    const empty = () => launch(probe, join(parts, 'emptyProgram.cjs'), join(userData, 'empty'), 'body')
    const times: (readonly [number, number])[] = []
    // The first starts make the browser's own files.
    for (let pair = -2; pair < pairs; pair += 1) {
      const both = [await whole(), await empty()] as const
      if (pair >= 0) times.push(both)
    }
    const [value, against] = [median(times.map(([first]) => first)), median(times.map(([, second]) => second))]
    return { id: 'cold-start', what: 'launch to a usable intake; against: launch to an empty page, in turn, median of the paired ratios', unit: 'ms', value, against, ratio: median(times.map(([first, second]) => first / second)), limit: 1.5, samples: pairs }
  } finally {
    removeData(userData)
  }
}

/** The program as it stands in the sources; what has not changed is left as it is. */
function buildProgram(): void {
  execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: 'ignore' })
}

/** Milliseconds from starting the process to its page being usable; ends the program afterwards. */
async function launch(probe: string, program: string, userData: string, usable: string): Promise<number> {
  await mkdir(userData, { recursive: true })
  const startedAt = performance.now()
  const child = spawn(electronFile, ['-r', probe, program, `--user-data-dir=${userData}`, '--headless'], { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, CARAVAN_OFFLINE: '1', DESK_BENCH_USABLE: usable } })
  const gone = once(child, 'exit')
  const said: string[] = []
  const usableAt = new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line)
      if (line === usableWord) resolve(performance.now())
    })
    setTimeout(() => reject(new Error(`the page could not be used within half a minute:\n${said.join('\n')}`)), 30_000).unref()
    child.once('exit', () => reject(new Error(`the program ended before its page could be used:\n${said.join('\n')}`)))
  })
  try {
    return (await usableAt) - startedAt
  } finally {
    child.kill('SIGTERM')
    await gone
  }
}
