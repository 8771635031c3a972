import type { Assessment, ItemOutcome, MaterialDisposition } from '../domain/assessment.ts'
import type { ShownStatus } from '../domain/caseActions.ts'
import { weekdayOf } from '../domain/days.ts'
import type { MaterialState } from '../domain/events.ts'
import { isForNow, type MaterialStateOf } from '../domain/materialCount.ts'
import type { Item, Material, Pack } from '../domain/pack.ts'
import type { Schedule, ScheduledItem } from '../domain/schedule.ts'
import { specialDays } from '../domain/workdays.ts'
import { packLabel } from './overlayWords.ts'
import { type Cell, type Column, date, empty, number, type Sheet, text, type Workbook } from './sheet.ts'
import { dispositionWords, statusWords, writeClause, writeDay } from './wording.ts'

export interface CaseBookInput {
  /** The pack that the case is judged by, and what comes out of it. */
  readonly pack: Pack
  readonly assessment: Assessment
  readonly schedule: Schedule
  /** `days[n]` is the n-th working day of the schedule, `days[0]` the day it starts from; it ends where dates are not known. */
  readonly days: readonly string[]
  /** Items of the acceptance; `null` while there is none: the schedule is then an assumption. */
  readonly accepted: readonly string[] | null
  readonly status: ShownStatus
  readonly materialState: MaterialStateOf
  readonly departmentOf: (item: Item) => string
  /** Empty text where nothing was given. */
  readonly project: { readonly name: string; readonly code: string; readonly applicant: string; readonly theme: string }
  /** ISO 8601 moment. */
  readonly createdAt: string
  readonly practice: boolean
}

/** A case as a workbook to work with: its items, the checklist of its materials, and its schedule by working days. */
export function caseBook(input: CaseBookInput): Workbook {
  const { pack, practice } = input
  const suffix = practice ? '（演练）' : ''
  return {
    title: `办件材料与日程${suffix}`,
    createdAt: input.createdAt,
    foot: `${practice ? '演练 · ' : ''}依据：${packLabel(pack)}`,
    sheets: [itemSheet(input, suffix), materialSheet(input, suffix), scheduleSheet(input, suffix)],
  }
}

function itemSheet(input: CaseBookInput, suffix: string): Sheet {
  const { pack, assessment } = input
  const timed = new Map(input.schedule.stages.flatMap(({ lanes }) => lanes.flatMap(({ items }) => items.map((item) => [item.id, item] as const))))
  const stages = new Map(pack.stages.map(({ id, name_zh }) => [id, name_zh]))
  const isSampleTime = linesOf(pack, assessment).some(({ item }) => isSampleLimit(item))
  const sample = isSampleTime ? '（样例）' : ''
  return {
    name: '事项',
    title: `办件事项${suffix}`,
    note: `${aboutCase(input)}\n${aboutTime(input)}${isSampleTime ? '办理时限为样例，由此推算的日期仅供参考。' : ''}`,
    columns: [
      { header: '序号', width: 6 },
      { header: '阶段', width: 16 },
      { header: '事项', width: 34 },
      { header: '办理方式', width: 12 },
      { header: '主管部门', width: 18 },
      { header: '依据', width: 17 },
      { header: `时限（工作日）${sample}`, width: 10 },
      { header: `计划开始${sample}`, width: 15 },
      { header: `计划办结${sample}`, width: 15 },
      { header: '备注', width: 22 },
    ],
    rows: linesOf(pack, assessment).map(({ item, outcome }, index) => {
      const time = timed.get(item.id)
      return [
        number(index + 1),
        text(stages.get(item.stage) ?? item.stage),
        text(nameOf(item)),
        text(dispositionWords[outcome.disposition]),
        text(input.departmentOf(item)),
        text(basisOf(item, outcome)),
        time?.workingDays === undefined || time.workingDays === null ? text('—') : number(time.workingDays),
        planned(time, time?.startsOn ?? null),
        planned(time, time?.endsOn ?? null),
        text(remarksOn(input, item, outcome, time)),
      ]
    }),
    whenEmpty: '还没有确定的事项。',
    highlight: { column: '办理方式', is: dispositionWords.open, unless: null },
  }
}

