import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { z } from 'zod'
import type { Failure } from '../../shared/contracts/ipc.ts'
import { assembleOverlay, type OverlayFileContents, type OverlayFileName, overlayFiles, overlayHead } from '../../shared/contracts/overlay.ts'
import { assemblePack, type PackFileName, packFiles } from '../../shared/contracts/pack.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import { applyOverlay, findMisfit, findRepeated, type Overlay } from '../../shared/domain/overlay.ts'
import type { Pack, PackRef } from '../../shared/domain/pack.ts'
import { findFailingExamples, findPackProblems } from '../../shared/domain/packCheck.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { paperPlaceholders } from '../../shared/output/paperPlaceholders.ts'

export interface LoadedPack {
  readonly pack: Pack
  readonly ref: PackRef
  /** The city's pack below the overlays; the same as `ref` without any. */
  readonly base: PackRef
}
export type PackRefused = Extract<Failure, { kind: 'pack-refused' }>

/** Names of the files that make a pack folder. */
export const packFileNames: readonly PackFileName[] = ['pack.json', 'facts.json', 'themes.json', 'policy-rules.json', 'items.json', 'plan-tasks.json', 'units.json', 'sources.json', 'papers.json', 'scenarios.json', 'partial-cases.json']

/** Names of the files that an overlay folder may hold. */
export const isOverlayFile = (name: string): boolean => name === 'overlay.json' || Object.hasOwn(overlayFiles, name)

/**
 * Reads a pack folder and the overlays on top of it whole: shape, references, expressions and the examples of all of
 * them. What has a problem is refused with all of them, one line each: file, id, what is wrong. Where an overlay
 * changes what an example of the city's pack expects, it has to bring that example along, changed.
 */
export async function loadPack(dir: string, overlayDirs: readonly string[] = []): Promise<Result<LoadedPack, PackRefused>> {
  const read = await readPack(dir, overlayDirs)
  return read.ok ? checkPack(read.value) : read
}

/** References, expressions and the examples of a pack that was read. */
export function checkPack(read: LoadedPack): Result<LoadedPack, PackRefused> {
  const { pack, ref } = read
  const wiring = findPackProblems(pack, ref, { placeholders: paperPlaceholders })
  const problems = wiring.length > 0 ? wiring : findFailingExamples(compilePack(pack, ref))
  return problems.length === 0 ? ok(read) : fail({ kind: 'pack-refused', problems: problems.map(({ file, id, problem }) => `${file} ${id}：${problem}`) })
}

/** Reads a pack folder, lays the overlays on it in their order, and checks shapes only. */
export async function readPack(dir: string, overlayDirs: readonly string[] = []): Promise<Result<LoadedPack, PackRefused>> {
  const read = await readCityPack(dir)
  if (!read.ok) return read
  const base = refOf(read.value)
  let pack = read.value
  for (const overlayDir of overlayDirs) {
    const overlay = await readOverlay(overlayDir)
    if (!overlay.ok) return overlay
    const { head } = overlay.value
    const misfit = findMisfit(pack, overlay.value)
    if (misfit) return fail({ kind: 'pack-refused', problems: [`${head.short_zh} overlay.json on：是为 ${misfit.wanted.id} ${misfit.wanted.version} 写的，这里是 ${pack.id} ${pack.version}`] })
    pack = applyOverlay(pack, overlay.value, digestOf(overlay.value))
  }
  return ok({ pack, ref: refOf(pack), base })
}

/** Reads one JSON file of a folder by its schema; what is wrong goes to `problems`, and the answer is `null`. */
async function readOne<T>(dir: string, name: string, schema: z.ZodType<T>, problems: string[], label = ''): Promise<T | null> {
  const json = await readJson(join(dir, name))
  if (!json.ok) {
    problems.push(`${label}${name}：${json.failure.problem}`)
    return null
  }
  const parsed = schema.safeParse(json.value)
  if (parsed.success) return parsed.data
  for (const issue of parsed.error.issues) problems.push(`${label}${name} ${placeOf(json.value, issue.path)}：${issue.message}`)
  return null
}

