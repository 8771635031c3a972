import type { ShownStatus } from '../domain/caseActions.ts'
import type { Paper } from '../domain/events.ts'
import { date, number, text, type Workbook } from './sheet.ts'
import { paperTitles, statusWords, writeDay } from './wording.ts'

export interface DayBookInput {
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** In the order in which they were last worked on. */
  readonly cases: readonly DayCase[]
  readonly stationName: string
  /** ISO 8601 moment. */
  readonly createdAt: string
  readonly practice: boolean
}

/** A case that something was done to on the day, as it stood when the day ended. Empty text where nothing was given. */
export interface DayCase {
  /** Minutes since midnight of the last thing done that day. */
  readonly minutes: number
  readonly project: string
  readonly applicant: string
  readonly theme: string
  readonly flow: string
  readonly status: ShownStatus
  /** What was done, in the words of the counter, each once. */
  readonly done: readonly string[]
  readonly acceptedOn: string | null
  readonly promisedOn: string | null
  readonly papers: readonly Paper[]
  /** Who worked on it that day. */
  readonly operators: readonly string[]
}

/** The cases of one day: a line for each, and how many there were by status and by operator. */
export function dayBook(input: DayBookInput): Workbook {
  const { day, cases, practice } = input
  const suffix = practice ? '（演练）' : ''
  return {
    title: `办件清单${suffix}`,
    createdAt: input.createdAt,
    foot: [practice ? '演练' : '', input.stationName].filter((part) => part !== '').join(' · '),
    sheets: [
      {
        name: '办件清单',
        title: `${writeDay(day)}办件清单${suffix}`,
        note: '当日办理过的每一件；状态和日期以当日结束时为准。承诺办结日期按样例时限推算。',
        columns: [
          { header: '序号', width: 6 },
          { header: '时间', width: 8 },
          { header: '项目', width: 32 },
          { header: '申请人', width: 22 },
          { header: '主题', width: 15 },
          { header: '流程', width: 15 },
          { header: '状态', width: 11 },
          { header: '当日办理', width: 16 },
          { header: '受理日期', width: 15 },
          { header: '承诺办结（样例）', width: 15 },
          { header: '文书', width: 30 },
          { header: '经办', width: 9 },
        ],
        rows: cases.map((one, index) => [
          number(index + 1),
          { kind: 'time', minutes: one.minutes },
          text(one.project === '' ? '未填项目名称' : one.project),
          text(one.applicant),
          text(one.theme),
          text(one.flow === '' ? '未定' : one.flow),
          text(statusWords[one.status]),
          text(one.done.join('、')),
          date(one.acceptedOn),
          date(one.promisedOn),
          text(one.papers.map(writePaper).join('\n')),
          text(one.operators.join('、')),
        ]),
        whenEmpty: '当日没有办件。',
        highlight: null,
      },
      {
        name: '统计',
        title: `${writeDay(day)}办件统计${suffix}`,
        note: '按经办人统计时，几个人办过的一件各计一件。',
        columns: [
          { header: '分类', width: 40 },
          { header: '名称', width: 70 },
          { header: '件数', width: 25 },
        ],
        rows: [
          [text('合计'), text('当日办理的办件'), number(cases.length)],
          ...count(cases.map(({ status }) => statusWords[status])).map(([status, times]) => [text('按状态'), text(status), number(times)]),
          ...count(cases.flatMap(({ operators }) => operators)).map(([operator, times]) => [text('按经办人'), text(operator), number(times)]),
        ],
        whenEmpty: '当日没有办件。',
        highlight: null,
      },
    ],
  }
}

function writePaper({ kind, number: no, stage }: Paper): string {
  return `${paperTitles[kind]} ${no}${stage.kind === 'voided' ? '（已作废）' : ''}`
}

/** How often each word occurs, the most frequent first. */
function count(words: readonly string[]): readonly (readonly [string, number])[] {
  const times = new Map<string, number>()
  for (const word of words) times.set(word, (times.get(word) ?? 0) + 1)
  return [...times].sort(([, a], [, b]) => b - a)
}
