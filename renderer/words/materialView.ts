import type { Assessment, MaterialDisposition } from '../../shared/domain/assessment.ts'
import type { MaterialState } from '../../shared/domain/events.ts'
import type { Item, Material } from '../../shared/domain/pack.ts'
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
  /** Other items that want the same material: it is handed in once. */
  readonly sharedWith: readonly string[]
}
export interface MaterialGroup {
  readonly item: Item
  readonly lines: readonly MaterialLine[]
  readonly missing: number
}
export interface MaterialCounts {
  /** Different materials: one handed in for several items counts once. */
  readonly wanted: number
  readonly received: number
  readonly toFollow: number
  readonly missing: number
  readonly waived: number
  readonly open: number
}

type StateOf = (item: string, material: string) => MaterialState | null

/** Materials by item; items without any are left out. */
export function groupMaterials(lookup: PackLookup, assessment: Assessment, stateOf: StateOf): readonly MaterialGroup[] {
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
          sharedWith: wanted ? (users.get(id) ?? []).filter((other) => other !== outcome.id) : [],
        },
      ]
    })
    return [{ item, lines, missing: lines.filter(isMissing).length }]
  })
}

export function isMissing(line: MaterialLine): boolean {
  return (line.disposition.kind === 'needed' || line.disposition.kind === 'added') && line.state === null
}

export function countMaterials(assessment: Assessment, stateOf: StateOf): MaterialCounts {
  const states = new Map<string, MaterialState | null>()
  const waived = new Set<string>()
  const open = new Set<string>()
  for (const outcome of assessment.items) {
    if (outcome.applies !== true) continue
    for (const material of outcome.materials) {
      if (isWanted(material)) states.set(material.id, states.get(material.id) ?? stateOf(outcome.id, material.id))
      else if (material.disposition.kind === 'open') open.add(material.id)
      else waived.add(material.id)
    }
  }
  const all = [...states.values()]
  return {
    wanted: all.length,
    received: all.filter((state) => state?.kind === 'received' || state?.kind === 'original-seen').length,
    toFollow: all.filter((state) => state?.kind === 'to-follow').length,
    missing: all.filter((state) => state === null).length,
    waived: [...waived].filter((id) => !states.has(id)).length,
    open: [...open].filter((id) => !states.has(id)).length,
  }
}

function becauseText(lookup: PackLookup, disposition: MaterialDisposition): string {
  switch (disposition.kind) {
    case 'needed':
      return ''
    case 'added':
    case 'waived': {
      const [reason] = disposition.because
      return reason ? `${reason.title}（${fullBasisText(reason.clause, reason.tasks)}）` : ''
    }
    case 'waived-with-permit':
      return `${itemName(lookup, disposition.permit)}已免办，不用再交它的证件`
    case 'open':
      return missingText(lookup, disposition.waitsFor)
  }
}
