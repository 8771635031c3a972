import type { Recovery } from '../contracts/records.ts'
import { dayInChina } from '../domain/days.ts'
import type { Block, PageDescription } from './page.ts'
import { findingWords, lossOf, verdictText } from './recoveryWords.ts'
import { writeMadeOn, writeMoment } from './wording.ts'

export interface RecoveryReportInput {
  readonly recovery: Recovery
  /** Cases to look at, as far as can be seen; by what they are called, with why. */
  readonly cases: readonly { readonly name: string; readonly because: string }[]
  readonly station: { readonly name: string; readonly district: string; readonly code: string }
  readonly operatorName: string
  readonly practice: boolean
  readonly programVersion: string
  /** ISO 8601 moment. */
  readonly createdAt: string
}

/** 恢复报告: what happened to the records, what was checked, what is missing, what to do. Unnumbered. */
export function recoveryReport({ recovery, cases, station, operatorName, practice, programVersion, createdAt }: RecoveryReportInput): PageDescription {
  const { seqs } = lossOf(recovery)
  const paragraph = (text: string): Block => ({ kind: 'paragraph', indent: true, spans: [{ text }] })
  return {
    size: 'A4',
    orientation: 'portrait',
    look: 'letter',
    title: '恢复报告',
    number: null,
    watermark: practice ? '演练' : null,
    head: { left: station.name, right: '不编号' },
    foot: { left: `大篷车窗口工作站 ${programVersion}；本报告说明本机办件记录的一次恢复，不是办件文书` },
    blocks: [
      { kind: 'title', text: '恢复报告' },
      { kind: 'space', millimetres: 2 },
      {
        kind: 'fields',
        rows: [
          { label: '站点', value: `${station.district} ${station.name}` },
          { label: '站点代码', value: station.code, half: true },
          { label: '恢复编号', value: recovery.id, half: true },
          { label: '恢复时间', value: writeMoment(recovery.at), half: true },
          { label: '查验记录', value: `${recovery.records}\u00a0条`, half: true },
          { label: '读不出的', value: seqs.length === 0 ? '没有' : `${seqs.length}\u00a0条`, half: true },
          { label: '当班人员', value: operatorName, half: true },
        ],
      },
      { kind: 'heading', text: '一、发生了什么' },
      ...recovery.findings.flatMap((finding) => {
        const { happened, safe } = findingWords(finding)
        return [paragraph(`${happened}${safe}`)]
      }),
      { kind: 'heading', text: '二、缺了什么' },
      paragraph(`${verdictText(recovery)}${seqs.length === 0 ? '' : `记录编号：${seqs.join('、')}。`}`),
      { kind: 'heading', text: '三、请核对的办件' },
      ...(cases.length === 0 ? [paragraph('没有看出受影响的办件。')] : [{ kind: 'table' as const, head: ['办件', '原因'], widths: [50, 50], align: ['left' as const, 'left' as const], rows: cases.map(({ name, because }) => [name, because]) }]),
      { kind: 'heading', text: '四、接下来怎么做' },
      ...recovery.findings.map((finding) => paragraph(findingWords(finding).next)),
      { kind: 'space', millimetres: 6 },
      { kind: 'signature', label: '核对人', dated: true },
      { kind: 'paragraph', align: 'right', size: 'small', spans: [{ text: writeMadeOn(dayInChina(new Date(createdAt))) }] },
    ],
    code: null,
    createdAt,
  }
}
