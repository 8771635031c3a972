import type { Assessment, Change, Comparison, MaterialDisposition } from './assessment.ts'

/** Two outcomes held against each other: what is different in the second. */
export function compare(before: Assessment, after: Assessment): Comparison {
  return {
    flow: before.flow === after.flow ? null : { before: before.flow, after: after.flow },
    items: changesBetween(itemsOf(before), itemsOf(after), 'absent'),
    materials: changesBetween(materialsOf(before), materialsOf(after), 'absent'),
    rules: changesBetween(rulesOf(before), rulesOf(after), 'silent'),
    papers: comparePapers(before, after),
  }
}

export function isSame({ flow, items, materials, rules }: Comparison): boolean {
  return flow === null && items.length === 0 && materials.length === 0 && rules.length === 0
}

function comparePapers(before: Assessment, after: Assessment): Comparison['papers'] {
  const [was, will] = [papersOf(before), papersOf(after)]
  const unsure = [...new Set([...was.open, ...will.open])].filter((id) => was.wanted.has(id) !== will.wanted.has(id) || (was.open.has(id) && will.open.has(id)))
  const settled = (id: string): boolean => !unsure.includes(id)
  return {
    more: [...will.wanted].filter((id) => !was.wanted.has(id) && settled(id)),
    fewer: [...was.wanted].filter((id) => !will.wanted.has(id) && settled(id)),
    unsure,
  }
}

function papersOf({ items }: Assessment): { readonly wanted: ReadonlySet<string>; readonly open: ReadonlySet<string> } {
  const of = (...kinds: readonly MaterialDisposition['kind'][]): string[] => items.flatMap(({ materials }) => materials.flatMap(({ id, disposition }) => (kinds.includes(disposition.kind) ? [id] : [])))
  const wanted = new Set(of('needed', 'added'))
  return { wanted, open: new Set(of('open').filter((id) => !wanted.has(id))) }
}

const itemsOf = ({ items }: Assessment) => new Map(items.map(({ id, disposition }) => [id, disposition] as const))

const materialsOf = ({ items }: Assessment) =>
  new Map(items.flatMap(({ id, materials }) => materials.map((material) => [`${id}/${material.id}`, material.disposition.kind] as const)))

const rulesOf = ({ firedRules, undecidedRules }: Assessment) =>
  new Map<string, 'fires' | 'undecided'>([...firedRules.map((id) => [id, 'fires'] as const), ...undecidedRules.map((id) => [id, 'undecided'] as const)])

function changesBetween<T, A>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>, absent: A): Change<T | A>[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id) => {
    const change = { id, before: before.get(id) ?? absent, after: after.get(id) ?? absent }
    return change.before === change.after ? [] : [change]
  })
}
