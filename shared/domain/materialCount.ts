import type { ItemOutcome } from './assessment.ts'
import type { MaterialState } from './events.ts'
import type { Item, Pack } from './pack.ts'

/** Different materials: one that several items want is handed in once and counts once. */
export interface MaterialCounts {
  readonly wanted: number
  readonly received: number
  readonly toFollow: number
  readonly missing: number
  readonly waived: number
  readonly open: number
}

/** How one material of one item stands at the counter; `null`: nothing noted. */
export type MaterialStateOf = (item: string, material: string) => MaterialState | null

/** Counted over these items only; the same numbers stand on the screen and on the notice. */
export function countMaterials(outcomes: readonly ItemOutcome[], stateOf: MaterialStateOf): MaterialCounts {
  const states = new Map<string, MaterialState | null>()
  const waived = new Set<string>()
  const open = new Set<string>()
  for (const outcome of outcomes) {
    if (outcome.applies !== true) continue
    for (const { id, disposition } of outcome.materials) {
      if (disposition.kind === 'needed' || disposition.kind === 'added') states.set(id, states.get(id) ?? stateOf(outcome.id, id))
      else if (disposition.kind === 'open') open.add(id)
      else waived.add(id)
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

/**
 * Items that are usually taken in now: not those of a stage that begins when the works are done, nor connections
 * to the mains, which have an application of their own (task 3). The clerk may choose otherwise.
 */
export function isForNow(pack: Pack, item: Item): boolean {
  return item.nature !== 'utility' && pack.stages.find(({ id }) => id === item.stage)?.afterWorks !== true
}
