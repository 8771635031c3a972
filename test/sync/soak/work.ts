import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import { aLargePdf, aPdf, digestOf } from '../../builders/scans.ts'
import type { SoakCounter } from './counter.ts'
import type { SoakWorld } from './world.ts'

const kinds = ['open', 'note', 'note', 'note', 'note', 'write', 'write', 'decide', 'scan', 'scan', 'retract', 'fetch', 'move'] as const

/** Something at the counter; what is acknowledged is promised. Gives what was refused without a reason. */
export async function work(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  const id = office.ids[chance.below(office.ids.length)]
  const what = chance.pick(kinds)
  world.tell(what)
  const found = id === undefined ? null : await counter.handlers['case:state']({ caseId: id })
  if (found?.ok === false && found.failure.kind !== 'unknown-case') return refusalOf(world, found.failure)
  if (what === 'open' || found?.ok !== true) return openCase(world, counter)
  return workOn(world, counter, found.value, what)
}

async function openCase(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, step } = world
  const name = `第 ${step} 步、第 ${office.ids.length + 1} 件`
  const opened = await counter.handlers['case:open']({ fields: [{ path: 'project.name', value: name, over: [] }] })
  if (!opened.ok) return refusalOf(world, opened.failure)
  const { id, opened: by } = opened.value.state
  office.ids.push(id)
  office.names.set(id, name)
  office.tried.set(id, new Set())
  if (!counter.acknowledges(opened)) return []
  office.promised.set(id, new Set())
  counter.promised.set(id, new Set())
  return counter.chosen === null || by?.pack.digest === counter.chosen ? [] : [`a new case goes by another edition than the one that was chosen`]
}

async function workOn(world: SoakWorld, counter: SoakCounter, state: CaseState, what: Exclude<(typeof kinds)[number], 'open'>): Promise<readonly string[]> {
  const { chance, step } = world
  const { id: caseId, fields, heads } = state
  const run = async (command: Parameters<SoakCounter['handlers']['case:do']>[0]['command']): Promise<readonly string[]> => {
    const done = await counter.handlers['case:do']({ caseId, command })
    return done.ok ? [] : refusalOf(world, done.failure)
  }
  switch (what) {
    case 'note':
      return note(world, counter, caseId)
    case 'write':
      return run({ kind: 'write', fields: [{ path: 'project.address', value: `${step} 号`, over: (fields['project.address']?.heads ?? []).map(({ event }) => event) }] })
    case 'decide':
      return run({ kind: 'withdraw', reason: '申请人改期', heads: [...heads] })
    case 'move': {
      const { editions } = await counter.handlers['edition:list']({})
      return editions.length < 2 ? [] : run({ kind: 'move', to: chance.pick(editions).ref, heads: [...heads] })
    }
    case 'scan':
      return scan(world, counter, caseId)
    case 'retract': {
      const [first] = state.scans.filter(({ retracted }) => !retracted)
      if (!first) return []
      const done = await counter.handlers['scan:retract']({ caseId, scan: first.event })
      return done.ok ? [] : refusalOf(world, done.failure)
    }
    case 'fetch':
      return fetchScan(world, counter, state)
  }
}

export async function note(world: SoakWorld, counter: SoakCounter, caseId: string): Promise<readonly string[]> {
  const { office } = world
  world.notes += 1
  const text = `第 ${world.notes} 条备注`
  office.tried.get(caseId)?.add(text)
  const noted = await counter.handlers['case:do']({ caseId, command: { kind: 'note', text } })
  if (!noted.ok) return refusalOf(world, noted.failure)
  if (counter.erased.has(caseId)) return [`case ${caseId} is erased here, and a note is taken`]
  if (!counter.acknowledges(noted)) return []
  for (const { promised } of office.isGone(caseId) ? [counter] : [office, counter]) promised.set(caseId, (promised.get(caseId) ?? new Set()).add(text))
  return []
}

async function scan(world: SoakWorld, counter: SoakCounter, caseId: string): Promise<readonly string[]> {
  const { office, chance, step } = world
  // One in four goes in two parts.
  const bytes = chance.below(4) === 0 ? aLargePdf(600_000, `${step} ${caseId}`) : aPdf(`第 ${step} 步的扫描件`)
  const added = await counter.handlers['scan:add']({ caseId, label: '授权委托书.pdf', of: { kind: 'case' }, bytes })
  if (!added.ok) return refusalOf(world, added.failure)
  if (counter.erased.has(caseId)) return [`case ${caseId} is erased here, and a scan is taken`]
  if (counter.acknowledges(added)) office.promiseScan({ caseId, digest: digestOf(bytes) })
  return []
}
/** For a case that is here, or one that is opened for it. */
export async function handInAScan(world: SoakWorld, counter: SoakCounter): Promise<readonly string[]> {
  const { office, chance } = world
  const broken = office.ids.length === 0 ? await openCase(world, counter) : []
  const caseId = office.ids[chance.below(office.ids.length)]
  return caseId === undefined || (await counter.open.notesOf(caseId)) === null ? broken : [...broken, ...(await scan(world, counter, caseId))]
}

/** Somebody looks at a scan: it is the file that was handed in, or it is said why not. */
export async function fetchScan(world: SoakWorld, counter: SoakCounter, { id: caseId, scans }: CaseState): Promise<readonly string[]> {
  const { office, chance } = world
  const living = scans.filter(({ retracted }) => !retracted)
  if (living.length === 0) return []
  const { digest } = chance.pick(living)
  const isThere = office.isOnDisk(counter, { caseId, digest }) || office.isWholeAtServer({ caseId, digest })
  const opened = await counter.handlers['scan:open']({ caseId, digest })
  if (opened.ok) return digestOf(opened.value.bytes) === digest ? [] : [`${digest} was shown as ${digestOf(opened.value.bytes)}`]
  world.tell(JSON.stringify(opened.failure))
  if (opened.failure.kind === 'scan-absent') world.hear(`scan absent: ${opened.failure.because.kind}`)
  return isThere && !counter.isDead && office.sayable.size === 0 ? [...refusalOf(world, opened.failure), ...(opened.failure.kind === 'scan-absent' ? [`N3: ${digest} is there, and the screen says ${JSON.stringify(opened.failure)}`] : [])] : []
}

function refusalOf(world: SoakWorld, failure: Failure): readonly string[] {
  if (failure.kind === 'disk') world.hear(`not saved: ${failure.problem}`)
  return failure.kind === 'disk' && !world.mayDiskFail ? [`refused: ${JSON.stringify(failure)}`] : []
}
