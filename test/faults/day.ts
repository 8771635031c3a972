import type { DeskService } from '../../electron/station/desk.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import type { Result } from '../../shared/domain/result.ts'
import { acceptCommand, exampleFacts, must, noticeOf, order, write } from '../builders/counter.ts'
import { markedFields } from './promises.ts'

/** How a clerk takes a refusal: gives up, tries again … */
export type Insist = <T>(step: () => Promise<Result<T, Failure>>) => Promise<T>
export const once: Insist = async (step) => must(await step())

/** Fields that one command writes together, marked so that a half of them would be seen. */
export const marked = (mark: number): Record<string, string> => Object.fromEntries(markedFields.map((path) => [path, `样例 #${mark}`]))

const draftOf = (caseId: string, typed: string) => ({ draft: { caseId, route: 'intake', question: 'maxHeight', input: { maxHeight: typed } } })

/** A day at the counter, every kind of write in it once: set-up, case, answers, acceptance, paper, practice, closing. */
export async function workADay(desk: DeskService, insist: Insist = once): Promise<void> {
  const { operators } = await insist(() => desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'clerk' }] }))
  must(await desk.handle('station:signIn', { operatorId: operators[0]?.id ?? '' }))
  let { state } = await insist(() => desk.handle('case:open', { fields: Object.entries(marked(1)).map(([path, value]) => ({ path, value, over: [] })) }))
  const caseId = state.id
  await insist(() => desk.handle('draft:put', draftOf(caseId, '23')))
  const facts = await exampleFacts(desk, 's01')
  ;({ state } = await insist(() => write(desk, state, facts)))
  ;({ state } = await insist(() => write(desk, state, marked(2))))
  await insist(() => desk.handle('draft:put', draftOf(caseId, '23.5')))
  const accept = await acceptCommand(desk, state)
  ;({ state } = await insist(() => order(desk, state, accept)))
  const { number } = await insist(async () => desk.handle('paper:issue', noticeOf(must(await desk.handle('case:state', { caseId })))))
  if (number === null) throw new Error('a paper without its number')
  await insist(() => desk.handle('paper:save', { caseId, number }))
  await insist(() => desk.handle('paper:print', { caseId, number, printer: null }))
  await insist(() => desk.handle('paper:confirm', { caseId, number }))
  await insist(() => desk.handle('draft:put', draftOf(caseId, '')))
  await insist(() => desk.handle('station:addOperator', { name: '陈刚', role: 'caravan' }))
}

/** A look at the practice profile and back. */
export async function practiseABit(desk: DeskService, insist: Insist = once): Promise<void> {
  await insist(() => desk.handle('profile:switch', { to: 'practice' }))
  const { rows } = await desk.handle('feed:pull', { from: null, scope: 'all' })
  await insist(() => desk.handle('case:do', { caseId: rows[0]?.id ?? '', command: { kind: 'note', text: '演练' } }))
  await insist(() => desk.handle('profile:switch', { to: 'office' }))
}

/** What whoever comes in next morning does first: whatever happened, a station must be able to do this. */
export async function workOn(desk: DeskService, mark: number, insist: Insist = once): Promise<CaseState> {
  const { phase, operators } = await desk.handle('station:status', {})
  if (phase.kind === 'needs-set-up') await insist(() => desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'clerk' }] }))
  else if (operators[0]) must(await desk.handle('station:signIn', { operatorId: operators[0].id }))
  let { state } = await insist(() => desk.handle('case:open', { fields: Object.entries(marked(mark)).map(([path, value]) => ({ path, value, over: [] })) }))
  const facts = await exampleFacts(desk, 's01')
  ;({ state } = await insist(() => write(desk, state, facts)))
  return (await insist(() => desk.handle('paper:issue', { caseId: state.id, paper: 'process-guide', heads: [...state.heads], another: false }))).state
}
