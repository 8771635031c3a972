import type { CaseState } from './events.ts'
import { checkFact } from './facts.ts'
import type { Facts, Pack } from './pack.ts'

/** The answers that stand: a fact in conflict is unknown, and so is one that the pack does not know or would not take. */
export function caseFacts(state: CaseState, pack: Pack): Facts {
  return Object.fromEntries(
    pack.facts.flatMap((fact) => {
      const field = state.fields[`facts.${fact.name}`]
      const head = field?.heads[0]
      if (!field || !head || field.conflict || head.value === null) return []
      const checked = checkFact(fact, head.value)
      return checked.ok ? [[fact.name, checked.value] as const] : []
    }),
  )
}
