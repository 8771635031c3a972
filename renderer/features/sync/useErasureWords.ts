import { useState } from 'react'
import type { AskedErasure } from '../../../shared/contracts/erasures.ts'
import { useSession } from '../../data/session.ts'
import { numberText } from '../../words/numberText.ts'

interface ErasureWords {
  readonly isBusy: boolean
  /** Whether it was done; what came of it has been said. */
  readonly confirmErasures: (about: readonly AskedErasure[]) => Promise<boolean>
  readonly refuseErasures: (about: readonly AskedErasure[], reason: string) => Promise<boolean>
}

const named = (about: readonly AskedErasure[]): AskedErasure[] => about.map(({ caseId, erasure }) => ({ caseId, erasure }))

/** A supervisor's word on erasures. */
export function useErasureWords(): ErasureWords {
  const { desk, tell, confirm } = useSession()
  const [isBusy, setIsBusy] = useState(false)
  return {
    isBusy,
    confirmErasures: async (about) => {
      setIsBusy(true)
      const answer = await desk.invoke('erasure:confirm', { erasures: named(about) }).finally(() => setIsBusy(false))
      if (answer.ok) confirm(`已同意删除 ${numberText(answer.value)} 个办件`)
      else tell(answer.failure)
      return answer.ok
    },
    refuseErasures: async (about, reason) => {
      setIsBusy(true)
      const answer = await desk.invoke('erasure:refuse', { erasures: named(about), reason }).finally(() => setIsBusy(false))
      if (answer.ok) confirm(`已拒绝删除 ${numberText(answer.value)} 个办件`)
      else tell(answer.failure)
      return answer.ok
    },
  }
}
