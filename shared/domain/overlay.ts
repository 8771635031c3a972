import type { DerivedFact, ExampleCase, Fact, Flow, Item, Material, Override, Pack, PackRef, PaperText, PartialCase, PlanTask, QuestionGroup, Rule, Source, Stage, Theme, Unit } from './pack.ts'

/**
 * District overlays (task 57): a small pack that adds to the city's pack or overrides entries of it by their id.
 * Nothing can be taken away; what is no longer to happen is overridden by a rule whose `when` is false.
 */

/** Who says it, and what it stands on. */
export interface OverlayHead {
  readonly id: string
  readonly version: string
  readonly name_zh: string
  /** A few characters, for tags beside lines. */
  readonly short_zh: string
  readonly issuedBy_zh: string
  readonly docNo: string
  readonly district: string
  readonly effectiveFrom: string
  /** The pack that it was written for. */
  readonly on: { readonly id: string; readonly version: string }
  readonly sample: boolean
}

/** Entries that are added, or put in the place of those with the same id. */
export interface OverlayContent {
  readonly facts: readonly Fact[]
  readonly questionGroups: readonly QuestionGroup[]
  readonly derivedFacts: readonly DerivedFact[]
  readonly themes: readonly Theme[]
  readonly flows: readonly Flow[]
  readonly rules: readonly Rule[]
  /** Added to the pack's own, never replacing one. */
  readonly overrides: readonly Override[]
  readonly stages: readonly Stage[]
  readonly items: readonly Item[]
  readonly materials: readonly Material[]
  readonly tasks: readonly PlanTask[]
  readonly units: readonly Unit[]
  readonly sources: readonly Source[]
  readonly papers: readonly PaperText[]
  readonly examples: readonly ExampleCase[]
  readonly partialExamples: readonly PartialCase[]
}
export interface Overlay extends OverlayContent {
  readonly head: OverlayHead
}

export type LayeredPart = Exclude<keyof OverlayContent, 'overrides'>
/** One overlay as it lies on a pack: who it is, and which entries are its own. Plain data, part of the pack. */
export interface Layer extends OverlayHead {
  /** SHA-256 (hex) over the overlay's canonical JSON. */
  readonly digest: string
  readonly entries: readonly { readonly part: LayeredPart; readonly id: string; readonly how: 'added' | 'overridden' }[]
}

/** The overlay was written for another pack, or for another edition. */
export interface OverlayMisfit {
  readonly kind: 'other-pack'
  readonly wanted: OverlayHead['on']
}

export function findMisfit(pack: Pack, { head }: Overlay): OverlayMisfit | null {
  return head.on.id === pack.id && head.on.version === pack.version ? null : { kind: 'other-pack', wanted: head.on }
}

/** Ids that the overlay itself gives twice in one part: which of the two was meant can't be told. */
export function findRepeated(overlay: Overlay): readonly string[] {
  const lists: readonly (readonly string[])[] = [
    overlay.facts.map(({ name }) => name),
    overlay.derivedFacts.map(({ name }) => name),
    overlay.tasks.map(({ no }) => String(no)),
    overlay.papers.map(({ kind }) => kind),
    ...[overlay.questionGroups, overlay.themes, overlay.flows, overlay.rules, overlay.stages, overlay.items, overlay.materials, overlay.units, overlay.sources, overlay.examples, overlay.partialExamples].map((list) => list.map(({ id }) => id)),
  ]
  return lists.flatMap((ids) => ids.filter((id, index) => ids.indexOf(id) !== index))
}

/** The pack with the overlay on top. Laying the same overlay on twice is laying it on once. */
export function applyOverlay(pack: Pack, overlay: Overlay, digest: string): Pack {
  const before = pack.overlays.filter(({ id }) => id !== overlay.head.id)
  const known = pack.overlays.find(({ id }) => id === overlay.head.id)
  const entries: Layer['entries'][number][] = []

  function lay<T>(part: LayeredPart, base: readonly T[], own: readonly T[], idOf: (entry: T) => string): readonly T[] {
    const replaced = new Map(own.map((entry) => [idOf(entry), entry]))
    const ids = new Set(base.map(idOf))
    for (const id of replaced.keys()) {
      const wasAdded = known?.entries.some((entry) => entry.part === part && entry.id === id && entry.how === 'added') === true
      entries.push({ part, id, how: ids.has(id) && !wasAdded ? 'overridden' : 'added' })
    }
    return [...base.map((entry) => replaced.get(idOf(entry)) ?? entry), ...[...replaced].flatMap(([id, entry]) => (ids.has(id) ? [] : [entry]))]
  }
  const byId = ({ id }: { readonly id: string }): string => id
  const byName = ({ name }: { readonly name: string }): string => name
  const isNew = (added: Override): boolean => !pack.precedence.overrides.some((old) => old.higher === added.higher && old.lower === added.lower && old.scope === added.scope)

  return {
    ...pack,
    facts: lay('facts', pack.facts, overlay.facts, byName),
    questionGroups: lay('questionGroups', pack.questionGroups, overlay.questionGroups, byId),
    derivedFacts: lay('derivedFacts', pack.derivedFacts, overlay.derivedFacts, byName),
    themes: lay('themes', pack.themes, overlay.themes, byId),
    flows: lay('flows', pack.flows, overlay.flows, byId),
    rules: lay('rules', pack.rules, overlay.rules, byId),
    precedence: { ...pack.precedence, overrides: [...pack.precedence.overrides, ...overlay.overrides.filter(isNew)] },
    stages: lay('stages', pack.stages, overlay.stages, byId),
    items: lay('items', pack.items, overlay.items, byId),
    materials: lay('materials', pack.materials, overlay.materials, byId),
    tasks: lay('tasks', pack.tasks, overlay.tasks, ({ no }) => String(no)),
    units: lay('units', pack.units, overlay.units, byId),
    sources: lay('sources', pack.sources, overlay.sources, byId),
    papers: lay('papers', pack.papers, overlay.papers, ({ kind }) => kind),
    examples: lay('examples', pack.examples, overlay.examples, byId),
    partialExamples: lay('partialExamples', pack.partialExamples, overlay.partialExamples, byId),
    overlays: [...before, { ...overlay.head, digest, entries }],
  }
}

/** The overlay that an entry comes from, the topmost where several have it; `null`: the city's pack. */
export function layerOf(pack: Pack, part: LayeredPart, id: string): Layer | null {
  return pack.overlays.findLast(({ entries }) => entries.some((entry) => entry.part === part && entry.id === id)) ?? null
}

/** What names each overlay for good. */
export function overlayRefs(pack: Pack): readonly PackRef[] {
  return pack.overlays.map(({ id, version, digest }) => ({ id, version, digest }))
}
