import type { AnswerOf, Channel, Failure, RequestOf } from '../../shared/contracts/ipc.ts'
import type { Result } from '../../shared/domain/result.ts'
import type { Papers } from './papers.ts'
import type { Actor } from './session.ts'

type PaperChannel = Extract<Channel, `paper:${string}` | `comparison:${string}`>
type AsActor = <T>(work: (actor: Actor) => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>

/** What is asked of a case's papers. */
export function paperHandlers(papers: Papers, asActor: AsActor): { readonly [C in PaperChannel]: (request: RequestOf<C>) => Promise<AnswerOf<C>> } {
  return {
    'paper:preview': ({ caseId, paper }) => asActor((actor) => papers.preview(caseId, paper, actor)),
    'paper:issue': ({ caseId, paper, heads, another }) => asActor((actor) => papers.issue(caseId, paper, heads, another, actor)),
    'paper:bytes': ({ caseId, number }) => papers.bytes(caseId, number),
    'paper:save': ({ caseId, number }) => asActor((actor) => papers.save(caseId, number, actor)),
    'paper:print': ({ caseId, number, printer }) => asActor((actor) => papers.print(caseId, number, printer, actor)),
    'paper:printTogether': ({ caseId, numbers, printer }) => asActor((actor) => papers.printTogether(caseId, numbers, printer, actor)),
    'paper:verify': ({ code }) => papers.verify(code),
    'comparison:deliver': ({ caseId, how, ...answers }) => asActor((actor) => papers.deliverComparison(caseId, answers, how, actor)),
    'paper:confirm': ({ caseId, number }) => asActor((actor) => papers.confirm(caseId, number, actor)),
    'paper:void': ({ caseId, number, reason }) => asActor((actor) => papers.void(caseId, number, reason, actor)),
  }
}
