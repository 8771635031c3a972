import type { Assessment } from '../../shared/domain/assessment.ts'
import { findAcceptance, findLast, findStops } from '../../shared/domain/statusLine.ts'
import type { CaseAction, CaseState, CaseStatus, PaperKind, SupplementLack } from '../../shared/domain/events.ts'
import { addWorkingDays, countWorkingDays } from '../../shared/domain/workdays.ts'
import { paperTitles } from '../../shared/output/wording.ts'
import { closeOutcomeWords, statusWords } from './caseText.ts'
import { dayText } from './dayText.ts'
import { itemName, type PackLookup } from './packLookup.ts'
import { fullBasisText } from './policyText.ts'

/** Every decision that has a dialog of its own; accepting has its sheet in the intake. */
export type Decision = Exclude<CaseAction, 'accept'>

interface DecisionWords {
  /** As the button or menu line that opens the dialog, without its dots. */
  readonly name: string
  readonly title: string
  readonly confirm: string
  /** Said quietly once it is done. */
  readonly done: string
  /** What the decision can't be taken back from. */
  readonly isFinal: boolean
}

export const decisionWords: Readonly<Record<Decision, DecisionWords>> = {
  supplement: { name: '一次性告知', title: '一次性告知要补正的内容', confirm: '确认告知', done: '已记下一次性告知，等申请人补正', isFinal: false },
  resubmit: { name: '收到补正', title: '收到补正', confirm: '收到了，接着核对', done: '已记下收到补正', isFinal: false },
  refuse: { name: '不予受理', title: '不予受理', confirm: '确认不予受理', done: '已不予受理', isFinal: true },
  withdraw: { name: '撤回', title: '撤回这个办件', confirm: '撤回', done: '已撤回', isFinal: true },
  suspend: { name: '中止时限', title: '中止时限', confirm: '中止时限', done: '时限已中止', isFinal: false },
  resume: { name: '恢复时限', title: '恢复时限', confirm: '恢复时限', done: '时限已恢复', isFinal: false },
  'hand-over': { name: '移交', title: '移交', confirm: '确认移交', done: '已移交', isFinal: false },
  'take-back': { name: '收回', title: '收回', confirm: '确认收回', done: '已收回', isFinal: false },
  close: { name: '办结', title: '办结', confirm: '确认办结', done: '已办结', isFinal: true },
}

const papersOfStatus: Readonly<Partial<Record<CaseStatus, PaperKind>>> = { supplementing: 'supplement-notice', refused: 'refusal-notice', accepted: 'acceptance-notice' }

/** The paper that the status calls for and that has not been issued yet; `null`: none. */
export function findNextPaper(state: CaseState): PaperKind | null {
  const kind = state.status.kind === 'settled' ? papersOfStatus[state.status.status] : undefined
  return kind === undefined || state.papers.some((paper) => paper.kind === kind && paper.stage.kind !== 'voided') ? null : kind
}

/** What will happen, said before it is confirmed. `on`: the day of the decision, `null` while it can't be read. */
export function consequences(decision: Decision, to: CaseStatus, state: CaseState, lookup: PackLookup, on: string | null): readonly string[] {
  const paper = papersOfStatus[to]
  return [
    `办件转为“${statusWords[to]}”。${afterWords[decision]}`,
    clockConsequence(decision, state, lookup, on),
    paper === undefined || decision === 'resume' || decision === 'take-back' ? '' : `接着可以出具《${paperTitles[paper]}》。`,
  ].filter((line) => line !== '')
}

const afterWords: Readonly<Record<Decision, string>> = {
  supplement: '告知只有这一次；等补正期间答复不能改，材料可以补收。',
  resubmit: '可以接着核对、受理；不能再告知第二次。',
  refuse: '以后不能再改；已有的记录和文书都保留。',
  withdraw: '以后不能再改、不能再出文书；已有的记录和文书都保留。',
  suspend: '恢复以前不能办结、移交。',
  resume: '',
  'hand-over': '以后的办理在接收单位；需要时可以收回。',
  'take-back': '',
  close: '以后不能再改材料和申请人；可以录入证照、打印许可证。',
}

