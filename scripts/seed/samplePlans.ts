import { createHash } from 'node:crypto'
import { acceptanceTerm } from '../../shared/domain/acceptanceTerm.ts'
import { assess } from '../../shared/domain/assess.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { FactName, Facts, FactValue, ItemId, MaterialId } from '../../shared/domain/pack.ts'
import { nextQuestions } from '../../shared/domain/questions.ts'

/** A worked example of the pack, ready to be written down as a case many times over. */
export interface SamplePlan {
  readonly theme: string
  /** In the order of the questions. */
  readonly answers: readonly (readonly [FactName, FactValue])[]
  readonly facts: Facts
  readonly items: readonly ItemId[]
  readonly materials: readonly (readonly [ItemId, MaterialId])[]
  readonly assessmentDigest: string
  readonly workingDays: number
}

const applied = new Set(['required', 'commitment', 'filing', 'merged'])

/** Examples in which something is applied for. */
export function samplePlans(compiled: CompiledPack): readonly SamplePlan[] {
  const { pack } = compiled
  return pack.examples.flatMap(({ facts: known }, index) => {
    const answers = answersNeeded(compiled, known)
    const facts = Object.fromEntries(answers)
    const assessment = assess(compiled, facts)
    const taken = assessment.items.filter(({ disposition }) => applied.has(disposition))
    const theme = pack.themes[index % pack.themes.length]
    if (taken.length === 0 || !theme) return []
    const items = taken.map(({ id }) => id)
    return [
      {
        theme: theme.id,
        answers,
        facts,
        items,
        materials: taken.flatMap(({ id, materials }) => materials.filter(({ disposition }) => disposition.kind === 'needed' || disposition.kind === 'added').map((material): [ItemId, MaterialId] => [id, material.id])),
        assessmentDigest: createHash('sha256').update(canonicalJson(assessment)).digest('hex'),
        workingDays: acceptanceTerm(pack, assessment, items),
      },
    ]
  })
}

/** What a clerk asks until nothing is open, and no more; what the example leaves out is answered with no. */
export function answersNeeded(compiled: CompiledPack, known: Facts): readonly (readonly [FactName, FactValue])[] {
  const answers = new Map<FactName, FactValue>()
  for (;;) {
    const [question] = nextQuestions(compiled, Object.fromEntries(answers))
    if (!question?.needed) return [...answers]
    for (const fact of question.kind === 'fact' ? [question.fact] : question.lines) answers.set(fact, known[fact] ?? false)
  }
}
