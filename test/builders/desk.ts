import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createHash } from 'node:crypto'
import { type DeskPorts, type DeskService, openDesk } from '../../electron/station/desk.ts'
import { diskFiles } from '../../electron/station/files.ts'
import { openPackShelf } from '../../electron/station/packShelf.ts'
import type { Documents, Printers, RandomBytes, RunInBackground } from '../../electron/station/ports.ts'
import { plainSealer, type Sealer } from '../../electron/station/sealer.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { Pack, PackRef } from '../../shared/domain/pack.ts'
import { readPackText } from '../../shared/domain/packText.ts'
import { fail, ok } from '../../shared/domain/result.ts'
import type { PageDescription } from '../../shared/output/page.ts'

export const builtInPack = join(import.meta.dirname, '../../resources/packs/xiamen-2021')

/** Different every call, the same in every run. */
export function countedBytes(seed = 'station'): RandomBytes {
  let calls = 0
  return (count) => {
    calls += 1
    const blocks = Array.from({ length: Math.ceil(count / 32) }, (_, block) => createHash('sha256').update(`${seed} ${calls} ${block}`).digest())
    return Buffer.concat(blocks).subarray(0, count)
  }
}

export interface TestClock {
  now(): Date
  uptimeMs(): number
  /** Somebody sets it. */
  set(moment: string): void
  /** Time passes, asleep or awake. */
  passTo(moment: string): void
}
export function aClock(start = '2026-03-02T09:00:00+08:00'): TestClock {
  let moment = Date.parse(start)
  let uptimeMs = 60_000
  return {
    now: () => {
      moment += 1000
      uptimeMs += 1000
      return new Date(moment)
    },
    uptimeMs: () => uptimeMs,
    set: (text) => {
      moment = Date.parse(text)
    },
    passTo: (text) => {
      uptimeMs += Date.parse(text) - moment
      moment = Date.parse(text)
    },
  }
}

/** The pack that a desk works by. */
export async function packOf(desk: DeskService): Promise<{ readonly pack: Pack; readonly ref: PackRef }> {
  const { text, ref } = await desk.handle('pack:get', {})
  return { pack: readPackText(text), ref }
}

/** Draws a page as its own canonical text; refuses the characters it is told it can't draw. */
export function textDocuments(missing: readonly string[] = []): Documents & { readonly pages: PageDescription[] } {
  const pages: PageDescription[] = []
  const draw: Documents['renderBatch'] = (papers) => {
    const text = papers.map((page) => canonicalJson(page)).join('\n')
    const absent = missing.filter((character) => text.includes(character))
    if (absent.length > 0) return Promise.resolve(fail({ kind: 'missing-glyphs', characters: absent }))
    pages.push(...papers)
    return Promise.resolve(ok({ pdf: Buffer.from(`%PDF ${text}`), pages: papers.length }))
  }
  return {
    pages,
    renderPdf: (page) => draw([page]),
    renderBatch: draw,
    renderWorkbook: (book) => Promise.resolve(ok(Buffer.from(JSON.stringify(book)))),
    close: () => Promise.resolve(),
  }
}

export function aPrinter(): Printers & { readonly printed: string[] } {
  const printed: string[] = []
  return {
    printed,
    list: () => Promise.resolve([{ name: 'counter', description: '窗口打印机', isDefault: true }]),
    print: (_pdf, title, printer) => {
      printed.push(title)
      return Promise.resolve(ok({ printer: printer ?? 'counter' }))
    },
  }
}

export interface TestPlace {
  readonly root: string
  ports(changed?: Partial<DeskPorts>): DeskPorts
  open(changed?: Partial<DeskPorts>): Promise<DeskService>
  remove(): Promise<void>
}

/** What every place is made with; `test/sealed` changes it. */
export const placeDefaults: { sealer: Sealer; beforeRemoval: (profileRoot: string) => Promise<void> } = { sealer: plainSealer, beforeRemoval: () => Promise.resolve() }

const version = '0.1.0'

/** What a first start leaves of the built-in pack, by path: checking it anew takes longer than most tests. */
let checkedPack: Promise<ReadonlyMap<string, Uint8Array>> | null = null
async function checkPack(): Promise<ReadonlyMap<string, Uint8Array>> {
  const dir = await mkdtemp(join(tmpdir(), 'packs-'))
  await openPackShelf(diskFiles, dir, { packDir: builtInPack, overlayDirs: [] }, version)
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const paths = entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
  const files = new Map(await Promise.all(paths.map(async (path) => [path.slice(dir.length), await readFile(path)] as const)))
  await rm(dir, { recursive: true })
  return files
}

async function layDownCheckedPack(packsDir: string): Promise<void> {
  checkedPack ??= checkPack()
  for (const [path, bytes] of await checkedPack) {
    await mkdir(dirname(packsDir + path), { recursive: true })
    await writeFile(packsDir + path, bytes)
  }
}

/**
 * A profile root of its own in the temporary folder.
 * `neverStarted`: not even the built-in pack has been checked there.
 */
export async function aPlace({ neverStarted = false } = {}): Promise<TestPlace> {
  const root = await mkdtemp(join(tmpdir(), 'desk-'))
  if (!neverStarted) await layDownCheckedPack(join(root, 'profile', 'packs'))
  const ports = (changed: Partial<DeskPorts> = {}): DeskPorts => ({
    profileRoot: join(root, 'profile'),
    packDir: builtInPack,
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: (name) => Promise.resolve(join(root, name)),
    clock: aClock(),
    randomBytes: countedBytes(root),
    announce: () => undefined,
    version,
    sealer: placeDefaults.sealer,
    ...changed,
  })
  return {
    root,
    ports,
    open: (changed) => openDesk(ports(changed)),
    remove: async () => {
      await placeDefaults.beforeRemoval(join(root, 'profile'))
      await rm(root, { recursive: true, force: true })
    },
  }
}

/** Sets the station up and signs the clerk in. */
export async function atTheCounter(desk: DeskService): Promise<DeskService> {
  const setUp = await desk.handle('station:setUp', { district: '集美区', stationName: '集美政务中心 3 号窗口', operators: [{ name: '李敏', role: 'clerk' }] })
  if (!setUp.ok) throw new Error(setUp.failure.kind)
  await signInFirst(desk)
  return desk
}

export async function signInFirst(desk: DeskService): Promise<void> {
  const { operators } = await desk.handle('station:status', {})
  const signedIn = await desk.handle('station:signIn', { operatorId: operators[0]?.id ?? '' })
  if (!signedIn.ok) throw new Error(signedIn.failure.kind)
}

/** Does nothing by itself; a test lets it run until there is nothing to do. */
export function aBackground(): { readonly run: RunInBackground; untilIdle(): Promise<void> } {
  let piece = (): Promise<boolean> => Promise.resolve(false)
  return {
    run: (work) => {
      piece = work
      return { stop: () => Promise.resolve() }
    },
    untilIdle: async () => {
      while (await piece()) continue
    },
  }
}
