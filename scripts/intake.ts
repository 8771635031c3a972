import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { LoadedPack } from '../electron/station/knownPack.ts'
import { readOverlay, readPack } from '../electron/station/packs.ts'
import { assess } from '../shared/domain/assess.ts'
import type { Assessment } from '../shared/domain/assessment.ts'
import { compare } from '../shared/domain/compare.ts'
import { compilePack } from '../shared/domain/compilePack.ts'
import { checkFacts, type FactProblem } from '../shared/domain/facts.ts'
import type { Facts, Pack } from '../shared/domain/pack.ts'
import { findPackProblems } from '../shared/domain/packCheck.ts'

/**
 * `npm run -s intake -- FACTS.json [--pack DIR] [--overlay DIR]… [--what-if FACTS.json]`: one JSON object on stdout, nothing else.
 * Exit 0; or 2 for input that is not valid: nothing on stdout, one line per problem on stderr.
 */
const builtInPack = join(dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'packs', 'xiamen-2021')

const usage = 'usage: npm run -s intake -- FACTS.json [--pack DIR] [--overlay DIR]… [--what-if FACTS.json]'

class InvalidInput extends Error {
  readonly lines: readonly string[]
  constructor(lines: readonly string[]) {
    super(lines[0])
    this.lines = lines
  }
}

async function main(): Promise<string> {
  const { file, packDir, overlayDirs, whatIf } = readArguments()
  const policy = await readPolicy(packDir, overlayDirs)
  const { pack, ref } = policy
  const compiled = compilePack(pack, ref)
  const [facts, other] = await readAll([file, ...(whatIf === undefined ? [] : [whatIf])], (name) => readFacts(pack, name))
  const before = assess(compiled, facts ?? {})
  if (other === undefined) return JSON.stringify(printable(before, policy))
  const after = assess(compiled, other)
  const { items, materials, rules } = compare(before, after)
  const ids = (changes: readonly { readonly id: string }[]): string[] => changes.map(({ id }) => id)
  return JSON.stringify({ before: printable(before, policy), after: printable(after, policy), changed: { items: ids(items), materials: ids(materials), rules: ids(rules) } })
}

/** The pack with its overlays, whole. Their worked cases are left to pack:check: this command is how an officer tries a rule just changed. */
async function readPolicy(packDir: string, overlayDirs: readonly string[]): Promise<LoadedPack> {
  const read = await readPack(packDir)
  if (!read.ok) throw new InvalidInput(read.failure.problems.map((problem) => `pack: ${problem}`))
  refuseProblems('pack', read.value)
  let layered = read.value
  for (const dir of overlayDirs) {
    const laid = await readOverlay(layered, dir)
    if (!laid.ok) throw new InvalidInput(laid.failure.problems.map((problem) => `overlay ${dir}: ${problem}`))
    refuseProblems(`overlay ${dir}`, laid.value)
    layered = laid.value
  }
  return layered
}

function refuseProblems(layer: string, { pack, ref }: LoadedPack): void {
  const problems = findPackProblems(pack, ref)
  if (problems.length > 0) throw new InvalidInput(problems.map(({ file, id, problem }) => `${layer}: ${file} ${id}: ${problem}`))
}

function readArguments(): { file: string; packDir: string; overlayDirs: readonly string[]; whatIf: string | undefined } {
  try {
    const { values, positionals } = parseArgs({ options: { pack: { type: 'string' }, overlay: { type: 'string', multiple: true }, 'what-if': { type: 'string' } }, allowPositionals: true })
    const [file, ...more] = positionals
    if (file === undefined || more.length > 0) throw new InvalidInput([usage])
    return { file, packDir: values.pack ?? builtInPack, overlayDirs: values.overlay ?? [], whatIf: values['what-if'] }
  } catch (problem) {
    if (problem instanceof InvalidInput) throw problem
    throw new InvalidInput([usage])
  }
}

/** Problems of every file, not only of the first. */
async function readAll(files: readonly string[], read: (file: string) => Promise<Facts>): Promise<readonly Facts[]> {
  const settled = await Promise.allSettled(files.map(read))
  const lines: string[] = []
  const facts: Facts[] = []
  for (const outcome of settled) {
    if (outcome.status === 'fulfilled') facts.push(outcome.value)
    else if (outcome.reason instanceof InvalidInput) lines.push(...outcome.reason.lines)
    else throw outcome.reason
  }
  if (lines.length > 0) throw new InvalidInput(lines)
  return facts
}

async function readFacts(pack: Pack, file: string): Promise<Facts> {
  let json: unknown
  try {
    json = JSON.parse(await readFile(file, 'utf8'))
  } catch (problem) {
    if (!(problem instanceof SyntaxError)) throw new InvalidInput([`${file}: $: cannot be read`])
    // The parser's own message quotes the file.
    const position = /position (\d+)/.exec(problem.message)?.[1]
    throw new InvalidInput([`${file}: $: not JSON${position === undefined ? '' : ` (at position ${position})`}`])
  }
  const checked = checkFacts(pack, json)
  if (checked.ok) return checked.value
  throw new InvalidInput(checked.failure.problems.map(({ path, problem }) => `${file}: ${path}: ${describe(problem)}`))
}

function describe(problem: FactProblem): string {
  switch (problem.kind) {
    case 'not-an-object':
      return 'must be a JSON object of fact names and values'
    case 'unknown-fact':
      return 'unknown fact'
    case 'wrong-type':
      return `must be ${problem.expected === 'date' ? 'a date YYYY-MM-DD' : problem.expected === 'enum' ? 'one of the options, as text' : `a ${problem.expected}`}`
    case 'not-an-option':
      return `must be one of ${problem.options.join(', ')}`
    case 'out-of-range':
      return `out of range (${problem.min ?? '-∞'} to ${problem.max ?? '∞'})`
    case 'not-an-integer':
      return 'must be a whole number'
    case 'not-a-day':
      return 'must be an existing day, YYYY-MM-DD'
  }
}

/** The shape given under "Assessment output" in docs/assessment.md. */
function printable(assessment: Assessment, { base, pack: { overlays } }: LoadedPack): object {
  return {
    pack: overlays.length === 0 ? base : { ...base, overlays: overlays.map(({ id, version, digest }) => ({ id, version, digest })) },
    classification: assessment.classification,
    flow: assessment.flow,
    items: Object.fromEntries(assessment.items.map(({ id, disposition }) => [id, disposition])),
    ruleIds: assessment.firedRules,
    undecidedRuleIds: assessment.undecidedRules,
    materialsWaived: assessment.materialsWaived,
    open: assessment.open,
    reasons: Object.fromEntries(
      assessment.items.map(({ id, reasons }) => [id, reasons.map(({ rule, clause, tasks, explanation }) => ({ rule, clause, tasks, explanation }))]),
    ),
  }
}

try {
  process.stdout.write(`${await main()}\n`)
} catch (problem) {
  if (!(problem instanceof InvalidInput)) throw problem
  for (const line of problem.lines) process.stderr.write(`${line}\n`)
  process.exitCode = 2
}
