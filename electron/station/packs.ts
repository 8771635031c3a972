import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import { assemblePack } from '../../shared/contracts/assemblePack.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import { assembleOverlay, type OverlayFileName, overlayFiles } from '../../shared/contracts/overlay.ts'
import { type PackFileName, packFiles } from '../../shared/contracts/pack.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import { applyOverlay } from '../../shared/domain/overlay.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { findFailingExamples, findPackProblems, type PackProblem } from '../../shared/domain/packCheck.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { paperPlaceholders } from '../../shared/output/paperPlaceholders.ts'
import { digestOf, type LoadedPack, overlayFileNames, refOf } from './knownPack.ts'

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
  const problems: string[] = []
  const readOne = async <T>(name: PackFileName, schema: z.ZodType<T>): Promise<T | null> => readShaped(dir, name, schema, problems)
  const [head, facts, themes, rules, items, tasks, units, sources, papers, scenarios, partial] = await Promise.all([
    readOne('pack.json', packFiles['pack.json']),
    readOne('facts.json', packFiles['facts.json']),
    readOne('themes.json', packFiles['themes.json']),
    readOne('policy-rules.json', packFiles['policy-rules.json']),
    readOne('items.json', packFiles['items.json']),
    readOne('plan-tasks.json', packFiles['plan-tasks.json']),
    readOne('units.json', packFiles['units.json']),
    readOne('sources.json', packFiles['sources.json']),
    readOne('papers.json', packFiles['papers.json']),
    readOne('scenarios.json', packFiles['scenarios.json']),
    readOne('partial-cases.json', packFiles['partial-cases.json']),
  ])
  if (!head || !facts || !themes || !rules || !items || !tasks || !units || !sources || !papers || !scenarios || !partial) {
    return fail({ kind: 'pack-refused', problems: problems.sort() })
  }
  const pack = assemblePack({
    'pack.json': head,
    'facts.json': facts,
    'themes.json': themes,
    'policy-rules.json': rules,
    'items.json': items,
    'plan-tasks.json': tasks,
    'units.json': units,
    'sources.json': sources,
    'papers.json': papers,
    'scenarios.json': scenarios,
    'partial-cases.json': partial,
  })
  const ref = refOf(pack)
  return ok({ pack, ref, base: ref })
}

/** Reads an overlay folder and lays it on a pack; shapes are checked, and whether it was written for this pack. */
export async function readOverlay(below: LoadedPack, dir: string): Promise<Result<LoadedPack, OverlayRefused>> {
  const problems: string[] = []
  const found = await listJson(dir)
  // A file whose name is misspelt would be left out without a word.
  for (const name of found) if (!overlayFileNames.some((known) => known === name)) problems.push(`${name}：补充里没有这种文件`)
  const readOne = async <T>(name: OverlayFileName, schema: z.ZodType<T>): Promise<T | null> => (found.includes(name) ? readShaped(dir, name, schema, problems) : null)
  const [head, facts, themes, rules, items, tasks, units, sources, papers, scenarios, partial] = await Promise.all([
    readShaped(dir, 'overlay.json', overlayFiles['overlay.json'], problems),
    readOne('facts.json', overlayFiles['facts.json']),
    readOne('themes.json', overlayFiles['themes.json']),
    readOne('policy-rules.json', overlayFiles['policy-rules.json']),
    readOne('items.json', overlayFiles['items.json']),
    readOne('plan-tasks.json', overlayFiles['plan-tasks.json']),
    readOne('units.json', overlayFiles['units.json']),
    readOne('sources.json', overlayFiles['sources.json']),
    readOne('papers.json', overlayFiles['papers.json']),
    readOne('scenarios.json', overlayFiles['scenarios.json']),
    readOne('partial-cases.json', overlayFiles['partial-cases.json']),
  ])
  const refused = (lines: readonly string[]): Result<LoadedPack, OverlayRefused> => fail({ kind: 'overlay-refused', id: head?.id ?? null, name: head?.name_zh ?? basename(dir), problems: lines })
  if (!head || problems.length > 0) return refused(problems.sort())
  const overlay = assembleOverlay({
    'overlay.json': head,
    'facts.json': facts,
    'themes.json': themes,
    'policy-rules.json': rules,
    'items.json': items,
    'plan-tasks.json': tasks,
    'units.json': units,
    'sources.json': sources,
    'papers.json': papers,
    'scenarios.json': scenarios,
    'partial-cases.json': partial,
  })
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

/** `null` when the file does not have its shape; why is added to `problems`. */
async function readShaped<T>(dir: string, name: string, schema: z.ZodType<T>, problems: string[]): Promise<T | null> {
  const json = await readJson(join(dir, name))
  if (!json.ok) {
    problems.push(`${name}：${json.failure.problem}`)
    return null
  }
  const parsed = schema.safeParse(json.value)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) problems.push(`${name} ${placeOf(json.value, issue.path)}：${issue.message}`)
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