function clockConsequence(decision: Decision, state: CaseState, lookup: PackLookup, on: string | null): string {
  const acceptance = findAcceptance(state)
  switch (decision) {
    case 'supplement':
    case 'resubmit':
      return '承诺时限还没有起算，受理那天才开始。'
    case 'suspend':
      return on === null ? '' : `承诺时限从${dayText(on)}起停下，恢复后顺延。`
    case 'resume': {
      if (on === null) return ''
      const stopped = findStops(state).reduce((sum, stop) => sum + countWorkingDays(stop.from, stop.to ?? on), 0)
      const promised = acceptance === null || acceptance.promisedOn === null ? null : addWorkingDays(acceptance.promisedOn, stopped, lookup.pack.calendarYears)
      return `承诺时限接着走，共停了 ${stopped} 个工作日${promised === null ? '，承诺日期另行确定。' : `，承诺办结顺延到${dayText(promised)}（样例时限）。`}`
    }
    case 'hand-over':
      return '承诺时限不停，仍按原来的日期。'
    case 'take-back':
      return '承诺时限一直在走，仍按原来的日期。'
    case 'close':
      return '承诺时限到这一天为止。'
    case 'withdraw':
      return acceptance === null ? '' : '承诺时限到今天为止。'
    case 'refuse':
      return ''
  }
}

/** A ground to refuse on, to be put into the fields with one key and then made to fit. */
export interface RefusalGround {
  readonly name: string
  readonly reason: string
  readonly basis: string
  readonly properWay: string
}

const lawfulGrounds: readonly RefusalGround[] = [
  { name: '不属于本机关职权', reason: '申请事项依法不属于本机关职权范围。', basis: '《中华人民共和国行政许可法》第三十二条第一款第（二）项', properWay: '请向有权办理的行政机关申请。' },
  { name: '不需要办理许可', reason: '申请事项依法不需要取得行政许可。', basis: '《中华人民共和国行政许可法》第三十二条第一款第（一）项', properWay: '不用申请，可以直接实施。' },
  { name: '提供虚假材料', reason: '隐瞒有关情况或者提供虚假材料。', basis: '《中华人民共和国行政许可法》第七十八条', properWay: '' },
]
const afterSupplements: RefusalGround = { name: '补正后仍不符合', reason: '告知补正后，申请材料仍不齐全或者不符合法定形式。', basis: '《中华人民共和国行政许可法》第三十二条第一款', properWay: '材料备齐后可以重新申请。' }
const exemptionsOffered = 3

/** What the law gives, and the clauses by which items of this case need no permit. */
export function refusalGrounds(lookup: PackLookup, assessment: Assessment, state: CaseState): readonly RefusalGround[] {
  const exempt = assessment.items.flatMap(({ id, disposition, reasons: [reason] }): RefusalGround[] => {
    if (disposition !== 'exempt' || !reason) return []
    const name = itemName(lookup, id)
    return [{ name: `免办${name}`, reason: `${name}在本项目中免予办理：${reason.title}。`, basis: `${lookup.pack.docNo}${fullBasisText(reason.clause, reason.tasks)}`, properWay: '不用申请该事项，其余事项照常办理。' }]
  })
  return [...(findLast(state, 'supplement') ? [afterSupplements] : []), ...lawfulGrounds, ...exempt.slice(0, exemptionsOffered)]
}

/** Why the clock usually stops (特别程序, Administrative Licensing Law art. 45). */
export const suspensionReasons: readonly string[] = ['专家评审', '公示', '现场核查', '检测检验', '听证']
/** Where the plan names no department. */
const unnamedUnit = '方案未列明'

/** Who a case can be handed over to: the departments of its items, the offices of a district by its name. */
export function unitsOf(lookup: PackLookup, assessment: Assessment, district: string): readonly string[] {
  const units = assessment.items.flatMap(({ id, applies, disposition }) => {
    const department = lookup.items.get(id)?.department
    return applies === true && disposition !== 'exempt' && department !== undefined && department !== unnamedUnit ? [department.replaceAll('各区', district)] : []
  })
  return [...new Set(units)]
}

/** What was asked for once, beside the material that came back. */
export function lackText({ problem, requirement }: SupplementLack): string {
  return `告知补正：${problem === 'missing' ? '缺少' : '不合格'}${requirement === '' ? '' : `，${requirement}`}`
}

/** What the newest decision said, where the status alone does not: to whom, why, how it came out. */
export function situationText(state: CaseState): string {
  const write = state.status.kind === 'settled' ? state.status.heads.at(-1)?.write : undefined
  switch (write?.action) {
    case 'hand-over':
      return `在${write.unit}办理${write.reason === '' ? '' : `：${write.reason}`}`
    case 'withdraw':
      return `撤回原因：${write.reason}`
    case 'refuse':
      return `理由：${write.refusal.reason}`
    case 'close':
      return `${closeOutcomeWords[write.outcome]}${write.remark === '' ? '' : `：${write.remark}`}`
    default:
      return ''
  }
}
