import type { DayAccount, DayNumber } from '../contracts/dayClose.ts'
import type { WaitingReason } from '../contracts/sync.ts'
import { accountedFor, type DayFault, type DayLine, type EntryKind, totalOf } from '../domain/dayAccount.ts'

/** 日结 in words, the same on screen and paper. */

export const entryWords: Readonly<Record<EntryKind, string>> = {
  opened: '新开件',
  filled: '填写与更正',
  materials: '收材料',
  accepted: '受理',
  supplement: '一次性告知补正',
  refused: '不予受理',
  decided: '其他决定',
  numbered: '文书取号',
  handled: '文书制作、打印、作废',
  scans: '扫描件',
  notes: '备注',
  sorted: '理清与已阅',
  station: '本站资料',
  other: '其他',
}

/** Short, for a cell. */
export const waitingWords: Readonly<Record<WaitingReason['kind'], string>> = {
  'not-due': '刚写的，稍后自动上传',
  due: '联系上服务器后自动上传',
  'not-opened': '开件的记录不在本机',
  'no-database': '服务器还没有准备好这一年',
  'no-access': '账号没有权限',
  refused: '服务器没有收下',
}

export const stageWords: Readonly<Record<DayNumber['stage'], string>> = { reserved: '取号未制作', made: '已制作', voided: '作废' }

export const journalHeadText = ({ seq, chain }: DayAccount['head']): string => `第\u00a0${seq}\u00a0条 · ${chain.slice(0, 8).toUpperCase()}`

export const isBalanced = ({ lines, faults }: Pick<DayAccount, 'lines' | 'faults'>): boolean => faults.length === 0 && lines.every((line) => line.entered === accountedFor(line))

export interface DayVerdict {
  readonly tone: 'good' | 'plain' | 'alarm'
  readonly title: string
  readonly detail: string
}

/** The one sentence that everybody wants to know first, and what it rests on. */
export function dayVerdict(account: DayAccount): DayVerdict {
  const total = totalOf(account.lines)
  if (!isBalanced(account)) return { tone: 'alarm', title: '对不上，请先看下面写的原因', detail: `录入 ${total.entered} 项，各处合计 ${accountedFor(total)} 项。录入的都在本机，请不要重装，也不要换数据文件夹。` }
  if (total.entered === 0) return { tone: 'plain', title: '这一天没有录入', detail: serverText(account) }
  const left = total.entered - total.confirmed
  if (left === 0) return { tone: 'good', title: `对得上：录入 ${total.entered} 项，服务器都已确认`, detail: '每一项都有服务器的回执。' }
  return { tone: 'plain', title: `对得上：录入 ${total.entered} 项，${total.confirmed === 0 ? '都' : `其中 ${left} 项`}还没有得到服务器确认`, detail: total.refused > 0 ? `有 ${total.refused} 项没有传成，下面写着是哪一件、为什么。` : serverText(account) }
}

/** What is said of the server beside the figures. */
export function serverText({ server }: Pick<DayAccount, 'server'>): string {
  switch (server.kind) {
    case 'none':
      return '还没有设置局里的服务器：全部在本机等着，设好以后从第一条起自动上传。'
    case 'practice':
      return '演练的记录不上传，也不算进本站的日结。'
    case 'set':
      return server.isPaused ? '上传已暂停：没有传的都在本机等着，点“继续”接着传。' : '没有传的都在本机等着，联系上服务器后自动上传。'
  }
}

/** What does not add up, and what to do. */
export function faultText(fault: DayFault): string {
  const report = '还是这样，请在“设置”里存一份诊断文件，交给维护人员。'
  switch (fault.kind) {
    case 'unaccounted':
      return `有 ${fault.entries} 项录入不在上传的账上：既没有确认，也没有在等。请在“上传”页点“现在上传”，再看一次；${report}`
    case 'doubled':
      return `有 ${fault.entries} 项录入在上传的账上记了两次：又算确认，又算在等。请在“上传”页点“现在上传”，再看一次；${report}`
    case 'unknown':
      return `上传的账上有 ${fault.records} 条记录，本机的记录里没有。请在“设置”里检查一遍记录；${report}`
    case 'lost':
      return `这一天前后有 ${fault.records} 条记录读不出来，里面的录入没有数进来。请在“设置”里检查一遍记录，有第二份拷贝的可以从拷贝恢复；再对照纸质材料补填。`
    case 'number-gap':
      return `文书编号缺了 ${fault.numbers.join('、')}：取号的记录可能读不出来了。请找找有没有印出来的这几号，有的话告诉维护人员。`
    case 'changed':
      return `同一段记录，上次日结时数出 ${fault.before} 项，现在是 ${fault.after} 项。请在“设置”里检查一遍记录；${report}`
    case 'another-chain':
      return `第 ${fault.seq} 条记录与上次日结时的不是同一条，记录可能被放回过旧的。请告诉维护人员，并核对上次的日结单。`
  }
}

/** `null` where every moment is believed. */
export function doubtfulText({ doubtful }: Pick<DayAccount, 'doubtful'>): string | null {
  return doubtful === 0 ? null : `其中 ${doubtful} 项录入时电脑的时间靠不住，按电脑当时显示的日期算在这一天。`
}

export interface DayTableRow extends Omit<DayLine, 'kind'> {
  readonly word: string
  readonly isTotal: boolean
}
export function dayTable(lines: readonly DayLine[]): readonly DayTableRow[] {
  return [...lines.map(({ kind, ...counts }) => ({ word: entryWords[kind], isTotal: false, ...counts })), { word: '合计', isTotal: true, ...totalOf(lines) }]
}
export const dayTableHead = ['种类', '录入', '已确认', '等着上传', '没有传成', '搁置'] as const
