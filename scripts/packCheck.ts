import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readPack } from '../electron/station/packs.ts'
import { paperPlaceholders } from '../shared/output/paperPlaceholders.ts'
import { tryCompilePack } from '../shared/domain/compilePack.ts'
import { findFailingExamples, findPackProblems } from '../shared/domain/packCheck.ts'
import { findRuleProblems } from '../shared/domain/packReach.ts'

/** `npm run pack:check [-- DIR]`: everything that is wrong with a pack, one line each: file, id, problem. Exit 1 when there is any. */
const builtInPack = join(dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'packs', 'xiamen-2021')

const lines: string[] = []
const read = await readPack(process.argv[2] ?? builtInPack)
if (!read.ok) lines.push(...read.failure.problems)
else {
  const { pack, ref } = read.value
  const compiled = tryCompilePack(pack, ref)
  const wiring = findPackProblems(pack, ref, { placeholders: paperPlaceholders })
  const problems = wiring.length > 0 || !compiled.ok ? wiring : [...findRuleProblems(compiled.value), ...findFailingExamples(compiled.value)]
  lines.push(...problems.map(({ file, id, problem }) => `${file} ${id}：${problem}`))
  if (lines.length === 0) {
    process.stdout.write(
      `${pack.name_zh} ${pack.version}：${pack.facts.length} 个事实、${pack.rules.length} 条规则、${pack.items.length} 个事项、${pack.materials.length} 种材料、${pack.tasks.length} 项任务、${pack.examples.length + pack.partialExamples.length} 个样例，全部通过。\n${ref.digest}\n`,
    )
  }
}
for (const line of lines) process.stderr.write(`${line}\n`)
process.exitCode = lines.length === 0 ? 0 : 1
