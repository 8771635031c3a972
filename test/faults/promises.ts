import { createHash } from 'node:crypto'
import type { DeskService } from '../../electron/station/desk.ts'
import type { ProfileKind } from '../../shared/contracts/ipc.ts'
import { repeatablePapers } from '../../shared/domain/caseActions.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import type { JournalEvidence } from './journalEvidence.ts'
import type { Promised } from './ledger.ts'

/** A station after its recovery, on the profile that is looked at, and what stands on its disk. */
export interface Recovered {
  readonly profile: ProfileKind
  readonly desk: DeskService
  readonly evidence: JournalEvidence
  /** Events whose records the station has said to be lost; none unless bytes on the disk were changed. */
  readonly toldLost?: ReadonlySet<string>
}

/**
 * N1–N6 of the catalogue, as far as one station alone can break them: every promise that does not hold, one line
 * each. N5 needs two stations.
 */
export async function findBroken(promised: readonly Promised[], recovered: Recovered): Promise<readonly string[]> {
  const ours = promised.filter(({ profile }) => profile === recovered.profile)
  const cases = await readCases(recovered.desk)
  return [
    ...checkOnce(recovered, ours),
    ...(await checkCases(recovered, ours, cases)),
    ...checkWhole(recovered.evidence),
    ...(await checkDraft(recovered.desk, ours)),
    ...(await checkPapers(recovered, ours, cases)),
    ...checkChain(recovered.evidence),
  ]
}

async function readCases(desk: DeskService): Promise<ReadonlyMap<string, CaseState>> {
  const { rows, done, total } = await desk.handle('feed:pull', { from: null, scope: 'all' })
  if (done !== total) throw new Error('more cases than one batch of the feed holds')
  const cases = new Map<string, CaseState>()
  for (const row of rows) {
    if (cases.has(row.id)) throw new Error(`the feed gives case ${row.id} twice`)
    const state = await desk.handle('case:state', { caseId: row.id })
    if (!state.ok) throw new Error(`case ${row.id} is in the feed and can't be read: ${state.failure.kind}`)
    cases.set(row.id, state.value)
  }
  return cases
}

const savedNames = (promised: readonly Promised[]): ReadonlySet<string> => new Set(promised.flatMap((entry) => (entry.kind === 'saved' ? entry.heads : [])))

/** N1, on the disk. */
function checkOnce({ evidence, toldLost }: Recovered, promised: readonly Promised[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { events } of evidence.records) for (const { name } of events) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [
    ...[...savedNames(promised)].flatMap((name) => (counts.has(name) || toldLost?.has(name) === true ? [] : [`N1: ${name} was saved and is not on the disk`])),
    ...[...counts].flatMap(([name, count]) => (count === 1 ? [] : [`N1: ${name} stands ${count} times on the disk`])),
  ]
}

/** N1, in what the station answers. */
async function checkCases({ desk, toldLost }: Recovered, promised: readonly Promised[], cases: ReadonlyMap<string, CaseState>): Promise<readonly string[]> {
  const broken: string[] = []
  const { operators } = await desk.handle('station:status', {})
  for (const entry of promised) {
    if (entry.kind !== 'set-up') continue
    for (const id of entry.operators) if (!operators.some((operator) => operator.id === id)) broken.push(`N1: operator ${id} is gone`)
  }
  const shown = new Map<string, ReadonlySet<string>>()
  for (const id of cases.keys()) {
    const timeline = await desk.handle('case:timeline', { caseId: id })
    const names = timeline.ok ? timeline.value.map(({ event }) => event) : []
    if (new Set(names).size !== names.length) broken.push(`N1: the timeline of ${id} shows an event twice`)
    shown.set(id, new Set(names))
  }
  for (const entry of promised) {
    if (entry.kind !== 'saved') continue
    for (const name of entry.heads) if (shown.get(entry.caseId)?.has(name) !== true && toldLost?.has(name) !== true) broken.push(`N1: case ${entry.caseId} does not show ${name}`)
  }
  return broken
}

