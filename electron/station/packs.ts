import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import { assemblePack } from '../../shared/contracts/assemblePack.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import { assembleOverlay, overlayFiles, overlayFolder } from '../../shared/contracts/overlay.ts'
import { packFolder } from '../../shared/contracts/pack.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import { applyOverlay } from '../../shared/domain/overlay.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { findFailingExamples, findPackProblems, type PackProblem } from '../../shared/domain/packCheck.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { paperPlaceholders } from '../../shared/output/paperPlaceholders.ts'
import { digestOf, type LoadedPack, overlayFileNames, packFileNames, refOf } from './knownPack.ts'

export type PackRefused = Extract<Failure, { kind: 'pack-refused' }>

/** An overlay that can't be used, by its name, or by that of its folder where it does not say. */
export interface OverlayRefused {
  readonly kind: 'overlay-refused'
  readonly id: string | null
  readonly name: string
  readonly problems: readonly string[]
}

/**
 * Reads a pack folder whole: shape, references, expressions and the pack's own examples. A pack that has a problem
 * is refused with all of them, one line each: file, id, what is wrong.
 */
export async function loadPack(dir: string): Promise<Result<LoadedPack, PackRefused>> {
  const read = await readPack(dir)
  if (!read.ok) return read
  const problems = findProblems(read.value)
  return problems.length === 0 ? read : fail({ kind: 'pack-refused', problems: problems.map(problemLine) })
}

/**
 * Lays an overlay folder on a pack that is whole itself: what is wrong with the two together is wrong with the overlay.
 * The worked cases of every layer must come out; where the overlay changes one, it carries it with the new outcome.
 */
export async function loadOverlay(below: LoadedPack, dir: string): Promise<Result<LoadedPack, OverlayRefused>> {
  const laid = await readOverlay(below, dir)
  if (!laid.ok) return laid
  const problems = findProblems(laid.value)
  if (problems.length === 0) return laid
  const { id, name_zh: name } = laid.value.pack.overlays.at(-1) ?? { id: null, name_zh: basename(dir) }
  return fail({ kind: 'overlay-refused', id, name, problems: problems.map((problem) => `${problemLine(problem)}${hintOf(below.pack, problem)}`) })
}

function findProblems({ pack, ref }: LoadedPack): readonly PackProblem[] {
  const wiring = findPackProblems(pack, ref, { placeholders: paperPlaceholders })
  return wiring.length > 0 ? wiring : findFailingExamples(compilePack(pack, ref))
}

function problemLine({ file, id, problem }: PackProblem): string {
  return `${file} ${id}：${problem}`
}

/** Said behind a worked case of the layer below: it is not the case that is wrong. */
export function hintOf(below: Pack, { file, id }: PackProblem): string {
  const isBelow = (file === 'scenarios.json' && below.examples.some((example) => example.id === id)) || (file === 'partial-cases.json' && below.partialExamples.some((example) => example.id === id))
  return isBelow ? `（补充改变了下层的这个样例；确要改变的，请把改后的样例写进补充的 ${file}）` : ''
}

/** Reads a pack folder and checks its shape only. */
export async function readPack(dir: string): Promise<Result<LoadedPack, PackRefused>> {
  const { contents, problems } = await readFiles(dir, packFileNames)
  const files = checkShape(packFolder, contents, problems)
  if (files === null) return fail({ kind: 'pack-refused', problems: problems.sort() })
  const pack = assemblePack(files)
  const ref = refOf(pack)
  return ok({ pack, ref, base: ref })
}

/** Reads an overlay folder and lays it on a pack; shapes are checked, and whether it was written for this pack. */
export async function readOverlay(below: LoadedPack, dir: string): Promise<Result<LoadedPack, OverlayRefused>> {
  const found = await listJson(dir)
  const { contents, problems } = await readFiles(dir, overlayFileNames.filter((name) => name === 'overlay.json' || found.includes(name)))
  // A file whose name is misspelt would be left out without a word.
  for (const name of found) if (!overlayFileNames.some((known) => known === name)) problems.push(`${name}：补充里没有这种文件`)
  const files = checkShape(overlayFolder, contents, problems)
  const head = overlayFiles['overlay.json'].safeParse(contents['overlay.json']).data
  const refused = (lines: readonly string[]): Result<LoadedPack, OverlayRefused> => fail({ kind: 'overlay-refused', id: head?.id ?? null, name: head?.name_zh ?? basename(dir), problems: lines })
  if (files === null) return refused(problems.sort())
  const overlay = assembleOverlay(files)
  const laid = applyOverlay(below.pack, overlay, digestOf(overlay))
  return laid.ok ? ok({ pack: laid.value, ref: refOf(laid.value), base: below.base }) : refused(laid.failure.problems.map(problemLine))
}

