import type { Assessment, MaterialDisposition } from '../../shared/domain/assessment.ts'
import type { LicenceField, MaterialState } from '../../shared/domain/events.ts'
import { isForNow, isTakenIn, type MaterialStateOf } from '../../shared/domain/materialCount.ts'
import { changesTo } from '../../shared/domain/layers.ts'
import type { Item, ItemId, Material } from '../../shared/domain/pack.ts'
import { type LayerView, viewLayer } from './layerText.ts'
import { itemName, type PackLookup } from './packLookup.ts'
import { fullBasisText } from './policyText.ts'
import { isWanted, missingText } from './outcomeView.ts'

export interface MaterialLine {
  readonly item: string
  readonly material: Material
  readonly disposition: MaterialDisposition
  readonly state: MaterialState | null
  /** Why it is not needed, why it was added, what it waits for. */
  readonly because: string
  /** The overlays that brought or changed the paper, listed it here, or gave the rule for it. */
  readonly layer: LayerView | null
  /** Other items that want the same material: it is handed in once. */
  readonly sharedWith: readonly string[]
}
export interface MaterialGroup {
  readonly item: Item
  /** Wanted when the works are done, or by an application of its own; may be handed in early. */
  readonly isLater: boolean
  readonly lines: readonly MaterialLine[]
  readonly missing: number
}
/** Materials by item; items without any are left out. */
export function groupMaterials(lookup: PackLookup, assessment: Assessment, stateOf: MaterialStateOf): readonly MaterialGroup[] {
  const users = new Map<string, string[]>()
  for (const outcome of assessment.items) {
    if (outcome.applies !== true) continue
    for (const material of outcome.materials) if (isWanted(material)) users.set(material.id, [...(users.get(material.id) ?? []), outcome.id])
  }
  return assessment.items.flatMap((outcome): MaterialGroup[] => {
    const item = lookup.items.get(outcome.id)
    if (!item || outcome.applies !== true || outcome.materials.length === 0) return []
    const lines = outcome.materials.flatMap(({ id, disposition }): MaterialLine[] => {
      const material = lookup.materials.get(id)
      if (!material) return []
      const wanted = disposition.kind === 'needed' || disposition.kind === 'added'
      return [
        {
          item: outcome.id,
          material,
          disposition,
          state: stateOf(outcome.id, id),
          because: becauseText(lookup, disposition),
          layer: layerOf(lookup, outcome.id, id, disposition),
          sharedWith: wanted ? (users.get(id) ?? []).filter((other) => other !== outcome.id) : [],
        },
      ]
    })
    return [{ item, isLater: !isForNow(lookup.pack, item), lines, missing: lines.filter(isMissing).length }]
  })
}

export function isMissing(line: MaterialLine): boolean {
  return (line.disposition.kind === 'needed' || line.disposition.kind === 'added') && !isTakenIn(line.state)
}

/** From where a material can be had without its paper. */
export type SuggestedSource = Pick<Extract<MaterialState, { kind: 'shared' }>, 'from' | 'source' | 'number'>

/** The fields of a case that hold the numbers of certificates, by the item that issues them. */
const certificateNumbers: Readonly<Record<ItemId, LicenceField>> = { 'planning-permit': 'planningPermit.certNo', 'construction-permit': 'constructionPermit.certNo' }

/** What the case and the pack know of it: the item of this case that issues it, else the place it can be fetched from. */
export function suggestSource(lookup: PackLookup, assessment: Assessment, { resultOf, shareableFrom = '' }: Material, textOf: (path: LicenceField) => string): SuggestedSource {
  const field = resultOf === undefined ? undefined : certificateNumbers[resultOf]
  const number = field === undefined ? '' : textOf(field)
  const isIssuedHere = resultOf !== undefined && assessment.items.some(({ id, applies, disposition }) => id === resultOf && applies === true && disposition !== 'exempt')
  return isIssuedHere ? { from: 'earlier-stage', source: itemName(lookup, resultOf), number } : { from: 'department', source: shareableFrom, number }
}

function layerOf(lookup: PackLookup, item: string, material: string, disposition: MaterialDisposition): LayerView | null {
  const { overlays } = lookup.pack
  const because = disposition.kind === 'added' || disposition.kind === 'waived' ? disposition.because : []
  return viewLayer(lookup, [
    ...changesTo(overlays, 'materials', material),
    ...changesTo(overlays, 'itemMaterials', `${item}/${material}`),
    ...because.flatMap(({ rule }) => changesTo(overlays, 'rules', rule)),
  ])
}

function becauseText(lookup: PackLookup, disposition: MaterialDisposition): string {
  switch (disposition.kind) {
    case 'needed':
      return ''
    case 'added':
    case 'waived': {
      if (disposition.kind === 'waived' && disposition.permit !== null) return `${itemName(lookup, disposition.permit)}已免办，不用再交它的证件`
      const [reason] = disposition.because
      return reason ? `${reason.title}（${fullBasisText(reason.clause, reason.tasks)}）` : ''
    }
    case 'open':
      return missingText(lookup, disposition.waitsFor)
  }
}

/** The items whose materials the clerk takes in now. */
export function itemsForNow(lookup: PackLookup, { items }: Assessment): Assessment['items'] {
  return items.filter(({ id }) => {
    const item = lookup.items.get(id)
    return item === undefined || isForNow(lookup.pack, item)
  })
}
