import { useState } from 'react'
import type { DecideCommand, OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'

/** One command at a time; a refusal is said, a success in a few words. */
export function useDecide(openCase: OpenCase): { readonly busy: boolean; readonly decide: (command: DecideCommand, done: string) => Promise<boolean> } {
  const { tell, confirm } = useSession()
  const [busy, setBusy] = useState(false)
  return {
    busy,
    decide: async (command, done) => {
      setBusy(true)
      try {
        const answer = await openCase.decide(command)
        if (answer.ok) confirm(done)
        else tell(answer.failure)
        return answer.ok
      } finally {
        setBusy(false)
      }
    },
  }
}
