import { contextBridge, ipcRenderer } from 'electron'
import type { Announcement, Announcements, AnswerOf, Channel, Desk, RequestOf } from '../../shared/contracts/ipc.ts'

/** Spelled out, so that no name made up in the page ever reaches the main process; the type keeps the list complete. */
const channels: { readonly [C in Channel]: true } = {
  'app:relaunch': true,
  'station:status': true,
  'station:setUp': true,
  'station:addOperator': true,
  'station:signIn': true,
  'station:confirmClock': true,
  'profile:switch': true,
  'app:quit': true,
  'pack:get': true,
  'pack:find': true,
  'edition:list': true,
  'edition:choose': true,
  'edition:effects': true,
  'case:open': true,
  'case:do': true,
  'case:state': true,
  'case:timeline': true,
  'case:compare': true,
  'case:unseenChange': true,
  'feed:pull': true,
  'draft:put': true,
  'draft:get': true,
  'paper:preview': true,
  'paper:issue': true,
  'paper:bytes': true,
  'paper:save': true,
  'paper:print': true,
  'paper:printTogether': true,
  'paper:verify': true,
  'comparison:deliver': true,
  'paper:confirm': true,
  'paper:void': true,
  'printer:list': true,
  'sheet:export': true,
  'records:status': true,
  'records:check': true,
  'records:stopCheck': true,
  'recovery:list': true,
  'recovery:dismiss': true,
  'recovery:deliver': true,
  'recovery:cases': true,
  'diagnostics:save': true,
  'sync:state': true,
  'sync:now': true,
  'sync:setServer': true,
  'sync:readAuthority': true,
  'sync:setAuthority': true,
  'sync:forgetServer': true,
  'sync:pause': true,
  'sync:setAside': true,
  'erasure:list': true,
  'erasure:confirm': true,
  'erasure:refuse': true,
  'scan:add': true,
  'scan:retract': true,
  'scan:addAgain': true,
  'scan:places': true,
  'scan:open': true,
  'scan:stop': true,
  'day:account': true,
  'day:recent': true,
  'day:close': true,
  'day:closings': true,
  'day:deliver': true,
  'stick:state': true,
  'stick:suggest': true,
  'stick:write': true,
  'stick:find': true,
  'stick:preview': true,
  'stick:import': true,
  'stick:drop': true,
  'stick:stop': true,
  'copy:status': true,
  'copy:choose': true,
  'copy:now': true,
  'copy:stop': true,
  'restore:check': true,
  'restore:run': true,
}

const announcements: { readonly [A in Announcement]: true } = { 'feed:changed': true, 'station:changed': true, 'records:checking': true, 'station:opening': true, 'sync:changed': true, 'scans:changed': true, 'stick:progress': true }

/**
 * What every start asks first, asked while the page's own script is still being read. Each answer is given out once:
 * later the same question is a new one.
 */
const askedAhead = new Map<Channel, ReturnType<typeof ipcRenderer.invoke>>((['station:status', 'pack:get', 'draft:get'] as const).map((channel) => [channel, ipcRenderer.invoke(channel, {})]))
// A refusal is the page's to hear, when it asks.
for (const answer of askedAhead.values()) answer.catch(() => undefined)

const desk: Desk = {
  async invoke<C extends Channel>(channel: C, request: RequestOf<C>): Promise<AnswerOf<C>> {
    if (!Object.hasOwn(channels, channel)) throw new Error('unknown channel')
    // What was asked ahead belongs to the profile that the page began with.
    if (channel === 'profile:switch' || channel === 'restore:run') askedAhead.clear()
    // Only to the question that was asked: anything else is the door's to judge.
    const ahead = JSON.stringify(request) === '{}' ? askedAhead.get(channel) : undefined
    askedAhead.delete(channel)
    return await (ahead ?? ipcRenderer.invoke(channel, request))
  },
  on<A extends Announcement>(announcement: A, listener: (payload: Announcements[A]) => void): () => void {
    if (!Object.hasOwn(announcements, announcement)) throw new Error('unknown announcement')
    const hear = (_event: unknown, name: string, payload: Announcements[A]): void => {
      if (name === announcement) listener(payload)
    }
    ipcRenderer.on('desk:announce', hear)
    return () => {
      ipcRenderer.removeListener('desk:announce', hear)
    }
  },
}

contextBridge.exposeInMainWorld('desk', desk)
