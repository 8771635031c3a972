import { findAcceptance } from './statusLine.ts'
import type { CaseState, EditionHead, EventName } from './events.ts'
import type { PackRef } from './pack.ts'

/**
 * The edition of the pack that a case goes by: what was accepted stands on the one laid down with its acceptance; before
 * that it is the one it was moved to, and else the one it was opened with. Of two side by side, until a person has chosen,
 * the last in display order, so that every station shows the same. `null`: how the case began is not here.
 */
export function editionOf(state: CaseState): PackRef | null {
  return findAcceptance(state)?.pack ?? state.edition.heads.at(-1)?.move.to ?? state.opened?.pack ?? null
}

/**
 * Moves of which one was chosen, or has to be: those that stand side by side; or, where a choice among such stands alone,
 * the choice and what it was chosen among, one for each edition, so that another can be chosen. Empty: nobody had to.
 */
export function editionChoices(state: CaseState): readonly EditionHead[] {
  const { standing, edition } = state
  if (standing.kind !== 'writable') return []
  if (edition.conflict) return edition.heads
  const [only, ...others] = edition.heads
  // What is accepted goes by the edition laid down with it.
  if (others.length > 0 || findAcceptance(state) !== null) return []
  const passed: EditionHead[] = []
  for (let at = only; at && !passed.includes(at); ) {
    passed.push(at)
    const below = movesOf(edition.moves, at.over)
    const choices = oneForEach([...below, at])
    if (oneForEach(below).length > 1) return passed.every(({ move }) => choices.some((choice) => choice.move.to.digest === move.to.digest)) ? choices : []
    // Whoever chose anew did so over the choice of before.
    at = below.length === 1 ? below[0] : undefined
  }
  return []
}
const movesOf = (moves: readonly EditionHead[], names: readonly EventName[]): readonly EditionHead[] => moves.filter(({ event }) => names.includes(event))
const oneForEach = (moves: readonly EditionHead[]): readonly EditionHead[] => moves.filter(({ move }, at) => moves.findIndex((other) => other.move.to.digest === move.to.digest) === at)

/** Cases asked about at once. */
export const mostEffects = 20
