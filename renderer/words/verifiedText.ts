import type { VerifiedPaper } from '../../shared/contracts/ipc.ts'
import { paperTitles } from '../../shared/output/wording.ts'
import { dayText } from './dayText.ts'

export interface VerifiedView {
  readonly tone: 'good' | 'warning'
  readonly sentence: string
  /** The case that the paper belongs to, where it is here. */
  readonly caseId: string | null
}

/** What a paper's code proves, and what it does not: it is not signed. */
export function viewVerified(found: VerifiedPaper): VerifiedView {
  switch (found.kind) {
    case 'no-code':
      return { tone: 'warning', sentence: '核验码不完整，请再扫一次，或者照着打全。', caseId: null }
    case 'unknown':
      return { tone: 'warning', sentence: `本机没有出过编号 ${found.number}。可能是别的站点出的，请到出具的窗口核验。`, caseId: null }
    case 'differs':
      return { tone: 'warning', sentence: `编号 ${found.number} 是本机的${paperTitles[found.paper]}，但核验码与记录不一致：这张纸不要采信，请看记录里的那一份。`, caseId: found.caseId }
    case 'on-record':
      return found.isVoided
        ? { tone: 'warning', sentence: `${paperTitles[found.paper]} ${found.number} 已作废，这张纸不要采信。`, caseId: found.caseId }
        : { tone: 'good', sentence: `${paperTitles[found.paper]} ${found.number}，${dayText(found.reservedAt.slice(0, 10))}由本机出具，核验码与记录一致。码没有签名，请再对一眼纸面内容。`, caseId: found.caseId }
  }
}
