import type { Failure } from '../../shared/contracts/ipc.ts'
import { findAcceptance } from '../../shared/domain/caseClock.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseState, PaperKind } from '../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { acceptanceNotice } from '../../shared/output/acceptanceNotice.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import { noticeInput, type NoticeOccasion } from './notice.ts'

/** What stands on a paper of this case, gathered from its state and its pack. */
export function describePaper(compiled: CompiledPack, state: CaseState, kind: PaperKind, occasion: NoticeOccasion): Result<PageDescription, Failure> {
  const paper = compiled.pack.papers.find((text) => text.kind === kind)
  const acceptance = findAcceptance(state)
  if (!paper) return fail({ kind: 'pack-refused', problems: [`papers.json ${kind}：没有这种文书的文字`] })
  if (kind !== 'acceptance-notice' || !acceptance) return fail({ kind: 'nothing-to-print', paper: kind })
  return ok(acceptanceNotice(noticeInput(compiled, paper, state, acceptance, occasion)))
}
