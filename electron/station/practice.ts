import type { Failure, RequestOf } from '../../shared/contracts/ipc.ts'
import { assess } from '../../shared/domain/assess.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import type { ExampleCase, FlowId, Pack } from '../../shared/domain/pack.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import type { PackShelf } from './packShelf.ts'
import type { Clock } from './ports.ts'
import type { StationHandlers } from './station.ts'

const sampleCount = 6
const acceptedCount = 2

interface Sample {
  readonly project: string
  readonly applicant: string
  readonly address: string
}
const otherSample: Sample = { project: '杏锦路临街建筑（样例）', applicant: '厦门样例置业有限公司', address: '集美区杏锦路样例段' }
/** Names for the sample cases, by flow. */
const samples: Readonly<Record<FlowId, Sample>> = {
  'low-risk': { project: '集美大道办公楼（样例）', applicant: '厦门样例置业有限公司', address: '集美区集美大道样例段' },
  'general-industrial': { project: '灌口机械厂房二期（样例）', applicant: '厦门样例机械有限公司', address: '集美区灌口镇样例工业区' },
  'old-community': { project: '杏北新村加装电梯（样例）', applicant: '杏北新村样例业主委员会', address: '集美区杏林街道样例社区' },
  rural: { project: '后溪农产品冷库（样例）', applicant: '后溪镇样例村经济合作社', address: '集美区后溪镇样例村' },
  'government-investment': { project: '集美第七小学综合楼（样例）', applicant: '集美区样例教育建设单位', address: '集美区侨英街道样例路' },
  decoration: { project: '银江路书店装修（样例）', applicant: '厦门样例文化有限公司', address: '集美区银江路样例号' },
  transport: { project: '田头村道拓宽（样例）', applicant: '集美区样例交通建设单位', address: '集美区灌口镇样例村道' },
}

/** Puts the practice profile in order: everything through the commands that a clerk uses. What a broken-off set-up left undone is done now. */
export async function setUpPractice(handlers: StationHandlers, shelf: PackShelf, clock: Clock): Promise<Result<null, Failure>> {
  const before = await handlers['station:status']({})
  if (before.phase.kind === 'needs-set-up') {
    const setUp = await handlers['station:setUp']({
      district: '集美区',
      stationName: '演练窗口',
      operators: [
        { name: '李敏', role: 'clerk' },
        { name: '陈刚', role: 'caravan' },
      ],
    })
    if (!setUp.ok) return setUp
  }
  const [first] = (await handlers['station:status']({})).operators
  const signedIn = first && (await handlers['station:signIn']({ operatorId: first.id }))
  if (signedIn?.ok === false) return signedIn
  // Samples come first and no case is ever removed: as many as there are cases have been made.
  const { total } = await handlers['feed:pull']({ from: null, scope: 'all' })
  return total >= sampleCount ? ok(null) : addSamples(handlers, shelf, clock, total)
}

async function addSamples(handlers: StationHandlers, shelf: PackShelf, clock: Clock, made: number): Promise<Result<null, Failure>> {
  const compiled = await shelf.compileCurrent()
  const { pack } = compiled
  for (const [index, example] of pickExamples(pack).entries()) {
    if (index < made) continue
    const opened = await handlers['case:open']({ fields: profileOf(pack, example) })
    if (!opened.ok) return opened
    const answered = await handlers['case:do']({ caseId: opened.value.state.id, command: { kind: 'write', fields: answersOf(example) } })
    if (!answered.ok) return answered
    if (index >= acceptedCount) continue
    const accepted = await accept(handlers, answered.value.state, assess(compiled, example.facts).items, dayInChina(clock.now()))
    if (!accepted.ok) return accepted
  }
  return ok(null)
}

/** One example of every flow, as many as are wanted. */
function pickExamples(pack: Pack): readonly ExampleCase[] {
  const byFlow = new Map<string, ExampleCase>()
  for (const example of pack.examples) {
    const flow = example.expect.flow ?? example.id
    if (!byFlow.has(flow)) byFlow.set(flow, example)
  }
  return [...byFlow.values()].slice(0, sampleCount)
}

type FieldInput = RequestOf<'case:open'>['fields'][number]
const write = (path: string, value: FieldInput['value']): FieldInput => ({ path, value, over: [] })

function profileOf(pack: Pack, { expect }: ExampleCase): FieldInput[] {
  const { project, applicant, address } = samples[expect.flow ?? ''] ?? otherSample
  const theme = pack.themes.find(({ flow }) => flow === expect.flow)?.id
  return [write('project.name', project), write('project.address', address), write('applicant.name', applicant), ...(theme === undefined ? [] : [write('theme', theme)])]
}

const answersOf = ({ facts }: ExampleCase): FieldInput[] => Object.entries(facts).map(([name, value]) => write(`facts.${name}`, value))

async function accept(handlers: StationHandlers, state: CaseState, outcomes: ReturnType<typeof assess>['items'], today: string): Promise<Result<null, Failure>> {
  const items = outcomes.flatMap(({ id, disposition }) => (disposition === 'exempt' || disposition === 'internal' || disposition === 'open' ? [] : [id]))
  const done = await handlers['case:do']({ caseId: state.id, command: { kind: 'accept', receivedOn: today, acceptedOn: today, items, heads: [...state.heads] } })
  return done.ok ? ok(null) : done
}
