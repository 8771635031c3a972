import { createHash } from 'node:crypto'
import type { DeskService } from '../../electron/station/desk.ts'
import type { AnswerOf, Channel, ProfileKind, RequestOf } from '../../shared/contracts/ipc.ts'
import type { CaseState, EventName } from '../../shared/domain/events.ts'

/** What the counter was told or holds in its hands. Kept outside the program: it must not forget with it. */
export type Promised =
  | { readonly kind: 'set-up'; readonly profile: ProfileKind; readonly operators: readonly string[] }
  /** 已保存 was said: these events are on record. */
  | { readonly kind: 'saved'; readonly profile: ProfileKind; readonly caseId: string; readonly heads: readonly EventName[] }
  | { readonly kind: 'paper'; readonly profile: ProfileKind; readonly caseId: string; readonly number: string; readonly sha256: string }
  | { readonly kind: 'draft-begun'; readonly profile: ProfileKind; readonly draft: string }
  | { readonly kind: 'draft-kept'; readonly profile: ProfileKind; readonly draft: string }

export interface Ledger {
  readonly entries: readonly Promised[]
  note(entry: Promised): void
}

export function createLedger(entries: readonly Promised[] = []): Ledger {
  const noted = [...entries]
  return { entries: noted, note: (entry) => noted.push(entry) }
}

/** The same desk; whatever it acknowledges goes into the ledger before whoever asked hears of it. */
export function witnessed(desk: DeskService, note: (entry: Promised) => void): DeskService {
  let profile: ProfileKind = 'office'

  function saved({ id, heads }: CaseState): void {
    note({ kind: 'saved', profile, caseId: id, heads })
  }
  function observe(answer: Answered): void {
    switch (answer.channel) {
      case 'station:setUp':
      case 'station:addOperator':
        if (answer.answer.ok) note({ kind: 'set-up', profile, operators: answer.answer.value.operators.map(({ id }) => id) })
        return
      case 'profile:switch':
        if (answer.answer.ok) profile = answer.answer.value.profile
        return
      case 'case:open':
      case 'case:do':
      case 'paper:confirm':
      case 'paper:void':
      case 'paper:save':
      case 'paper:print':
        if (answer.answer.ok) saved(answer.answer.value.state)
        return
      case 'paper:issue': {
        if (!answer.answer.ok) return
        const { number, pdf, state } = answer.answer.value
        saved(state)
        if (number !== null) note({ kind: 'paper', profile, caseId: state.id, number, sha256: createHash('sha256').update(pdf).digest('hex') })
        return
      }
      case 'draft:put':
        if (answer.answer.ok) note({ kind: 'draft-kept', profile, draft: JSON.stringify(answer.request) })
        return
    }
  }
  return {
    handle: async (channel, request) => {
      if (channel === 'draft:put') note({ kind: 'draft-begun', profile, draft: JSON.stringify(request) })
      const answer = await desk.handle(channel, request)
      const answered: unknown = { channel, request, answer }
      if (isObserved(answered)) observe(answered)
      return answer
    },
    close: () => desk.close(),
  }
}

const observed = ['station:setUp', 'station:addOperator', 'profile:switch', 'case:open', 'case:do', 'paper:confirm', 'paper:void', 'paper:save', 'paper:print', 'paper:issue', 'draft:put'] as const satisfies readonly Channel[]
type Observed = (typeof observed)[number]
type Answered = { [C in Observed]: { readonly channel: C; readonly request: RequestOf<C>; readonly answer: AnswerOf<C> } }[Observed]

function isObserved(answered: unknown): answered is Answered {
  return typeof answered === 'object' && answered !== null && 'channel' in answered && observed.some((channel) => channel === answered.channel)
}