/** A real day; where the days are not counted from the acceptance, the words for what they are counted from. */
function planned(time: ScheduledItem | undefined, day: string | null): Cell {
  switch (time?.countedFrom) {
    case 'acceptance':
      return date(day)
    case 'works-done':
      return text('竣工后起算')
    case 'own-application':
      return text('另行申请后起算')
    case 'nothing':
    case undefined:
      return text('—')
  }
}

function remarksOn({ pack, accepted }: CaseBookInput, item: Item, outcome: ItemOutcome, time: ScheduledItem | undefined): string {
  const into = pack.items.find(({ id }) => id === outcome.mergedInto)
  return [
    outcome.applies === null ? '是否涉及待定' : '',
    into ? `与“${into.name_zh}”一并办理` : '',
    item.parallel && time?.countedFrom === 'acceptance' ? '并联办理' : '',
    time?.workingDays === 0 ? '即办' : '',
    accepted !== null && time?.countedFrom === 'acceptance' && !accepted.includes(item.id) ? '未列入受理' : '',
  ].filter((remark) => remark !== '').join('；')
}

/** The rule that decided, else where the item itself stands. */
function basisOf(item: Item, { reasons: [deciding] }: ItemOutcome): string {
  const clause = deciding?.clause ?? item.basis.clause ?? null
  const tasks = deciding?.tasks ?? item.basis.tasks ?? []
  const parts = [clause === null ? '' : writeClause(clause), tasks.length > 0 ? `任务${tasks.join('、')}` : ''].filter((part) => part !== '')
  return parts.length > 0 ? parts.join(' · ') : (item.basis.law ?? '—')
}

function materialSheet(input: CaseBookInput, suffix: string): Sheet {
  const { pack, assessment } = input
  const materials = new Map(pack.materials.map((material) => [material.id, material]))
  const lines = linesOf(pack, assessment).flatMap(({ item, outcome }) =>
    outcome.applies === true ? outcome.materials.flatMap(({ id, disposition }) => materialLine(input, item, materials.get(id), disposition)) : [],
  )
  const hasSample = lines.some(({ material }) => material.sample)
  return {
    name: '材料清单',
    title: `办件材料清单${suffix}`,
    note: `${aboutCase(input)}\n几个事项共用的材料只交一份，各事项下都列出。${hasSample ? '材料清单和份数为样例。' : ''}`,
    columns: [
      { header: '序号', width: 6 },
      { header: '事项', width: 25 },
      { header: '材料', width: 30 },
      { header: '应交原件', width: 7 },
      { header: '应交复印件', width: 8 },
      { header: '状态', width: 11 },
      { header: '已收原件', width: 7 },
      { header: '已收复印件', width: 8 },
      { header: '来源', width: 16 },
      { header: '编号', width: 16 },
      { header: '补交期限', width: 15 },
      { header: '说明', width: 24 },
    ],
    rows: lines.map(({ item, material, asked, state, reason }, index) => [
      number(index + 1),
      text(nameOf(item)),
      text(material.name_zh),
      asked ? number(material.original) : empty,
      asked ? number(material.copies) : empty,
      text(state.word),
      state.counts === null ? empty : number(state.counts.originals),
      state.counts === null ? empty : number(state.counts.copies),
      text(state.source),
      text(state.number),
      state.by === null ? empty : date(state.by),
      text([reason, state.reason].filter((part) => part !== '').join('；')),
    ]),
    whenEmpty: '没有要交的材料。',
    highlight: { column: '状态', is: missing, unless: null },
  }
}

const missing = '未收'

interface MaterialLine {
  readonly item: Item
  readonly material: Material
  /** Handed in at the counter, unless the counter itself does without. */
  readonly asked: boolean
  readonly state: Standing
  /** Why the rules waived or added it. */
  readonly reason: string
}
/** How a material stands, in cells. */
interface Standing {
  readonly word: string
  readonly counts: { readonly originals: number; readonly copies: number } | null
  readonly source: string
  readonly number: string
  readonly by: string | null
  readonly reason: string
}

