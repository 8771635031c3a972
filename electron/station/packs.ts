import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Failure } from '../../shared/contracts/ipc.ts'
import { assemblePack, type PackFileName, packFiles } from '../../shared/contracts/pack.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import type { Pack, PackRef } from '../../shared/domain/pack.ts'
import { findFailingExamples, findPackProblems } from '../../shared/domain/packCheck.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { paperPlaceholders } from '../../shared/output/paperPlaceholders.ts'

export interface LoadedPack {
  readonly pack: Pack
  readonly ref: PackRef
}
export type PackRefused = Extract<Failure, { kind: 'pack-refused' }>

/** Names of the files that make a pack folder. */
export const packFileNames: readonly PackFileName[] = ['pack.json', 'facts.json', 'themes.json', 'policy-rules.json', 'items.json', 'plan-tasks.json', 'units.json', 'sources.json', 'papers.json', 'scenarios.json', 'partial-cases.json']

/**
 * Reads a pack folder whole: shape, references, expressions and the pack's own examples. A pack that has a problem
 * is refused with all of them, one line each: file, id, what is wrong.
 */
export async function loadPack(dir: string): Promise<Result<LoadedPack, PackRefused>> {
  const read = await readPack(dir)
  if (!read.ok) return read
  const { pack, ref } = read.value
  const wiring = findPackProblems(pack, ref, { placeholders: paperPlaceholders })
  const problems = wiring.length > 0 ? wiring : findFailingExamples(compilePack(pack, ref))
  return problems.length === 0 ? read : fail({ kind: 'pack-refused', problems: problems.map(({ file, id, problem }) => `${file} ${id}：${problem}`) })
}

/** Reads a pack folder and checks its shape only. */
export async function readPack(dir: string): Promise<Result<LoadedPack, PackRefused>> {
  const problems: string[] = []
  const readOne = async <T>(name: PackFileName, schema: z.ZodType<T>): Promise<T | null> => {
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
  return ok({ pack, ref: refOf(pack) })
}

/** SHA-256 over the pack's canonical JSON (RFC 8785): the order of keys and the white space of the files do not count. */
export function refOf(pack: Pack): PackRef {
  return { id: pack.id, version: pack.version, digest: createHash('sha256').update(canonicalJson(pack), 'utf8').digest('hex') }
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
