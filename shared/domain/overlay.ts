import { canonicalJson } from './canonicalJson.ts'
import type { LayeredPart, OverlayHead, PackRange } from './layers.ts'
import type { Facts, Item, Pack, Precedence } from './pack.ts'
import type { PackProblem } from './packCheck.ts'
import { fail, ok, type Result } from './result.ts'

/**
 * A district's supplement to the city's pack (task 57): entries that are added, or that replace those of the same id
 * whole. Nothing is taken away; what is not to apply any more is replaced with a condition that never holds.
 * `shared/contracts/overlay.ts` checks the shape of its files.
 */
export interface Overlay {
  readonly head: OverlayHead
  readonly entries: Pick<Pack, LayeredPart>
  /** Joined to the city's; what stands there already stays. */
  readonly precedence: Pick<Precedence, 'overrides' | 'exclusive' | 'combine' | 'classificationOrder'>
}

export interface UnfitOverlay {
  readonly kind: 'unfit-overlay'
  readonly problems: readonly PackProblem[]
}

/**
 * Lays one overlay on a pack, which may carry others already. Refused when it was not written for this pack or
 * contradicts itself; what the layers mean together is then checked like any pack. `digest`: that of the overlay.
 * An overlay that is in use already changes nothing.
 */
export function applyOverlay(pack: Pack, overlay: Overlay, digest: string): Result<Pack, UnfitOverlay> {
  const { head, entries } = overlay
  const inUse = pack.overlays.find(({ id }) => id === head.id)
  if (inUse?.digest === digest) return ok(pack)
  const problems = [
    ...(inUse === undefined ? [] : [atHead(head, `同一个补充已按另一个版本 ${inUse.version} 采用，只能用一个`)]),
    ...findMisfit(pack, head),
    ...findRepeated(entries),
    ...findBentExamples('scenarios.json', pack.examples, entries.examples),
    ...findBentExamples('partial-cases.json', pack.partialExamples, entries.partialExamples),
  ]
  if (problems.length > 0) return fail({ kind: 'unfit-overlay', problems })

  const changes: Record<string, readonly string[] | null> = {}
  const note = (place: string, fields: readonly string[] | null): void => {
    changes[place] = fields
  }
  const lay = <T extends object>(part: LayeredPart, standing: readonly T[], given: readonly T[], keyOf: (entry: T) => string | number): readonly T[] => {
    const replacing = new Map(given.map((entry) => [keyOf(entry), entry]))
    const known = new Set(standing.map(keyOf))
    const kept = standing.map((entry) => {
      const replacement = replacing.get(keyOf(entry))
      const fields = replacement === undefined ? [] : differingFields(entry, replacement)
      if (replacement === undefined || fields.length === 0) return entry
      note(`${part}/${keyOf(entry)}`, fields)
      return replacement
    })
    const added = given.filter((entry) => !known.has(keyOf(entry)))
    for (const entry of added) note(`${part}/${keyOf(entry)}`, null)
    return [...kept, ...added]
  }
  noteListedMaterials(pack.items, entries.items, note)

  return ok({
    ...pack,
    facts: lay('facts', pack.facts, entries.facts, byName),
    questionGroups: lay('questionGroups', pack.questionGroups, entries.questionGroups, byId),
    derivedFacts: lay('derivedFacts', pack.derivedFacts, entries.derivedFacts, byName),
    themes: lay('themes', pack.themes, entries.themes, byId),
    flows: lay('flows', pack.flows, entries.flows, byId),
    rules: lay('rules', pack.rules, entries.rules, byId),
    stages: lay('stages', pack.stages, entries.stages, byId),
    items: lay('items', pack.items, entries.items, byId),
    materials: lay('materials', pack.materials, entries.materials, byId),
    tasks: lay('tasks', pack.tasks, entries.tasks, ({ no }) => no),
    units: lay('units', pack.units, entries.units, byId),
    sources: lay('sources', pack.sources, entries.sources, byId),
    papers: lay('papers', pack.papers, entries.papers, ({ kind }) => kind),
    examples: lay('examples', pack.examples, entries.examples, byId),
    partialExamples: lay('partialExamples', pack.partialExamples, entries.partialExamples, byId),
    precedence: joinPrecedence(pack.precedence, overlay.precedence),
    overlays: [...pack.overlays, { ...head, digest, changes }],
  })
}

const byId = ({ id }: { readonly id: string }): string => id
const byName = ({ name }: { readonly name: string }): string => name

function differingFields(before: object, after: object): readonly string[] {
  const [was, is] = [new Map<string, unknown>(Object.entries(before)), new Map<string, unknown>(Object.entries(after))]
  const textOf = (value: unknown): string => (value === undefined ? '' : canonicalJson(value))
  return [...new Set([...was.keys(), ...is.keys()])].filter((field) => textOf(was.get(field)) !== textOf(is.get(field)))
}

