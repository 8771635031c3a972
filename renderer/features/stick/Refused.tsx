import type { Failure } from '../../../shared/contracts/ipc.ts'
import { useSession } from '../../data/session.ts'
import { failureText } from '../../words/failureText.ts'

/** Why it was not done, where it was asked for, until something else is asked. */
export function Refused({ failure }: { readonly failure: Failure | null }) {
  const { lookup } = useSession()
  if (failure === null) return null
  const { title, detail } = failureText(failure, lookup)
  return (
    <div className="stick-verdict warning" role="alert">
      <strong>{title}</strong>
      <span>{detail}</span>
    </div>
  )
}