function materialLine(input: CaseBookInput, item: Item, material: Material | undefined, disposition: MaterialDisposition): readonly MaterialLine[] {
  if (!material) return []
  const plain = (word: string, reason = ''): MaterialLine => ({ item, material, asked: false, state: { ...standing(word), reason }, reason: '' })
  if (disposition.kind === 'open') return [plain(dispositionWords.open, '还有问题没有回答')]
  if (disposition.kind === 'waived') {
    const permit = input.pack.items.find(({ id }) => id === disposition.permit)
    return [plain('免交', permit ? `“${permit.name_zh}”已免办，不用再交它的证件` : titleOf(disposition))]
  }
  // One that several items want is handed in once: what stands under any of them stands for all.
  const state = input.materialState(item.id, material.id) ?? input.assessment.items.map(({ id }) => input.materialState(id, material.id)).find((other) => other !== null) ?? null
  const added = disposition.kind === 'added' ? titleOf(disposition) : ''
  return [{ item, material, asked: state?.kind !== 'waived', state: standingOf(state, isForNow(input.pack, item)), reason: added }]
}

function titleOf({ because: [reason] }: Extract<MaterialDisposition, { because: unknown }>): string {
  if (!reason) return ''
  return reason.clause === null ? reason.title : `${reason.title}（${writeClause(reason.clause)}）`
}

const standing = (word: string): Standing => ({ word, counts: null, source: '', number: '', by: null, reason: '' })

function standingOf(state: MaterialState | null, isDue: boolean): Standing {
  switch (state?.kind) {
    case undefined:
      return standing(isDue ? missing : '届时提交')
    case 'received':
      return { ...standing('已收'), counts: { originals: state.originals, copies: state.copies } }
    case 'original-seen':
      return standing('原件已核')
    case 'shared':
      return { ...standing('共享免交'), source: `${state.from === 'earlier-stage' ? '前序阶段' : '其他部门'}：${state.source}`, number: state.number }
    case 'waived':
      return { ...standing('窗口免收'), reason: state.reason }
    case 'to-follow':
      return { ...standing('容缺后补'), by: state.by }
  }
}

const weekdays = ['日', '一', '二', '三', '四', '五', '六']

/** A line for each working day, a column for each lane: what is worked on that day. */
function scheduleSheet(input: CaseBookInput, suffix: string): Sheet {
  const { pack, schedule, days } = input
  const names = new Map(pack.items.map((item) => [item.id, nameOf(item)]))
  const stageNames = new Map(pack.stages.map(({ id, name_zh }) => [id, name_zh]))
  const placed = placeOnLanes(schedule)
  const lanes = placed.reduce((most, { lane }) => Math.max(most, lane), 0)
  const laneWidth = Math.max(14, Math.floor(104 / (lanes + 1)))
  const laneColumns = Array.from({ length: lanes + 1 }, (_, lane): Column => ({ header: lane === 0 ? '主线' : `并联 ${lane}`, width: laneWidth }))
  const rows = Array.from({ length: schedule.workingDays + 1 }, (_, at): readonly Cell[] => {
    const day = days[at] ?? null
    const here = placed.filter((item) => isWorkedOn(item, at))
    return [
      number(at),
      date(day),
      day === null ? empty : text(`周${weekdays[weekdayOf(day)] ?? ''}`),
      text([...new Set(here.map(({ stage }) => stageNames.get(stage) ?? stage))].join('、')),
      ...laneColumns.map((_column, lane) => text(here.filter((item) => item.lane === lane).map((item) => `${names.get(item.id) ?? item.id}${endMark(item, at)}`).join('\n'))),
      text(remarksOnDay(input, at)),
    ]
  })
  return {
    name: '日程',
    title: `办理日程（按工作日）${suffix}`,
    note: `${aboutCase(input)}\n${aboutTime(input)}竣工后起算、另行申请的事项不在此表，见“事项”。`,
    columns: [{ header: '第几个工作日', width: 8 }, { header: '日期', width: 15 }, { header: '星期', width: 6 }, { header: '阶段', width: 16 }, ...laneColumns, { header: '备注', width: 20 }],
    rows: placed.length === 0 ? [] : rows,
    whenEmpty: '没有从受理之日起算的事项。',
    highlight: null,
  }
}

