import { assess } from '../../shared/domain/assess.ts'
import type { Assessment, ItemOutcome } from '../../shared/domain/assessment.ts'
import { findAcceptance } from '../../shared/domain/statusLine.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { Acceptance, CaseState, LicenceField, MaterialState } from '../../shared/domain/events.ts'
import { isTakenIn } from '../../shared/domain/materialCount.ts'
import type { Facts, Item, Material, MaterialId } from '../../shared/domain/pack.ts'
import type { ItemLine } from '../../shared/output/itemWords.ts'
import { textOf } from './accept.ts'

/** A case as papers look at it: the acceptance it stands on or else the answers as they are, with names for what is in it. */
export interface CaseRecord {
  readonly compiled: CompiledPack
  readonly state: CaseState
  readonly acceptance: Acceptance | null
  readonly facts: Facts
  readonly assessment: Assessment
  readonly district: string
}

/** `given`: answers that stand on the screen and are not all on record yet. */
export function recordOf(compiled: CompiledPack, state: CaseState, district: string, given?: Facts): CaseRecord {
  const acceptance = findAcceptance(state)
  const facts = given ?? acceptance?.facts ?? caseFacts(state, compiled.pack)
  return { compiled, state, acceptance, facts, assessment: assess(compiled, facts), district }
}

export interface CaseItem {
  readonly item: Item
  readonly outcome: ItemOutcome
}

/** Items in the pack's order: those accepted, or before that all that apply for sure. */
export function itemsOf({ compiled, assessment, acceptance }: CaseRecord): readonly CaseItem[] {
  return applicableItems(compiled, assessment).filter(({ item }) => acceptance === null || acceptance.items.includes(item.id))
}

export function applicableItems({ pack }: CompiledPack, assessment: Assessment): readonly CaseItem[] {
  const outcomes = new Map(assessment.items.map((outcome) => [outcome.id, outcome]))
  return pack.items.flatMap((item) => {
    const outcome = outcomes.get(item.id)
    return outcome?.applies === true ? [{ item, outcome }] : []
  })
}

/** An item in the words of a paper. */
export function lineOf({ item, outcome }: CaseItem, { pack }: CompiledPack, district: string): ItemLine {
  const mergedInto = pack.items.find(({ id }) => id === outcome.mergedInto)?.name_zh
  return {
    name: item.name_zh,
    disposition: outcome.disposition,
    parallel: item.parallel,
    department: departmentOf(item, district),
    workingDays: item.timeLimit.workingDays,
    // The plan gives no working days: every limit that does not come from it is sample content.
    sampleLimit: item.timeLimit.source !== 'plan',
    sampleItem: item.sample,
    ...(mergedInto === undefined ? {} : { mergedInto }),
  }
}

/** The plan names the offices of a district together, and for one item none at all. */
export function departmentOf({ department }: Item, district: string): string {
  return department === '方案未列明' ? '—' : department.replaceAll('各区', district)
}

/** Departments of these items, each once. */
export function departmentsOf(items: readonly Item[], district: string): string {
  return [...new Set(items.map((item) => departmentOf(item, district)).filter((name) => name !== '—'))].join('、')
}

export function materialStateOf({ fields }: CaseState, item: string, material: string): MaterialState | null {
  const value = fields[`materials.${item}/${material}`]?.heads[0]?.value
  return typeof value === 'object' ? value : null
}

/** One material of a case, however many items want it. */
export interface CaseMaterial {
  readonly material: Material
  /** Names of the items that want it. */
  readonly wantedBy: readonly string[]
  /** The first note made of it at the counter. */
  readonly state: MaterialState | null
  /** Taken off the list by the rules everywhere it stands. */
  readonly isWaived: boolean
}

/** Shared without its number, waived without a reason: noted half, and so not there yet, as on the screen. */
const takenIn = (state: MaterialState | null): MaterialState | null => (isTakenIn(state) ? state : null)

/** Materials of these items, each once, in the order of the items. */
export function materialsOf({ pack }: CompiledPack, state: CaseState, items: readonly CaseItem[]): readonly CaseMaterial[] {
  const known = new Map(pack.materials.map((material) => [material.id, material]))
  const found = new Map<MaterialId, CaseMaterial>()
  for (const { item, outcome } of items) {
    for (const { id, disposition } of outcome.materials) {
      const material = known.get(id)
      if (!material || disposition.kind === 'open') continue
      const before = found.get(id)
      found.set(id, {
        material,
        wantedBy: [...(before?.wantedBy ?? []), item.name_zh],
        state: before?.state ?? takenIn(materialStateOf(state, item.id, id)),
        isWaived: (before?.isWaived ?? true) && disposition.kind === 'waived',
      })
    }
  }
  return [...found.values()]
}

export function licenceText({ fields }: CaseState, path: LicenceField): string {
  const value = fields[path]?.heads[0]?.value
  return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
}

/** Names of people and projects as they stand now. */
export function partiesOf(state: CaseState) {
  return {
    applicant: { name: textOf(state, 'applicant.name'), uscc: textOf(state, 'applicant.uscc'), agent: textOf(state, 'applicant.agent'), phone: textOf(state, 'applicant.phone') },
    project: { name: textOf(state, 'project.name'), code: textOf(state, 'project.code'), address: textOf(state, 'project.address') },
  }
}
