import type { CaseRow, FeedBatch, Watermark } from '../../shared/contracts/ipc.ts'
import { assess } from '../../shared/domain/assess.ts'
import { shownStatus } from '../../shared/domain/caseActions.ts'
import { caseClock, findAcceptance } from '../../shared/domain/caseClock.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import type { CaseState, OperatorId } from '../../shared/domain/events.ts'
import { textOf } from './accept.ts'
import type { Cases } from './cases.ts'
import type { EventStore } from './eventStore.ts'
import type { Journal } from './journal/journal.ts'

const rowsPerBatch = 200

/**
 * First fill, live change and rebuild of the screen's cache are this one path. `done`/`total` count the cases of the
 * station up to the new watermark: the fill is complete when they are equal.
 */
export async function pullFeed(journal: Journal, store: EventStore, cases: Cases, nameOf: (operator: OperatorId) => string, from: Watermark | null): Promise<FeedBatch> {
  const head = journal.head()
  const isKnown = from !== null && from.journalSeq <= head.seq && (await journal.findChain(from.journalSeq)) === from.head
  const since = isKnown ? from.journalSeq : 0
  const touched = await store.changedCases(since)
  const counted = await store.countCases()
  if (!touched.ok || !counted.ok) throw new Error("feed: the index can't be read")
  const changed = touched.value.filter(({ seq }) => seq <= head.seq)
  const batch = changed.slice(0, rowsPerBatch)
  const isLast = batch.length === changed.length
  const upTo = isLast ? head.seq : (batch.at(-1)?.seq ?? head.seq)
  const rows: CaseRow[] = []
  for (const { id } of batch) {
    const state = await cases.state(id)
    // Leaving the row out would move the watermark past it.
    if (!state.ok) throw new Error(`feed: case ${id} can't be read: ${state.failure.kind}`)
    rows.push(await rowOf(state.value, cases, nameOf))
  }
  const total = counted.value
  const chain = isLast ? head.chain : ((await journal.findChain(upTo)) ?? '')
  return { fresh: !isKnown, rows, watermark: { journalSeq: upTo, head: chain }, done: total - (changed.length - batch.length), total }
}

/** A row ready for lists. */
export async function rowOf(state: CaseState, cases: Cases, nameOf: (operator: OperatorId) => string): Promise<CaseRow> {
  const compiled = await cases.packOf(state)
  const theme = textOf(state, 'theme')
  // The day of the last change: none of the days in a row depends on it.
  const clock = compiled.ok ? caseClock(state, compiled.value.pack, state.updatedAt.slice(0, 10)) : null
  return {
    id: state.id,
    status: shownStatus(state),
    theme: theme === '' ? null : theme,
    updatedAt: state.updatedAt,
    openedAt: state.opened?.at ?? '',
    projectName: textOf(state, 'project.name'),
    projectCode: textOf(state, 'project.code'),
    applicantName: textOf(state, 'applicant.name'),
    operatorName: state.opened ? nameOf(state.opened.operator) : '',
    papers: state.papers.map(({ number, kind, stage }) => ({ number, kind, stage: stage.kind })),
    acceptedOn: findAcceptance(state)?.acceptedOn ?? null,
    promisedOn: clock?.kind === 'running' || clock?.kind === 'ended' ? clock.promisedOn : null,
    supplementUntil: clock?.kind === 'awaiting-supplements' ? clock.until : null,
    flow: compiled.ok ? assess(compiled.value, caseFacts(state, compiled.value.pack)).flow : null,
  }
}
