import { assess } from '../../shared/domain/assess.ts'
import type { Assessment } from '../../shared/domain/assessment.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import { compare } from '../../shared/domain/compare.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseMove, CaseState } from '../../shared/domain/events.ts'
import { sha256 } from './identity.ts'

/** What is laid down when a case is moved: both editions, and what each of them makes of the answers that stand. */
export function buildMove(state: CaseState, from: CompiledPack, to: CompiledPack): CaseMove {
  const outcomeBy = (compiled: CompiledPack): Assessment => assess(compiled, caseFacts(state, compiled.pack))
  const [before, after] = [outcomeBy(from), outcomeBy(to)]
  const { flow, items, materials } = compare(before, after)
  return {
    from: from.ref,
    to: to.ref,
    before: sha256(canonicalJson(before)),
    after: sha256(canonicalJson(after)),
    differs: { flow, items, materials: materials.length },
  }
}