/** A replaced item says that its list is another; which paper is the overlay's own is known only here. */
function noteListedMaterials(standing: readonly Item[], given: readonly Item[], note: (place: string, fields: null) => void): void {
  const listed = new Map(standing.map(({ id, materials }) => [id, materials]))
  for (const { id, materials } of given) {
    const before = listed.get(id)
    for (const material of materials) if (before?.includes(material) !== true) note(`itemMaterials/${id}/${material}`, null)
  }
}

function joinPrecedence(standing: Precedence, given: Overlay['precedence']): Precedence {
  const join = <T>(below: readonly T[], above: readonly T[]): readonly T[] => {
    const known = new Set(below.map((entry) => canonicalJson(entry)))
    return [...below, ...above.filter((entry) => !known.has(canonicalJson(entry)))]
  }
  return {
    ...standing,
    overrides: join(standing.overrides, given.overrides),
    exclusive: join(standing.exclusive, given.exclusive),
    combine: join(standing.combine, given.combine),
    classificationOrder: join(standing.classificationOrder, given.classificationOrder),
  }
}

function atHead({ id }: OverlayHead, problem: string): PackProblem {
  return { file: 'overlay.json', id, problem }
}

function findMisfit(pack: Pack, head: OverlayHead): PackProblem[] {
  const { on, district } = head
  return [
    ...(on.id === pack.id && isWithin(on, pack.version) ? [] : [atHead(head, `写给政策包 ${on.id} ${rangeText(on)}，现在用的是 ${pack.id} ${pack.version}`)]),
    ...(pack.districts.includes(district) ? [] : [atHead(head, `政策包里没有这个区：${district}`)]),
  ]
}

function rangeText(on: PackRange): string {
  return 'version' in on ? on.version : `${on.from} 至 ${on.below} 以前`
}

function isWithin(on: PackRange, version: string): boolean {
  return 'version' in on ? on.version === version : compareVersions(on.from, version) <= 0 && compareVersions(version, on.below) < 0
}

/** Three numbers each, as the contract has it. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a.split('.').map(Number), b.split('.').map(Number)]
  const at = left.findIndex((part, index) => part !== right[index])
  return at < 0 ? 0 : (left[at] ?? 0) - (right[at] ?? 0)
}

/** Of two entries with one id the second would win unseen. */
function findRepeated(entries: Overlay['entries']): PackProblem[] {
  const repeated = (file: string, keys: readonly (string | number)[]): PackProblem[] =>
    [...new Set(keys.filter((key, index) => keys.indexOf(key) !== index))].map((key) => ({ file, id: String(key), problem: '编号重复' }))
  return [
    ...repeated('facts.json', [...entries.facts.map(byName), ...entries.derivedFacts.map(byName)]),
    ...repeated('facts.json', entries.questionGroups.map(byId)),
    ...repeated('themes.json', entries.themes.map(byId)),
    ...repeated('policy-rules.json', entries.flows.map(byId)),
    ...repeated('policy-rules.json', entries.rules.map(byId)),
    ...repeated('items.json', entries.stages.map(byId)),
    ...repeated('items.json', entries.items.map(byId)),
    ...repeated('items.json', entries.materials.map(byId)),
    ...repeated('plan-tasks.json', entries.tasks.map(({ no }) => no)),
    ...repeated('units.json', entries.units.map(byId)),
    ...repeated('sources.json', entries.sources.map(byId)),
    ...repeated('papers.json', entries.papers.map(({ kind }) => kind)),
    ...repeated('scenarios.json', entries.examples.map(byId)),
    ...repeated('partial-cases.json', entries.partialExamples.map(byId)),
  ]
}

/** A worked case of the layer below may be given another outcome, not another question: the same answers, everything still expected. */
function findBentExamples(file: string, standing: readonly Worked[], given: readonly Worked[]): PackProblem[] {
  const below = new Map(standing.map((example) => [example.id, example]))
  return given.flatMap(({ id, facts, expect }) => {
    const before = below.get(id)
    if (before === undefined) return []
    const bent = Object.keys(before.facts).filter((fact) => facts[fact] !== before.facts[fact])
    const dropped = Object.keys(before.expect).filter((key) => !Object.hasOwn(expect, key))
    return [
      ...(bent.length === 0 ? [] : [{ file, id, problem: `下层已有这个样例，回答要一样（可以多答）：${bent.join('、')}` }]),
      ...(dropped.length === 0 ? [] : [{ file, id, problem: `下层样例核对的内容不能少：${dropped.join('、')}` }]),
    ]
  })
}

interface Worked {
  readonly id: string
  readonly facts: Facts
  readonly expect: object
}
