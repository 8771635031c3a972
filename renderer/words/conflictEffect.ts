import { assess } from '../../shared/domain/assess.ts'
import type { Assessment } from '../../shared/domain/assessment.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { FieldPath, FieldValue, MaterialState } from '../../shared/domain/events.ts'
import { findFieldPlace } from '../../shared/domain/fieldPath.ts'
import { countMaterials, type MaterialStateOf } from '../../shared/domain/materialCount.ts'
import type { Facts, FactValue } from '../../shared/domain/pack.ts'
import { itemsForNow } from './materialView.ts'
import { outcomeDifferences } from './outcomeDifference.ts'
import type { PackLookup } from './packLookup.ts'

export interface ConflictScene {
  readonly lookup: PackLookup
  readonly compiled: CompiledPack
  readonly facts: Facts
  readonly assessment: Assessment
  readonly materialOf: MaterialStateOf
}

/** What each of several values leads to, in their order, as far as they differ; `same`: that they do not, and what the field is for. */
export type ConflictEffects = { readonly kind: 'differ'; readonly lines: readonly (readonly string[])[] } | { readonly kind: 'same'; readonly text: string }

export function conflictEffects(path: FieldPath, values: readonly FieldValue[], { lookup, compiled, facts, assessment, materialOf }: ConflictScene): ConflictEffects {
  const place = findFieldPlace(path)
  switch (place?.kind) {
    case 'fact': {
      const { [place.fact]: _, ...others } = facts
      const outcomes = values.map((value) => assess(compiled, isFactValue(value) ? { ...others, [place.fact]: value } : others))
      const wanted = outcomes.map((outcome) => countMaterials(itemsForNow(lookup, outcome), materialOf).wanted)
      const isOtherCount = new Set(wanted).size > 1
      const lines = outcomes.map((_outcome, at) => [...outcomeDifferences(outcomes, at, lookup), ...(isOtherCount ? [`要交材料 ${wanted[at] ?? 0} 份`] : [])])
      return lines.some(({ length }) => length > 0) ? { kind: 'differ', lines } : { kind: 'same', text: '选哪一种，办理结果都一样。' }
    }
    case 'material': {
      const missing = values.map((value) => countMaterials(itemsForNow(lookup, assessment), (item, material) => (item === place.item && material === place.material ? asMaterial(value) : materialOf(item, material))).missing)
      if (new Set(missing).size < 2) return { kind: 'same', text: '选哪一种，还差的材料一样多，办理结果都一样。' }
      return { kind: 'differ', lines: missing.map((count) => [count === 0 ? '材料就齐了' : `还差 ${count} 份材料`]) }
    }
    case 'theme':
      return { kind: 'same', text: '主题不影响办理结果：事项和材料以各题的答复为准。' }
    case 'licence':
      return { kind: 'same', text: '不影响办理结果，会印在证书上。' }
    case 'profile':
    case undefined:
      return { kind: 'same', text: '不影响办理结果，会印在文书上。' }
  }
}

const isFactValue = (value: FieldValue): value is FactValue => typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
const asMaterial = (value: FieldValue): MaterialState | null => (typeof value === 'object' ? value : null)
