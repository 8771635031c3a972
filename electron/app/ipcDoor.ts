import type { ZodType } from 'zod'
import type { Announcement, Announcements, AnswerOf, Answers, Channel, Failure, RequestOf } from '../../shared/contracts/ipc.ts'
import { requests } from '../../shared/contracts/ipc.ts'
import type { Result } from '../../shared/domain/result.ts'
import { fail } from '../../shared/domain/result.ts'
import { isDeskUrl } from './appProtocol.ts'
import type { CallRate } from './callAllowance.ts'
import { startAllowance } from './callAllowance.ts'
import { findPlainProblem } from './plainRequest.ts'

/** Announcements travel on one channel, their name first. */
export const announceChannel = 'desk:announce'

/** The part of electron's invoke event that says who calls. */
export interface Caller {
  readonly sender: unknown
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null
}

/** The part of `ipcMain` that is used. */
export interface Receiver {
  handle(channel: string, listener: (event: Caller, ...args: unknown[]) => Promise<unknown>): void
}

/** An exception nobody expected. The page learns the id, nothing else. */
export interface Fault {
  readonly id: string
  readonly channel: Channel
  readonly error: unknown
}

export interface Door {
  readonly receiver: Receiver
  /** The page's own contents; nothing else is answered. */
  readonly findPage: () => unknown
  readonly handle: <C extends Channel>(channel: C, request: RequestOf<C>) => Promise<AnswerOf<C>>
  readonly report: (fault: Fault) => void
  readonly newFaultId: () => string
  readonly nowMs: () => number
}

/** A clerk makes a few calls a second, a rebuild of the cache some dozens. */
export const callRate: CallRate = { burst: 600, perSecond: 300 }

const schemas: { readonly [C in Channel]: () => ZodType<RequestOf<C>> } = requests

/** Channels whose answer can say `malformed`; on the others a malformed request is refused outright. */
type Answering<C extends Channel> = Failure extends (Answers[C] extends Result<unknown, infer F> ? F : never) ? 'result' : 'plain'
const answering: { readonly [C in Channel]: Answering<C> } = {
  'app:relaunch': 'plain',
  'station:status': 'plain',
  'station:setUp': 'result',
  'station:addOperator': 'result',
  'station:signIn': 'result',
  'station:confirmClock': 'result',
  'profile:switch': 'result',
  'app:quit': 'plain',
  'pack:get': 'plain',
  'pack:find': 'result',
  'edition:list': 'plain',
  'edition:choose': 'result',
  'edition:effects': 'result',
  'case:open': 'result',
  'case:do': 'result',
  'case:state': 'result',
  'case:timeline': 'result',
  'case:compare': 'result',
  'case:unseenChange': 'result',
  'feed:pull': 'plain',
  'draft:put': 'result',
  'draft:get': 'plain',
  'paper:preview': 'result',
  'paper:issue': 'result',
  'paper:bytes': 'result',
  'paper:save': 'result',
  'paper:print': 'result',
  'paper:printTogether': 'result',
  'paper:verify': 'result',
  'comparison:deliver': 'result',
  'paper:confirm': 'result',
  'paper:void': 'result',
  'printer:list': 'plain',
  'sheet:export': 'result',
  'records:status': 'plain',
  'records:check': 'result',
  'records:stopCheck': 'plain',
  'recovery:list': 'plain',
  'recovery:dismiss': 'result',
  'recovery:deliver': 'result',
  'recovery:cases': 'plain',
  'diagnostics:save': 'result',
  'day:account': 'result',
  'day:recent': 'result',
  'day:close': 'result',
  'day:closings': 'plain',
  'day:deliver': 'result',
  'sync:state': 'plain',
  'sync:now': 'plain',
  'sync:setServer': 'result',
  'sync:readAuthority': 'result',
  'sync:setAuthority': 'result',
  'sync:forgetServer': 'result',
  'sync:pause': 'plain',
  'sync:setAside': 'result',
  'erasure:list': 'result',
  'erasure:confirm': 'result',
  'erasure:refuse': 'result',
  'scan:add': 'result',
  'scan:retract': 'result',
  'scan:addAgain': 'result',
  'scan:places': 'result',
  'scan:open': 'result',
  'scan:stop': 'plain',
  'stick:state': 'result',
  'stick:suggest': 'plain',
  'stick:write': 'result',
  'stick:find': 'result',
  'stick:preview': 'result',
  'stick:import': 'result',
  'stick:drop': 'result',
  'stick:stop': 'plain',
  'copy:status': 'plain',
  'copy:choose': 'result',
  'copy:now': 'result',
  'copy:stop': 'result',
  'restore:check': 'result',
  'restore:run': 'result',
}

/**
 * Opens the one door between page and main process: every channel checked for caller, rate and shape.
 * A refusal rejects with one word (`refused`, `too-many`, `malformed`, `fault <id>`), never with the text of an exception.
 */
export function openDoor(door: Door): void {
  const isAllowed = startAllowance(callRate, door.nowMs)
  const open = <C extends Channel>(channel: C): void => {
    let schema: ZodType<RequestOf<C>> | null = null
    door.receiver.handle(channel, async (event, ...args) => {
      if (!isOurs(event, door.findPage())) throw new Error('refused')
      if (!isAllowed()) throw new Error('too-many')
      schema ??= schemas[channel]()
      const request = readRequest(schema, args)
      if (!request.ok) {
        if (answering[channel] === 'result') return request
        throw new Error('malformed')
      }
      try {
        return await door.handle(channel, request.value)
      } catch (error) {
        const id = door.newFaultId()
        door.report({ id, channel, error })
        throw new Error(`fault ${id}`)
      }
    })
  }
  for (const channel of channelsOf(schemas)) open(channel)
}

/** Says something to the page unasked. */
export function announceTo(page: { send(channel: string, ...args: unknown[]): void }) {
  return <A extends Announcement>(announcement: A, payload: Announcements[A]): void => {
    page.send(announceChannel, announcement, payload)
  }
}

function isOurs(event: Caller, page: unknown): boolean {
  const frame = event.senderFrame
  return page !== null && event.sender === page && frame !== null && frame.parent === null && isDeskUrl(frame.url)
}

function readRequest<R>(schema: ZodType<R>, args: readonly unknown[]): Result<R, Extract<Failure, { kind: 'malformed' }>> {
  if (args.length !== 1) return fail({ kind: 'malformed', path: '', problem: 'arguments' })
  const plainProblem = findPlainProblem(args[0])
  if (plainProblem !== null) return fail({ kind: 'malformed', path: '', problem: plainProblem })
  const parsed = schema.safeParse(args[0])
  if (parsed.success) return { ok: true, value: parsed.data }
  const issue = parsed.error.issues[0]
  // Codes only: a message could repeat what was typed.
  return fail({ kind: 'malformed', path: issue?.path.map(String).join('.') ?? '', problem: issue?.code ?? 'unknown' })
}

function channelsOf<K extends string>(record: Readonly<Record<K, unknown>>): K[] {
  const channels: K[] = []
  for (const channel in record) channels.push(channel)
  return channels
}