/** What one command wrote carries one mark, `… #7`, in every field. */
const markPattern = / #(\d+)$/
export const markedFields = ['project.name', 'applicant.name', 'applicant.agent'] as const

/** N2: a command is there whole or not at all, acknowledged or not. */
function checkWhole({ records }: JournalEvidence): readonly string[] {
  const counts = new Map<string, number>()
  for (const { events } of records) {
    for (const { kind, payload } of events) {
      const mark = kind === 'field.write' && typeof payload.value === 'string' ? markPattern.exec(payload.value)?.[1] : undefined
      if (mark !== undefined) counts.set(mark, (counts.get(mark) ?? 0) + 1)
    }
  }
  return [...counts].flatMap(([mark, count]) => (count === markedFields.length ? [] : [`N2: of command #${mark} ${count} of ${markedFields.length} fields are there`]))
}

/** N3: what was being typed is offered, as it was kept last or newer. */
async function checkDraft(desk: DeskService, promised: readonly Promised[]): Promise<readonly string[]> {
  const lastKept = promised.findLastIndex(({ kind }) => kind === 'draft-kept')
  const possible = promised.flatMap((entry, index) => ((entry.kind === 'draft-begun' && index > lastKept) || (entry.kind === 'draft-kept' && index === lastKept) ? [entry.draft] : []))
  // Where nobody typed by the ledger, the program's own page may have.
  if (possible.length === 0) return []
  const draft = JSON.stringify({ draft: await desk.handle('draft:get', {}) })
  if (lastKept < 0) possible.push('{"draft":null}')
  return possible.includes(draft) ? [] : [`N3: the draft is ${draft}`]
}

/** N4: a number stands for one paper, and the paper is the one that was given out. */
async function checkPapers({ desk, evidence, toldLost }: Recovered, promised: readonly Promised[], cases: ReadonlyMap<string, CaseState>): Promise<readonly string[]> {
  const broken: string[] = []
  const reserved = evidence.records.flatMap(({ events }) => events.flatMap(({ kind, payload }) => (kind === 'paper.reserved' ? [String(payload.number)] : [])))
  if (new Set(reserved).size !== reserved.length) broken.push(`N4: a number was given out twice: ${reserved.join(', ')}`)
  const givenTo = new Map<string, string>()
  for (const entry of promised) {
    if (entry.kind !== 'paper') continue
    if ((givenTo.get(entry.number) ?? entry.caseId) !== entry.caseId) broken.push(`N4: number ${entry.number} was given out for two cases`)
    givenTo.set(entry.number, entry.caseId)
  }
  for (const [id, { papers }] of cases) {
    const living = papers.filter(({ kind, stage }) => stage.kind !== 'voided' && !repeatablePapers.has(kind)).map(({ kind }) => kind)
    if (new Set(living).size !== living.length) broken.push(`N4: case ${id} has two living papers of a kind`)
  }
  if ((toldLost?.size ?? 0) > 0) return broken
  for (const entry of promised) {
    if (entry.kind !== 'paper') continue
    if (!cases.get(entry.caseId)?.papers.some(({ number }) => number === entry.number)) {
      broken.push(`N4: paper ${entry.number} was given out and is not on record`)
      continue
    }
    const read = await desk.handle('paper:bytes', { caseId: entry.caseId, number: entry.number })
    const digest = read.ok ? createHash('sha256').update(read.value.pdf).digest('hex') : read.failure.kind
    if (digest !== entry.sha256 && !(read.ok === false && read.failure.kind === 'unknown-paper')) broken.push(`N4: paper ${entry.number} is not the one that was given out: ${digest}`)
  }
  return broken
}

/** N6: the chain runs without a break from the first record to the last, but for what is known to be lost. */
function checkChain({ problems, knownMissing }: JournalEvidence): readonly string[] {
  return knownMissing.length > 0 ? [] : problems.map((problem) => `N6: ${problem}`)
}
