import type { ItemOutcome } from './assessment.ts'
import type { MaterialState } from './events.ts'
import type { Item, Pack } from './pack.ts'

/** Different materials: one that several items want is handed in once and counts once. */
export interface MaterialCounts {
  /** `received`, `shared`, `waivedHere`, `toFollow` and `missing` together. */
  readonly wanted: number
  readonly received: number
  /** An earlier stage or another department has it, under a number. */
  readonly shared: number
  /** 窗口免收: by the counter, with a reason. */
  readonly waivedHere: number
  readonly toFollow: number
  readonly missing: number
  /** By the rules; not among the wanted. */
  readonly waived: number
  readonly open: number
}

/** How one material of one item stands at the counter; `null`: nothing noted. */
export type MaterialStateOf = (item: string, material: string) => MaterialState | null

/** Nothing more is needed at the counter. A shared material needs its source and number, one waived by the counter its reason. */
export function isTakenIn(state: MaterialState | null): state is MaterialState {
  switch (state?.kind) {
    case undefined:
      return false
    case 'shared':
      return state.source.trim() !== '' && state.number.trim() !== ''
    case 'waived':
      return state.reason.trim() !== ''
    case 'received':
    case 'original-seen':
    case 'to-follow':
      return true
  }
}

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
  const takenIn = [...states.values()].filter(isTakenIn)
  const count = (...kinds: readonly MaterialState['kind'][]): number => takenIn.filter(({ kind }) => kinds.includes(kind)).length
  return {
    wanted: states.size,
    received: count('received', 'original-seen'),
    shared: count('shared'),
    waivedHere: count('waived'),
    toFollow: count('to-follow'),
    missing: states.size - takenIn.length,
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
