import type { AnswerOf, Failure, SheetRequest } from '../../shared/contracts/ipc.ts'
import { assess } from '../../shared/domain/assess.ts'
import { shownStatus } from '../../shared/domain/caseActions.ts'
import { caseClock } from '../../shared/domain/caseClock.ts'
import { findAcceptance, findStops } from '../../shared/domain/statusLine.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import type { CaseAction, CaseEvent, Named } from '../../shared/domain/events.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { scheduleCase } from '../../shared/domain/schedule.ts'
import { listWorkingDays } from '../../shared/domain/workdays.ts'
import { caseBook } from '../../shared/output/caseBook.ts'
import { dayBook, type DayCase } from '../../shared/output/dayBook.ts'
import { packLabel } from '../../shared/output/overlayWords.ts'
import { planLedger } from '../../shared/output/planLedger.ts'
import type { Workbook } from '../../shared/output/sheet.ts'
import { textOf } from './accept.ts'
import type { Cases } from './cases.ts'
import { momentInChina } from './chinaTime.ts'
import type { EventStore } from './eventStore.ts'
import { type Files, onDisk, replaceFile } from './files.ts'
import { departmentOf, materialStateOf } from './caseRecord.ts'
import type { PackShelf } from './packShelf.ts'
import type { ChooseSavePath, Clock, Documents } from './ports.ts'
import type { Session } from './session.ts'

/** Workbooks to take along: gathered here, drawn in the documents worker, saved where the clerk says. */
export interface Sheets {
  export(request: SheetRequest): Promise<AnswerOf<'sheet:export'>>
}
export interface SheetsPorts {
  readonly files: Files
  readonly store: EventStore
  readonly cases: Cases
  readonly shelf: PackShelf
  readonly documents: Documents
  readonly chooseSavePath: ChooseSavePath
  readonly clock: Clock
  readonly session: Session
  readonly practice: boolean
}

/** A workbook with the name it is suggested to be saved under, which says nothing about anybody. */
interface Gathered {
  readonly book: Workbook
  readonly fileName: string
}

