import { findAcceptance } from './statusLine.ts'
import type { CaseState } from './events.ts'
import type { PackRef } from './pack.ts'

/**
 * The edition of the pack that a case goes by: what was accepted stands on the one laid down with its acceptance; before
 * that it is the one it was moved to, and else the one it was opened with. Of two side by side, until a person has chosen,
 * the last in display order, so that every station shows the same. `null`: how the case began is not here.
 */
export function editionOf(state: CaseState): PackRef | null {
  return findAcceptance(state)?.pack ?? state.edition.heads.at(-1)?.move.to ?? state.opened?.pack ?? null
}

/** Cases asked about at once. */
export const mostEffects = 20
