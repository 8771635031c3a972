import type { Assessment } from '../../../shared/domain/assessment.ts'
import type { Facts } from '../../../shared/domain/pack.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import { useSession } from '../../data/session.ts'
import { viewReason } from '../../words/reasonView.ts'
import { Reason } from './Reason.tsx'
import './reason.css'

/** The reason of one item, where another feature shows it. */
export function ItemReason({ assessment, facts, item, onChangeFact }: { readonly assessment: Assessment; readonly facts: Facts; readonly item: string; readonly onChangeFact: ((name: string) => void) | null }) {
  const { lookup } = useSession()
  const compiled = useCompiled()
  const reason = viewReason(lookup, compiled, assessment, facts, item)
  return reason === null ? null : <Reason reason={reason} onChangeFact={onChangeFact} />
}
