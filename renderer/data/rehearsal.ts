import type { Assessment } from '../../shared/domain/assessment.ts'
import { assess } from '../../shared/domain/assess.ts'
import { compare } from '../../shared/domain/compare.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import { findLimits } from '../../shared/domain/limits.ts'
import type { Fact, Facts, FactValue, Theme } from '../../shared/domain/pack.ts'
import { nextQuestions } from '../../shared/domain/questions.ts'
import { changesOf } from '../words/changeText.ts'
import { viewOutcome } from '../words/outcomeView.ts'
import type { PackLookup } from '../words/packLookup.ts'
import { askedQuestion, factsOf } from '../words/questionView.ts'

const answersEach = 6

/**
 * Works out some answers to the first questions of every theme while the screen has nothing to do: code that runs for
 * the first time takes several times as long, and that is not to be waited for after a clerk's first answers.
 */
export function rehearse(lookup: PackLookup, compiled: CompiledPack, themes: readonly Theme[] = lookup.pack.themes): void {
  const [theme, ...others] = themes
  if (theme === undefined) return
  requestIdleCallback(() => {
    answerSome(lookup, compiled, theme)
    rehearse(lookup, compiled, others)
  })
}

function answerSome(lookup: PackLookup, compiled: CompiledPack, theme: Theme): void {
  let facts: Facts = theme.presets
  let before: Assessment = assess(compiled, facts)
  for (let answered = 0; answered < answersEach; answered += 1) {
    const [first] = nextQuestions(compiled, facts)
    const asked = first ? askedQuestion(lookup, first) : null
    if (asked === null) return
    facts = { ...facts, ...Object.fromEntries(factsOf(asked).flatMap((name) => someAnswer(lookup.facts.get(name)).map((value) => [name, value]))) }
    const after = assess(compiled, facts)
    viewOutcome(lookup, after, changesOf(compare(before, after)).marked)
    findLimits(compiled, facts)
    before = after
  }
}

/** Days are left open: nothing here may depend on today. */
function someAnswer(fact: Fact | undefined): readonly FactValue[] {
  switch (fact?.type) {
    case 'boolean':
      return [true]
    case 'number':
      return [1000]
    case 'enum':
      return fact.options.slice(0, 1).map(({ value }) => value)
    default:
      return []
  }
}
