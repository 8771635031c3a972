import type { CaseState, FieldPath } from './events.ts'
import { checkFact } from './facts.ts'
import type { Fact, Facts, FactValue, Pack } from './pack.ts'

/** The answers that stand: a fact in conflict is unknown, and so is one that the pack does not know or would not take. */
export function caseFacts(state: CaseState, pack: Pack): Facts {
  const facts: Record<string, FactValue> = {}
  for (const { fact, path } of pathsOf(pack)) {
    const field = state.fields[path]
    const head = field?.heads[0]
    if (!field || !head || field.conflict || head.value === null) continue
    const checked = checkFact(fact, head.value)
    if (checked.ok) facts[fact.name] = checked.value
  }
  return facts
}

interface FactPath {
  readonly fact: Fact
  readonly path: FieldPath
}
/** Of each pack once: joining a name for every fact of every case takes longer than looking it up. */
const known = new WeakMap<Pack, readonly FactPath[]>()
function pathsOf(pack: Pack): readonly FactPath[] {
  const before = known.get(pack)
  if (before) return before
  const paths = pack.facts.map((fact): FactPath => ({ fact, path: `facts.${fact.name}` }))
  known.set(pack, paths)
  return paths
}
