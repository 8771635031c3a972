import type { DerivedFact, Fact, Flow, Item, Material, Pack, PlanTask, QuestionGroup, Rule } from '../../shared/domain/pack.ts'

/** The pack by id, made once per pack. */
export interface PackLookup {
  readonly pack: Pack
  readonly facts: ReadonlyMap<string, Fact>
  readonly derived: ReadonlyMap<string, DerivedFact>
  readonly groups: ReadonlyMap<string, QuestionGroup>
  /** The tick list a fact belongs to. */
  readonly groupOfFact: ReadonlyMap<string, QuestionGroup>
  readonly items: ReadonlyMap<string, Item>
  readonly materials: ReadonlyMap<string, Material>
  readonly rules: ReadonlyMap<string, Rule>
  readonly flows: ReadonlyMap<string, Flow>
  readonly tasks: ReadonlyMap<number, PlanTask>
}

export function lookUpPack(pack: Pack): PackLookup {
  return {
    pack,
    facts: new Map(pack.facts.map((fact) => [fact.name, fact])),
    derived: new Map(pack.derivedFacts.map((fact) => [fact.name, fact])),
    groups: new Map(pack.questionGroups.map((group) => [group.id, group])),
    groupOfFact: new Map(pack.questionGroups.flatMap((group) => group.lines.map(({ fact }) => [fact, group] as const))),
    items: new Map(pack.items.map((item) => [item.id, item])),
    materials: new Map(pack.materials.map((material) => [material.id, material])),
    rules: new Map(pack.rules.map((rule) => [rule.id, rule])),
    flows: new Map(pack.flows.map((flow) => [flow.id, flow])),
    tasks: new Map(pack.tasks.map((task) => [task.no, task])),
  }
}

/** The clerk's word for a fact; the name itself where the pack of an old case is not here. */
export function factLabel(lookup: PackLookup, name: string): string {
  return lookup.facts.get(name)?.label_zh ?? name
}
export function itemName(lookup: PackLookup, id: string): string {
  return lookup.items.get(id)?.name_zh ?? id
}
export function materialName(lookup: PackLookup, id: string): string {
  return lookup.materials.get(id)?.name_zh ?? id
}
export function flowName(lookup: PackLookup, id: string | null): string | null {
  return id === null ? null : (lookup.flows.get(id)?.name_zh ?? id)
}

/** A fact's label where it stands for the matter itself: `是否工业类项目` → `工业类项目`. */
export function plainLabel(lookup: PackLookup, name: string): string {
  return factLabel(lookup, name).replace(/^是否/u, '')
}
