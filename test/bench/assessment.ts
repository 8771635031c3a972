import { evaluate } from 'feelin'
import { assess } from '../../shared/domain/assess.ts'
import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import type { Facts, Pack } from '../../shared/domain/pack.ts'
import { nextQuestions } from '../../shared/domain/questions.ts'
import { type Figure, medianMs, pairedMs } from './measure.ts'

/** One whole case, against evaluating its derived facts, `askWhen`s, rules and items one by one with the interpreter. */
export function assessFull(pack: Pack, compiled: CompiledPack): Figure {
  const cases = pack.examples.map(({ facts }) => facts)
  const at = (sample: number): Facts => cases[sample % cases.length] ?? {}
  const samples = 240
  const [value, against] = pairedMs(samples, (sample) => assess(compiled, at(sample)), (sample) => interpret(pack, at(sample)))
  return { id: 'assess-full', what: 'assess one complete case, median over the worked cases; against: its expressions one by one with the interpreter', unit: 'ms', value, against, ratio: value / against, limit: 1 / 25, samples }
}

function interpret(pack: Pack, facts: Facts): void {
  const context: Record<string, unknown> = { ...facts }
  for (const { name, expression } of pack.derivedFacts) context[name] = evaluate(expression, context).value
  for (const { askWhen } of pack.facts) evaluate(askWhen, context)
  for (const { when } of pack.rules) evaluate(when, context)
  for (const { appliesWhen } of pack.items) evaluate(appliesWhen, context)
}

/** What the screen waits for after each answer of an interview, from the first to the last. */
export function assessOneAnswer(pack: Pack, compiled: CompiledPack): Figure {
  const steps = pack.examples.flatMap(({ facts }) => {
    const entries = Object.entries(facts)
    return entries.map((_, count) => Object.fromEntries(entries.slice(0, count + 1)))
  })
  const samples = steps.length * 2
  const value = medianMs(samples, (sample) => assess(compiled, steps[sample % steps.length] ?? {}))
  return { id: 'assess-one-answer', what: 'assess after one more answer, median over every step of the worked cases', unit: 'ms', value, against: null, ratio: null, limit: 0.2, samples }
}

export function packCompile(pack: Pack, compiled: CompiledPack): Figure {
  const samples = 15
  const value = medianMs(samples, () => compilePack(pack, compiled.ref))
  return { id: 'pack-compile', what: 'parse, check and bind every expression of the pack', unit: 'ms', value, against: null, ratio: null, limit: 300, samples }
}

/** The same case on the pack with 4 and 16 times the rules: per rule it must not get dearer. */
export function assessGrowth(pack: Pack, compiled: CompiledPack): readonly Figure[] {
  return [4, 16].map((times): Figure => {
    const grown = multiplyRules(pack, times)
    const facts = pack.examples[0]?.facts ?? {}
    const samples = 120
    const [value, once] = pairedMs(samples, () => assess(grown, facts), () => assess(compiled, facts))
    return { id: `assess-growth-${times}x`, what: `assess with ${times} times the rules; against: ${times} times the time with the rules once`, unit: 'ms', value, against: once * times, ratio: value / (once * times), limit: 1, samples }
  })
}

function multiplyRules(pack: Pack, times: number): CompiledPack {
  const rules = Array.from({ length: times }, (_, copy) => pack.rules.map((rule) => (copy === 0 ? rule : { ...rule, id: `${rule.id}-${copy}` }))).flat()
  return compilePack({ ...pack, rules }, { id: pack.id, version: pack.version, digest: `${times}` })
}

/** Answers until no item or material is open, against asking each fact of the case one by one. */
export function questions(pack: Pack, compiled: CompiledPack): Figure {
  const counts = pack.examples.map(({ facts: known }) => {
    let facts: Facts = {}
    for (let answers = 0; ; answers += 1) {
      const [question] = nextQuestions(compiled, facts)
      if (!question?.needed) return answers
      const asked = question.kind === 'fact' ? [question.fact] : question.lines
      facts = { ...facts, ...Object.fromEntries(asked.map((fact) => [fact, known[fact] ?? false])) }
    }
  })
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [value, against] = [mean(counts), mean(pack.examples.map(({ facts }) => Object.keys(facts).length))]
  return { id: 'questions', what: 'answers (a question or a tick list) until nothing is open, mean over the worked cases; against: one question a fact', unit: 'answers', value, against, ratio: value / against, limit: 0.38, samples: counts.length }
}