interface PlacedItem {
  readonly id: string
  readonly stage: string
  /** 0 is the main line. */
  readonly lane: number
  readonly first: number
  readonly last: number
}

/** Stages follow one another, so that the lanes of one are free again for the next. */
function placeOnLanes({ stages }: Schedule): readonly PlacedItem[] {
  return stages.flatMap((stage) => {
    let lastLane = 0
    return stage.lanes.flatMap(({ kind, items }) => {
      const counted = items.flatMap(({ id, span, countedFrom }) => (span && countedFrom === 'acceptance' ? [{ id, ...span }] : []))
      if (counted.length > 0 && kind === 'parallel') lastLane += 1
      return counted.map((item): PlacedItem => ({ ...item, stage: stage.id, lane: kind === 'main' ? 0 : lastLane }))
    })
  })
}

/** An item done at once (即办) stands on the day reached before it. */
const isWorkedOn = ({ first, last }: PlacedItem, day: number): boolean => day === last || (day >= first && day < last)

function endMark({ first, last }: PlacedItem, day: number): string {
  if (day !== last) return ''
  return last < first ? '（即办）' : '（办结）'
}

function remarksOnDay({ schedule, days }: CaseBookInput, at: number): string {
  const [day, before] = [days[at], days[at - 1]]
  const remarks: string[] = []
  if (day === undefined && before !== undefined) {
    if (schedule.stoppedSince !== null) remarks.push(`${writeDay(schedule.stoppedSince)}起时限中止，恢复后再排`)
    if (schedule.unknownYear !== null) remarks.push(`日历未收录 ${schedule.unknownYear} 年的节假日`)
  }
  if (at === 0) remarks.push('受理之日，从次日起计')
  if (day !== undefined && before !== undefined) {
    const special = specialDays(before, day).filter((one) => one.day > before)
    const holidays = new Set(special.filter(({ kind }) => kind === 'holiday').map(({ name }) => name))
    if (holidays.size > 0) remarks.push(`此前${[...holidays].join('、')}放假`)
    if (special.some((one) => one.day === day && one.kind === 'make-up')) remarks.push('调休上班')
  }
  if (at === schedule.workingDays && day !== undefined) remarks.push('全部办结')
  return remarks.join('；')
}

function linesOf(pack: Pack, { items }: Assessment): readonly { readonly item: Item; readonly outcome: ItemOutcome }[] {
  const known = new Map(pack.items.map((item) => [item.id, item]))
  return items.flatMap((outcome) => {
    const item = known.get(outcome.id)
    return item ? [{ item, outcome }] : []
  })
}

const nameOf = (item: Item): string => (item.sample ? `${item.name_zh}（样例）` : item.name_zh)

/** The plan gives no working days: every limit that does not come from it is sample content. */
const isSampleLimit = (item: Item): boolean => item.timeLimit.source !== 'plan'

function aboutCase({ project, status, pack, assessment }: CaseBookInput): string {
  const flow = pack.flows.find(({ id }) => id === assessment.flow)?.name_zh ?? ''
  const parts: readonly (readonly [string, string])[] = [['项目', project.name], ['项目代码', project.code], ['申请人', project.applicant], ['主题', project.theme], ['流程', flow], ['状态', statusWords[status]]]
  return parts.flatMap(([label, value]) => (value.trim() === '' ? [] : [`${label}：${value}`])).join('　')
}

function aboutTime({ accepted, schedule }: CaseBookInput): string {
  const end = schedule.endsOn === null ? '' : `，${writeDay(schedule.endsOn)}办结`
  return accepted === null ? `尚未受理，假定 ${writeDay(schedule.from)}受理推算${end}。` : `${writeDay(schedule.from)}受理，共 ${schedule.workingDays} 个工作日${end}。`
}
