import type { DeskService } from '../../../electron/station/desk.ts'
import { must, write, order, exampleFacts, acceptCommand } from '../../builders/counter.ts'
import { marked } from '../day.ts'
import type { Promised } from '../ledger.ts'
import type { Chance } from '../writeback.ts'

/** Anything a clerk may do, chosen by chance. What is refused is refused: only what was acknowledged counts. */
export async function doSomething(desk: DeskService, chance: Chance, promised: readonly Promised[], mark: () => number): Promise<string> {
  const ids = [...new Set(promised.flatMap((entry) => (entry.kind === 'saved' ? [entry.caseId] : [])))]
  const known = ids.length === 0 ? null : chance.pick(ids)
  const state = known === null ? null : await desk.handle('case:state', { caseId: known })
  if (state === null || !state.ok || chance.below(6) === 0) {
    await desk.handle('case:open', { fields: Object.entries(marked(mark())).map(([path, value]) => ({ path, value, over: [] })) })
    return 'open a case'
  }
  const now = state.value
  switch (chance.below(12)) {
    case 0:
    case 1:
      await write(desk, now, marked(mark()))
      return 'write three fields'
    case 2:
      await order(desk, now, { kind: 'note', text: `记 ${chance.below(1000)}` })
      return 'note'
    case 3:
      await write(desk, now, await exampleFacts(desk, chance.pick(['s01', 's14'])))
      return 'answers'
    case 4:
      await order(desk, now, await acceptCommand(desk, now))
      return 'accept'
    case 5:
    case 6:
      await desk.handle('paper:issue', { caseId: now.id, paper: chance.pick(['process-guide', 'material-receipt', 'acceptance-notice']), heads: [...now.heads], another: chance.below(3) === 0 })
      return 'issue a paper'
    case 7: {
      const paper = now.papers.length === 0 ? null : chance.pick(now.papers)
      if (paper && chance.below(3) === 0) await desk.handle('paper:void', { caseId: now.id, number: paper.number, reason: '样例' })
      else if (paper) await desk.handle('paper:print', { caseId: now.id, number: paper.number, printer: null })
      return 'print or void'
    }
    case 8:
      await desk.handle('draft:put', { draft: { caseId: now.id, route: 'intake', question: 'maxHeight', input: { maxHeight: chance.below(1000) } } })
      return 'type'
    case 9:
      await Promise.all([order(desk, now, { kind: 'note', text: '一' }), order(desk, now, { kind: 'note', text: '二' }), desk.handle('case:open', { fields: Object.entries(marked(mark())).map(([path, value]) => ({ path, value, over: [] })) })])
      return 'three at once'
    case 10:
      await desk.handle('records:check', {})
      return 'check and compress'
    default:
      await desk.handle('station:addOperator', { name: `样例 ${chance.below(1000)}`, role: 'clerk' })
      return 'add an operator'
  }
}

/** On a station whose disk is well this can't be refused, whatever happened before. */
export async function mustWork(desk: DeskService, mark: number): Promise<void> {
  const { phase } = await desk.handle('station:status', {})
  if (phase.kind === 'needs-set-up') must(await desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'clerk' }] }))
  // Where the set-up was lost, people who were added later may still be here.
  const { operators } = await desk.handle('station:status', {})
  must(await desk.handle('station:signIn', { operatorId: operators[0]?.id ?? '' }))
  must(await desk.handle('case:open', { fields: Object.entries(marked(mark)).map(([path, value]) => ({ path, value, over: [] })) }))
}
