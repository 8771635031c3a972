import type { DayAccount } from '../contracts/dayClose.ts'
import { dayInChina } from '../domain/days.ts'
import { dayTable, dayTableHead, dayVerdict, doubtfulText, faultText, isBalanced, journalHeadText, stageWords, waitingWords } from './dayWords.ts'
import type { Block, PageDescription, PaperCode } from './page.ts'
import { paperTitles, writeDay, writeMoment } from './wording.ts'

export interface DayCloseSheetInput {
  readonly account: DayAccount
  /** What a case is called. */
  readonly nameOf: (caseId: string) => string
  readonly station: { readonly name: string; readonly district: string; readonly code: string }
  readonly operatorName: string
  readonly programVersion: string
  /** ISO 8601 moment. */
  readonly createdAt: string
}

/** 日结单: what was entered on a day, where it has got to, the numbers that were given out, how far the journal goes. Unnumbered. */
export function dayCloseSheet({ account, nameOf, station, operatorName, programVersion, createdAt }: DayCloseSheetInput): PageDescription {
  const { day, head, lines, faults, numbers, voidedEarlier, nextNumber, waiting, closings, since, server } = account
  const verdict = dayVerdict(account)
  const doubtful = doubtfulText(account)
  const last = closings.at(-1)
  const later = last && since > 0 ? `上次日结以后又录入 ${since} 项，已经算在下面。` : ''
  return {
    size: 'A4',
    orientation: 'portrait',
    look: 'letter',
    title: '日结单',
    number: null,
    watermark: server.kind === 'practice' ? '演练' : null,
    head: { left: station.name, right: '不编号' },
    foot: { left: `大篷车窗口工作站 ${programVersion}；本单供窗口内部核对，不是办件文书` },
    blocks: [
      { kind: 'title', text: '日结单' },
      { kind: 'space', millimetres: 2 },
      {
        kind: 'fields',
        rows: [
          { label: '站点', value: `${station.district} ${station.name}` },
          { label: '日期', value: writeDay(day), half: true },
          { label: '站点代码', value: station.code, half: true },
          { label: '制表人', value: operatorName, half: true },
          { label: '制表时间', value: writeMoment(createdAt), half: true },
          { label: '记录到', value: journalHeadText(head), half: true },
          { label: '日结', value: last ? `${writeMoment(last.at)} ${last.operatorName}` : '还没有结', half: true },
        ],
      },
      { kind: 'heading', text: '一、录入与去向' },
      isBalanced(account) ? paragraph(`${verdict.title}。${verdict.detail}${later}`) : { kind: 'warning', text: `${verdict.title}。${verdict.detail}${later}` },
      ...faults.map((fault) => paragraph(faultText(fault))),
      ...(doubtful === null ? [] : [paragraph(doubtful)]),
      {
        kind: 'table',
        head: [...dayTableHead],
        widths: [34, 13, 13, 14, 14, 12],
        align: ['left', 'centre', 'centre', 'centre', 'centre', 'centre'],
        rows: dayTable(lines).map((row) => [row.word, ...[row.entered, row.confirmed, row.waiting, row.refused, row.setAside].map(String)]),
      },
      { kind: 'space', millimetres: 1 },
      small('录入 = 已确认 + 等着上传 + 没有传成 + 搁置。每填一处、作一个决定、取一个号各算一项，按录入时的日期（中国时间）计。'),
      { kind: 'heading', text: '二、文书编号' },
      ...(numbers.length === 0
        ? [paragraph('这一天没有取号。')]
        : [{ kind: 'table' as const, head: ['编号', '文书', '办件', '状态'], widths: [30, 26, 30, 14], align: ['left' as const, 'left' as const, 'left' as const, 'centre' as const], rows: numbers.map((each) => [each.number, paperTitles[each.paper], nameOf(each.caseId), stageWords[each.stage]]) }]),
      { kind: 'space', millimetres: 1 },
      paragraph(`${voidedEarlier.length === 0 ? '' : `这一天作废的以前的编号：${voidedEarlier.join('、')}。`}${nextNumber === null ? '' : `下一个编号：${nextNumber}。`}`),
      { kind: 'heading', text: '三、还没有得到服务器确认的' },
      ...(waiting.length === 0
        ? [paragraph('没有。')]
        : [{ kind: 'table' as const, head: ['办件', '项', '原因'], widths: [50, 10, 40], align: ['left' as const, 'centre' as const, 'left' as const], rows: waiting.map((entry) => [entry.caseId === null ? '本站资料（站点、人员等）' : nameOf(entry.caseId), String(entry.entries), server.kind === 'set' ? waitingWords[entry.because.kind] : '在本机等着']) }]),
      { kind: 'space', millimetres: 2 },
      small(`记录末尾的完整校验值：${head.chain}`),
      { kind: 'signature', label: '结账人' },
      { kind: 'signature', label: '复核人' },
      { kind: 'seal', office: station.name, date: writeDay(dayInChina(new Date(createdAt))) },
    ],
    code: headCode(account),
    createdAt,
  }
}

/** `RJ0:` + day + number + chain value: only characters of a QR code's alphanumeric mode. Not signed. */
function headCode({ day, head, server }: DayAccount): PaperCode {
  return { payload: `${server.kind === 'practice' ? 'YL-RJ0' : 'RJ0'}:${day.replaceAll('-', '')}:${head.seq}:${head.chain.toUpperCase()}`, caption: '记录末尾' }
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', indent: true, spans: [{ text }] })
const small = (text: string): Block => ({ kind: 'paragraph', size: 'small', spans: [{ text }] })
