import type { DeskService } from '../../electron/station/desk.ts'
import { answersNeeded } from '../../scripts/seed/samplePlans.ts'
import { assess } from '../../shared/domain/assess.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import { must, openCase, order } from './counter.ts'
import { packOf } from './desk.ts'

const places = ['集美大道', '杏滨路', '灌口镇', '后溪', '侨英街道', '软件园三期', '马銮湾', '同集路', '新阳', '东孚'] as const
const buildings = ['厂房', '仓库', '办公楼', '幼儿园', '住宅楼', '加装电梯', '门诊楼', '停车楼', '管线迁改', '研发楼'] as const
const families = ['陈', '林', '黄', '王', '吴', '李', '许', '郑', '蔡', '苏'] as const

/** As many as share one flush to disk. */
const atOnce = 250

/**
 * Cases of some years at one counter, through the station's own commands: the worked examples in turn, every fourth
 * answered whole and accepted, some withdrawn, the others a few answers into their intake. The station is set up and
 * someone is signed in.
 */
export async function manyCases(desk: DeskService, count: number): Promise<void> {
  const { pack, ref } = await packOf(desk)
  const compiled = compilePack(pack, ref)
  const examples = pack.examples.map(({ facts: known }) => {
    const facts = Object.fromEntries(answersNeeded(compiled, known))
    const answers = Object.entries(facts).map(([name, value]) => [`facts.${name}`, value] as const)
    return {
      all: Object.fromEntries(answers),
      first: Object.fromEntries(answers.slice(0, 8)),
      items: assess(compiled, facts).items.flatMap(({ id, disposition }) => (['required', 'commitment', 'filing', 'merged'].includes(disposition) ? [id] : [])),
    }
  })
  const one = async (index: number): Promise<void> => {
    const example = pick(examples, index)
    const isAccepted = index % 4 === 0 && example.items.length > 0
    const state = await openCase(desk, { theme: pick(pack.themes, index).id, ...namesOf(index), ...(isAccepted ? example.all : example.first) })
    const heads = [...state.heads]
    if (index % 10 === 9) must(await order(desk, state, { kind: 'withdraw', reason: '申请人要求撤回（样例）', heads }))
    else if (isAccepted) must(await order(desk, state, { kind: 'accept', receivedOn: '2026-03-02', acceptedOn: '2026-03-02', items: example.items, heads }))
  }
  for (let first = 0; first < count; first += atOnce) {
    await Promise.all(Array.from({ length: Math.min(atOnce, count - first) }, (_, offset) => one(first + offset)))
  }
}

/** No two alike, as in a register. */
function namesOf(index: number): Readonly<Record<string, string>> {
  const building = pick(buildings, Math.floor(index / 10))
  const number = String(index + 1).padStart(5, '0')
  return {
    'project.name': `${pick(places, index)}${building} ${number} 号（样例）`,
    'project.code': `2105-350211-04-01-${number}`,
    'applicant.name': `厦门样例${pick(families, Math.floor(index / 100))}氏${building} ${number} 号业主`,
  }
}

function pick<T>(list: readonly T[], index: number): T {
  const entry = list[index % list.length]
  if (entry === undefined) throw new Error('nothing to pick from')
  return entry
}
