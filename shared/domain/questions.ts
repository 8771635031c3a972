import { assessWithOutlook, type Unsettled, weightOf } from './assess.ts'
import type { Question, Settles } from './assessment.ts'
import type { CompiledPack, FactIndex } from './compilePack.ts'
import { getAt } from './getAt.ts'
import type { Facts } from './pack.ts'

/**
 * What to ask next, what settles most first; where two settle as much, in the order of the pack, which is the order
 * of a natural conversation. Facts that belong together come as one tick list; lines that nothing waits for are left
 * out. Questions on which only hints and duties hang come last, with `needed: false`.
 */
export function nextQuestions(compiled: CompiledPack, facts: Facts): readonly Question[] {
  const { evaluation, unsettled } = assessWithOutlook(compiled, facts)
  const waiting = new Set(unsettled.flatMap(({ waitsFor }) => waitsFor))
  const askable = compiled.facts.map((_, index) => index).filter((index) => evaluation.asked[index] === true && waiting.has(index))
  const candidates = groupFacts(compiled, askable).map((facts_) => ({ ...facts_, ...weigh(facts_.lines, unsettled) }))
  return candidates
    .sort((a, b) => Number(b.needed) - Number(a.needed) || b.weight - a.weight || a.place - b.place)
    .map(({ group, lines, needed, settles }): Question => {
      const names = lines.map((index) => getAt(compiled.facts, index).fact.name)
      const [first] = names
      return group === null && first !== undefined
        ? { kind: 'fact', id: first, fact: first, needed, settles }
        : { kind: 'group', id: group ?? '', group: group ?? '', lines: names, needed, settles }
    })
}

interface Candidate {
  readonly group: string | null
  readonly lines: readonly FactIndex[]
  /** Place in the pack's order. */
  readonly place: number
}

function groupFacts(compiled: CompiledPack, askable: readonly FactIndex[]): Candidate[] {
  const groupOf = new Map(compiled.pack.questionGroups.flatMap(({ id, lines }) => lines.map((line) => [line.fact, id] as const)))
  const grouped = new Map<string, FactIndex[]>()
  const single: Candidate[] = []
  for (const index of askable) {
    const group = groupOf.get(getAt(compiled.facts, index).fact.name)
    if (group === undefined) single.push({ group: null, lines: [index], place: index })
    else grouped.set(group, [...(grouped.get(group) ?? []), index])
  }
  const lists = compiled.pack.questionGroups.flatMap(({ id, lines }): Candidate[] => {
    const members = grouped.get(id)
    if (!members) return []
    const inOrder = lines.flatMap(({ fact }) => members.filter((index) => getAt(compiled.facts, index).fact.name === fact))
    return [{ group: id, lines: inOrder, place: Math.min(...members) }]
  })
  return [...single, ...lists]
}

function weigh(lines: readonly FactIndex[], unsettled: readonly Unsettled[]): { weight: number; needed: boolean; settles: Settles } {
  const touched = unsettled.filter(({ waitsFor }) => waitsFor.some((fact) => lines.includes(fact)))
  const idsOf = (kind: Unsettled['kind']): string[] => touched.filter((entry) => entry.kind === kind).map(({ id }) => id)
  return {
    weight: touched.reduce((sum, { kind }) => sum + weightOf[kind], 0),
    needed: touched.some(({ kind }) => kind !== 'rule'),
    settles: { items: idsOf('item'), materials: idsOf('material'), rules: idsOf('rule') },
  }
}