/** Reads an overlay folder and checks its shape only. */
export async function readOverlay(dir: string): Promise<Result<Overlay, PackRefused>> {
  const problems: string[] = []
  const label = `${basename(dir)}/`
  const head = await readOne(dir, 'overlay.json', overlayHead, problems, label)
  const names = await findNames(dir)
  const strangers = names.filter((name) => name.endsWith('.json') && name !== 'overlay.json' && !Object.hasOwn(overlayFiles, name))
  for (const name of strangers) problems.push(`${label}${name}：补充规定里没有这种文件`)
  const readPart = async <T>(name: OverlayFileName, schema: z.ZodType<T>): Promise<T | undefined> =>
    names.includes(name) ? ((await readOne(dir, name, schema, problems, label)) ?? undefined) : undefined
  const files: OverlayFileContents = {
    'facts.json': await readPart('facts.json', overlayFiles['facts.json']),
    'themes.json': await readPart('themes.json', overlayFiles['themes.json']),
    'policy-rules.json': await readPart('policy-rules.json', overlayFiles['policy-rules.json']),
    'items.json': await readPart('items.json', overlayFiles['items.json']),
    'plan-tasks.json': await readPart('plan-tasks.json', overlayFiles['plan-tasks.json']),
    'units.json': await readPart('units.json', overlayFiles['units.json']),
    'sources.json': await readPart('sources.json', overlayFiles['sources.json']),
    'papers.json': await readPart('papers.json', overlayFiles['papers.json']),
    'scenarios.json': await readPart('scenarios.json', overlayFiles['scenarios.json']),
    'partial-cases.json': await readPart('partial-cases.json', overlayFiles['partial-cases.json']),
  }
  if (head === null || problems.length > 0) return fail({ kind: 'pack-refused', problems: problems.sort() })
  const overlay = assembleOverlay(head, files)
  const repeated = findRepeated(overlay)
  return repeated.length === 0 ? ok(overlay) : fail({ kind: 'pack-refused', problems: repeated.map((id) => `${label}${id}：编号重复`) })
}

async function findNames(dir: string): Promise<readonly string[]> {
  try {
    return await readdir(dir)
  } catch {
    // The head could not be read either, and says so.
    return []
  }
}

/** Reads the folder of a city's pack and checks its shape only. */
async function readCityPack(dir: string): Promise<Result<Pack, PackRefused>> {
  const problems: string[] = []
  const [head, facts, themes, rules, items, tasks, units, sources, papers, scenarios, partial] = await Promise.all([
    readOne(dir, 'pack.json', packFiles['pack.json'], problems),
    readOne(dir, 'facts.json', packFiles['facts.json'], problems),
    readOne(dir, 'themes.json', packFiles['themes.json'], problems),
    readOne(dir, 'policy-rules.json', packFiles['policy-rules.json'], problems),
    readOne(dir, 'items.json', packFiles['items.json'], problems),
    readOne(dir, 'plan-tasks.json', packFiles['plan-tasks.json'], problems),
    readOne(dir, 'units.json', packFiles['units.json'], problems),
    readOne(dir, 'sources.json', packFiles['sources.json'], problems),
    readOne(dir, 'papers.json', packFiles['papers.json'], problems),
    readOne(dir, 'scenarios.json', packFiles['scenarios.json'], problems),
    readOne(dir, 'partial-cases.json', packFiles['partial-cases.json'], problems),
  ])
  if (!head || !facts || !themes || !rules || !items || !tasks || !units || !sources || !papers || !scenarios || !partial) {
    return fail({ kind: 'pack-refused', problems: problems.sort() })
  }
  return ok(assemblePack({
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
  }))
}

const digestOf = (value: Pack | Overlay): string => createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex')

/** SHA-256 over the pack's canonical JSON (RFC 8785): the order of keys and the white space of the files do not count. */
export function refOf(pack: Pack): PackRef {
  return { id: pack.id, version: pack.version, digest: digestOf(pack) }
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