export function createSheets({ files, store, cases, shelf, documents, chooseSavePath, clock, session, practice }: SheetsPorts): Sheets {
  function gather(request: SheetRequest, now: Date): Promise<Result<Gathered, Failure>> {
    switch (request.kind) {
      case 'plan-ledger':
        return Promise.resolve(ok(gatherLedger(now)))
      case 'case':
        return gatherCase(request.caseId, now)
      case 'day':
        return gatherDay(request.day, now)
    }
  }

  function gatherLedger(now: Date): Gathered {
    const { pack } = shelf.current
    const today = dayInChina(now)
    const believed = store.clockWatch.doubt() === null ? today : null
    const book = planLedger({ tasks: pack.tasks, units: pack.units, packLabel: packLabel(pack), today: believed, createdAt: momentInChina(now), practice })
    return { book, fileName: `重点任务台账-${today}` }
  }

  async function gatherCase(id: string, now: Date): Promise<Result<Gathered, Failure>> {
    const found = await cases.state(id)
    if (!found.ok) return found
    const state = found.value
    const compiled = await cases.packOf(state)
    if (!compiled.ok) return compiled
    const { pack } = compiled.value
    const acceptance = findAcceptance(state)
    // An accepted case is judged by the answers that it was accepted on.
    const assessment = assess(compiled.value, acceptance?.facts ?? caseFacts(state, pack))
    const from = acceptance?.acceptedOn ?? dayInChina(now)
    const stops = findStops(state)
    const schedule = scheduleCase(pack, assessment, { from, accepted: acceptance?.items ?? null, stops })
    const theme = textOf(state, 'theme')
    const book = caseBook({
      pack,
      assessment,
      schedule,
      days: listWorkingDays(from, schedule.workingDays, pack.calendarYears, stops).days,
      accepted: acceptance?.items ?? null,
      status: shownStatus(state),
      materialState: (item, material) => materialStateOf(state, item, material),
      departmentOf: (item) => departmentOf(item, state.opened?.district ?? ''),
      project: {
        name: textOf(state, 'project.name'),
        code: textOf(state, 'project.code'),
        applicant: textOf(state, 'applicant.name'),
        theme: pack.themes.find((candidate) => candidate.id === theme)?.name_zh ?? theme,
      },
      createdAt: momentInChina(now),
      practice,
    })
    return ok({ book, fileName: `办件材料与日程-${id.slice(0, 8)}` })
  }

  async function gatherDay(day: string, now: Date): Promise<Result<Gathered, Failure>> {
    const lines: DayCase[] = []
    const touched = await store.casesOn(day)
    if (!touched.ok) return touched
    for (const id of touched.value) {
      const events = await store.readCase(id)
      if (!events.ok) return events
      const line = await describeDay(id, events.value ?? [], day)
      if (line) lines.push(line)
    }
    lines.sort((a, b) => a.minutes - b.minutes)
    const book = dayBook({ day, cases: lines, stationName: session.settings()?.name ?? '', createdAt: momentInChina(now), practice })
    return ok({ book, fileName: `办件清单-${day}` })
  }

  /** The case as it stood when the day ended: a list drawn up later says the same as one drawn up that evening. */
  async function describeDay(id: string, events: readonly Named<CaseEvent>[], day: string): Promise<DayCase | null> {
    const dayOf = ({ event }: Named<CaseEvent>): string => dayInChina(new Date(event.at))
    const that = events.filter((event) => dayOf(event) === day)
    if (that.length === 0 || store.confirmedErasures(id).size > 0) return null
    const state = foldCase(id, events.filter((event) => dayOf(event) <= day))
    const compiled = await cases.packOf(state)
    const pack = compiled.ok ? compiled.value.pack : null
    const clock = pack ? caseClock(state, pack, day) : null
    const flow = compiled.ok ? assess(compiled.value, caseFacts(state, compiled.value.pack)).flow : null
    const theme = textOf(state, 'theme')
    return {
      minutes: Math.max(...that.map(({ event }) => minutesInChina(event.at))),
      project: textOf(state, 'project.name'),
      applicant: textOf(state, 'applicant.name'),
      theme: pack?.themes.find((candidate) => candidate.id === theme)?.name_zh ?? theme,
      flow: pack?.flows.find((candidate) => candidate.id === flow)?.name_zh ?? '',
      status: shownStatus(state),
      done: [...new Set(that.map(({ event }) => wordFor(event)))],
      acceptedOn: findAcceptance(state)?.acceptedOn ?? null,
      promisedOn: clock?.kind === 'running' || clock?.kind === 'ended' ? clock.promisedOn : null,
      papers: state.papers,
      operators: [...new Set(that.map(({ event }) => session.nameOf(event.operator)))].filter((name) => name !== ''),
    }
  }

  return {
    export: async (request) => {
      const gathered = await gather(request, clock.now())
      if (!gathered.ok) return gathered
      const drawn = await documents.renderWorkbook(gathered.value.book)
      if (!drawn.ok) return drawn
      const path = await chooseSavePath(`${practice ? '演练-' : ''}${gathered.value.fileName}.xlsx`, 'xlsx')
      if (path === null) return fail({ kind: 'cancelled' })
      const written = await onDisk(path, () => replaceFile(files, path, drawn.value))
      return written.ok ? ok({ path }) : written
    },
  }
}

function minutesInChina(moment: string): number {
  const at = new Date(Date.parse(moment) + 8 * 3_600_000)
  return at.getUTCHours() * 60 + at.getUTCMinutes()
}

const actionWords: Readonly<Record<CaseAction | 'settle', string>> = {
  settle: '选定状态',
  accept: '受理',
  supplement: '一次性告知补正',
  resubmit: '补正收件',
  refuse: '不予受理',
  withdraw: '撤回',
  suspend: '中止时限',
  resume: '恢复时限',
  'hand-over': '移交',
  'take-back': '收回',
  close: '办结',
}

function wordFor(event: CaseEvent): string {
  switch (event.kind) {
    case 'case.opened':
      return '开件'
    case 'field.write':
      return event.payload.path.startsWith('materials.') ? '收材料' : '填写'
    case 'status.write':
      return actionWords[event.payload.action]
    case 'case.moved':
      return '改用规则'
    case 'note.added':
      return '备注'
    case 'note.retracted':
      return '撤下备注'
    case 'scan.added':
      return '添加扫描件'
    case 'scan.retracted':
      return '撤下扫描件'
    case 'marks.acknowledged':
      return '已阅标记'
    case 'gap.writtenOff':
      return '不再等缺少的记录'
    case 'paper.voided':
      return '作废文书'
    case 'case.erased':
    case 'newer':
      return '其他'
    default:
      return '出具文书'
  }
}