/** The overlay folders laid in order, shapes only: a pack as it was kept on the shelf. */
export async function readLayers(dir: string, overlayDirs: readonly string[]): Promise<Result<LoadedPack, PackRefused | OverlayRefused>> {
  let laid: Result<LoadedPack, PackRefused | OverlayRefused> = await readPack(dir)
  for (const overlayDir of overlayDirs) {
    if (!laid.ok) return laid
    laid = await readOverlay(laid.value, overlayDir)
  }
  return laid
}

async function listJson(dir: string): Promise<readonly string[]> {
  try {
    return (await readdir(dir)).filter((name) => name.endsWith('.json'))
  } catch {
    // The head, which must be there, is then said to be missing.
    return []
  }
}

/** The files of a folder, not yet checked, by their names; those that can't be read are named in `problems`. */
async function readFiles(dir: string, names: readonly string[]): Promise<{ readonly contents: Readonly<Record<string, unknown>>; readonly problems: string[] }> {
  const contents: Record<string, unknown> = {}
  const problems: string[] = []
  await Promise.all(
    names.map(async (name) => {
      const json = await readJson(join(dir, name))
      if (json.ok) contents[name] = json.value
      else problems.push(`${name}：${json.failure.problem}`)
    }),
  )
  return { contents, problems }
}

/** `null` when something is wrong with the files; what their shapes find is added to `problems`. */
function checkShape<T>(folder: z.ZodType<T>, contents: Readonly<Record<string, unknown>>, problems: string[]): T | null {
  const isWhole = problems.length === 0
  const parsed = folder.safeParse(contents)
  if (parsed.success) return isWhole ? parsed.data : null
  for (const { path, message } of parsed.error.issues) {
    const name = String(path[0])
    // One that is not there, or can't be read, has been named.
    if (Object.hasOwn(contents, name)) problems.push(`${name} ${placeOf(contents[name], path.slice(1))}：${message}`)
  }
  return null
}

async function readJson(file: string): Promise<Result<unknown, { readonly kind: 'unreadable'; readonly problem: string }>> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch {
    return fail({ kind: 'unreadable', problem: '文件不存在或读不出来' })
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return fail({ kind: 'unreadable', problem: '不是 UTF-8 编码，请另存为 UTF-8' })
  }
  try {
    const json: unknown = JSON.parse(text)
    const broken = findIllFormed(json, [])
    return broken === null ? ok(json) : fail({ kind: 'unreadable', problem: `${placeOf(json, broken)} 有残缺的字符` })
  } catch {
    return fail({ kind: 'unreadable', problem: '不是完整的 JSON（可能只写了一半）' })
  }
}

/** Where a text holds half a character (an unpaired surrogate), which no digest can be computed over. */
function findIllFormed(value: unknown, path: readonly PropertyKey[]): readonly PropertyKey[] | null {
  if (typeof value === 'string') return value.isWellFormed() ? null : path
  if (typeof value !== 'object' || value === null) return null
  for (const [key, entry] of Object.entries(value)) {
    const found = key.isWellFormed() ? findIllFormed(entry, [...path, Array.isArray(value) ? Number(key) : key]) : path
    if (found !== null) return found
  }
  return null
}

/** `rules/low-risk-one-form.when` instead of `rules.11.when`: entries are named by their id where they have one. */
function placeOf(json: unknown, path: readonly PropertyKey[]): string {
  const names: string[] = []
  let value = json
  for (const key of path) {
    value = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
    const id = typeof key === 'number' && typeof value === 'object' && value !== null ? (Reflect.get(value, 'id') ?? Reflect.get(value, 'name') ?? Reflect.get(value, 'no')) : undefined
    names.push(typeof id === 'string' || typeof id === 'number' ? String(id) : String(key))
  }
  return names.length === 0 ? '$' : names.join('/')
}
