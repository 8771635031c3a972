import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { LoadedPack } from '../electron/station/knownPack.ts'
import { hintOf, readOverlay, readPack } from '../electron/station/packs.ts'
import { compilePack, tryCompilePack } from '../shared/domain/compilePack.ts'
import { findFailingExamples, findPackProblems, type PackProblem } from '../shared/domain/packCheck.ts'
import { findRuleProblems } from '../shared/domain/packReach.ts'
import { overlayEffect } from '../shared/output/overlayEffect.ts'
import { overlayTitle } from '../shared/output/overlayWords.ts'
import { paperPlaceholders } from '../shared/output/paperPlaceholders.ts'

/**
 * `npm run pack:check [-- DIR] [--overlay DIR]…`: everything that is wrong with a pack, one line each: file, id, problem.
 * Of every overlay then what it changes for each worked case. Exit 1 when anything is wrong.
 */
const builtInPack = join(dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'packs', 'xiamen-2021')

class Wrong extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines[0])
    this.lines = lines
  }
}

async function main(): Promise<string> {
  const { packDir, overlayDirs } = readArguments()
  const read = await readPack(packDir)
  if (!read.ok) throw new Wrong(read.failure.problems)
  refuseProblems(findProblems(read.value), ({ file, id, problem }) => `${file} ${id}：${problem}`)
  let below = read.value
  const said = [summaryOf(below)]
  for (const dir of overlayDirs) {
    const laid = await layOverlay(below, dir)
    said.push(...describeOverlay(below, laid))
    below = laid
  }
  return said.join('\n')
}

function readArguments(): { packDir: string; overlayDirs: readonly string[] } {
  try {
    const { values, positionals } = parseArgs({ options: { overlay: { type: 'string', multiple: true } }, allowPositionals: true })
    const [packDir = builtInPack, ...more] = positionals
    if (more.length === 0) return { packDir, overlayDirs: values.overlay ?? [] }
  } catch {
    // Said below.
  }
  throw new Wrong(['usage: npm run pack:check -- [DIR] [--overlay DIR]…'])
}

function findProblems({ pack, ref }: LoadedPack): readonly PackProblem[] {
  const compiled = tryCompilePack(pack, ref)
  const wiring = findPackProblems(pack, ref, { placeholders: paperPlaceholders })
  return wiring.length > 0 || !compiled.ok ? wiring : [...findRuleProblems(compiled.value), ...findFailingExamples(compiled.value)]
}

function refuseProblems(problems: readonly PackProblem[], line: (problem: PackProblem) => string): void {
  if (problems.length > 0) throw new Wrong(problems.map(line))
}

/** The layer below is whole: what is wrong now is wrong with the overlay. */
async function layOverlay(below: LoadedPack, dir: string): Promise<LoadedPack> {
  const read = await readOverlay(below, dir)
  if (!read.ok) throw new Wrong(read.failure.problems.map((problem) => `${read.failure.name} ${problem}`))
  const name = read.value.pack.overlays.at(-1)?.name_zh ?? dir
  refuseProblems(findProblems(read.value), (problem) => `${name} ${problem.file} ${problem.id}：${problem.problem}${hintOf(below.pack, problem)}`)
  return read.value
}

function summaryOf({ pack, ref }: LoadedPack): string {
  return `${pack.name_zh} ${pack.version}：${pack.facts.length} 个事实、${pack.rules.length} 条规则、${pack.items.length} 个事项、${pack.materials.length} 种材料、${pack.tasks.length} 项任务、${pack.examples.length + pack.partialExamples.length} 个样例，全部通过。\n${ref.digest}`
}

function describeOverlay(below: LoadedPack, laid: LoadedPack): readonly string[] {
  const overlay = laid.pack.overlays.at(-1)
  if (overlay === undefined || laid.ref.digest === below.ref.digest) return []
  const [before, after] = [compilePack(below.pack, below.ref), compilePack(laid.pack, laid.ref)]
  const cases = laid.pack.examples.flatMap(({ id, title_zh, facts }) => {
    const effect = overlayEffect(before, after, facts)
    const own = below.pack.examples.some((example) => example.id === id) ? '' : '（补充自带）'
    return [`${id} ${title_zh}${own}${effect.length === 0 ? '：没有变化' : '：'}`, ...effect.map((line) => `  ${line}`)]
  })
  return ['', `${overlayTitle(overlay)} ${overlay.version}（${overlay.district}）：全部通过。对各样例的影响：`, ...cases, laid.ref.digest]
}

try {
  process.stdout.write(`${await main()}\n`)
} catch (problem) {
  if (!(problem instanceof Wrong)) throw problem
  for (const line of problem.lines) process.stderr.write(`${line}\n`)
  process.exitCode = 1
}
