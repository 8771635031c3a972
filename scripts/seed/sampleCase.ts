import { eventText, type EventText, type StreamHint } from '../../electron/station/sync/batch.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { type CaseEvent, type CaseEventBody, type EventName, type FieldPath, type FieldValue, type MaterialState, type PaperKind, type StatusWrite } from '../../shared/domain/events.ts'
import { licencePaths } from '../../shared/domain/fieldPath.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import { addWorkingDays, type KnownYears } from '../../shared/domain/workdays.ts'
import type { Draws } from './draws.ts'
import type { SamplePlan } from './samplePlans.ts'

/** A station of the sample office; `papers` counts the numbers that it gave out. */
export interface SampleStation {
  readonly id: string
  readonly code: string
  readonly incarnation: string
  readonly operators: readonly string[]
  papers: number
}
export interface SampleOffice {
  readonly district: string
  readonly year: number
  readonly pack: PackRef
  readonly calendarYears: KnownYears
  readonly plans: readonly SamplePlan[]
  readonly stations: readonly SampleStation[]
}
export interface SampleCase {
  readonly stream: `case:${string}`
  /** What was sent together: an intake, a decision, a later visit. */
  readonly sessions: readonly (readonly EventText[])[]
  readonly hint: StreamHint
}

const places = ['集美大道', '杏滨路', '灌口镇', '后溪', '侨英街道', '软件园三期', '马銮湾', '同集路', '新阳', '东孚'] as const
const buildings = ['厂房', '仓库', '办公楼', '幼儿园', '住宅楼', '加装电梯', '门诊楼', '停车楼', '管线迁改', '研发楼'] as const
const notes = ['电话提醒补正材料', '申请人询问并联审批进度', '已约现场踏勘时间', '图纸电子版由申请人自备光盘', '代办人更换，已核对委托书'] as const

/** How far a case has come, in the shares of a counter in the autumn of its year. */
const courses = ['intake', 'intake', 'supplementing', 'supplementing', 'refused', 'withdrawn', 'suspended', ...Array<'accepted'>(5).fill('accepted'), ...Array<'closed'>(8).fill('closed')] as const

/** One case as stations would have written it. Deterministic by its draws and by what the stations gave out before. */
export function sampleCase(office: SampleOffice, draws: Draws, index: number): SampleCase {
  const course = draws.pick(courses)
  const plan = draws.pick(office.plans)
  const first = draws.pick(office.stations)
  const number = String(index + 1).padStart(6, '0')
  const day = new Date(Date.UTC(office.year, 0, 5 + draws.below(240))).toISOString().slice(0, 10)
  const later = (workingDays: number): string => addWorkingDays(day, workingDays, office.calendarYears) ?? day
  const writer = new CaseWriter(draws, `case:${draws.hex(24)}`, first, day)
  const building = draws.pick(buildings)
  const who = `厦门样例${draws.pick(places)}${building}业主 ${number}`

  writer.append({ kind: 'case.opened', payload: { pack: office.pack, district: office.district } })
  writer.write('theme', plan.theme)
  writer.write('project.name', `${draws.pick(places)}${building} ${number} 号（样例）`)
  writer.write('applicant.name', who)
  const answered = course === 'intake' ? plan.answers.slice(0, 3 + draws.below(plan.answers.length)) : plan.answers
  for (const [fact, value] of answered) {
    // Some answers are put right while the applicant looks for the right sheet.
    if (draws.chance(0.1)) writer.write(`facts.${fact}`, typeof value === 'boolean' ? !value : value)
    writer.write(`facts.${fact}`, value)
  }
  writer.write('project.code', `${office.year - 2000}05-350211-04-01-${number}`)
  writer.write('project.address', `${draws.pick(places)}样例段 ${1 + draws.below(900)} 号`)
  writer.write('applicant.uscc', `91350200SAMPLE${draws.hex(4).toUpperCase()}`)
  writer.write('applicant.agent', `代办人${number}`)
  writer.write('applicant.phone', '13800000000')
  writer.paper('process-guide')
  if (course === 'intake') return writer.done('open')

  const materials = plan.materials.slice(0, 17)
  for (const [item, material] of materials) {
    if (draws.chance(0.06)) writer.write(`materials.${item}/${material}`, { kind: 'to-follow', by: later(10) })
    else writer.write(`materials.${item}/${material}`, drawMaterial(draws))
  }
  writer.paper('material-receipt')
  if (course === 'refused') {
    writer.transition({ action: 'refuse', from: 'intake', to: 'refused', refusal: { reason: '申请事项不属于本机关职权范围（样例）', basis: '行政许可法第三十二条', properWay: '请向市级窗口申请', refusedOn: day } })
    writer.paper('refusal-notice')
    return writer.done('closed')
  }
  if (course === 'supplementing' || draws.chance(0.25)) {
    const [item = '', material = ''] = materials[0] ?? [plan.items[0], 'project-code-form']
    writer.transition({ action: 'supplement', from: 'intake', to: 'supplementing', request: { lacks: [{ item, material, problem: 'unfit', requirement: '须加盖公章' }], other: '', requestedOn: day, until: later(10) } })
    writer.paper('supplement-notice')
    if (course === 'supplementing') return writer.done('open')
    writer.pause(2 + draws.below(6))
    writer.write(`materials.${item}/${material}`, { kind: 'received', originals: 1, copies: 1 })
    writer.transition({ action: 'resubmit', from: 'supplementing', to: 'resubmitted', receivedOn: later(3) })
  }
  if (course === 'withdrawn') {
    writer.transition({ action: 'withdraw', from: 'intake', to: 'withdrawn', reason: '申请人要求撤回（样例）' })
    return writer.done('closed')
  }
  const promisedOn = addWorkingDays(day, plan.workingDays, office.calendarYears)
  writer.transition({ action: 'accept', from: 'intake', to: 'accepted', acceptance: { pack: office.pack, engine: '0.1.0', assessmentDigest: plan.assessmentDigest, facts: plan.facts, receivedOn: day, acceptedOn: day, promisedOn, workingDays: plan.workingDays, items: plan.items } })
  writer.paper('acceptance-notice')
  writer.paper('commitment-letter')
  writer.pause(3 + draws.below(10))
  // A colleague goes on, some of them without a network while the first station writes too.
  if (draws.chance(0.4)) writer.handTo(draws.pick(office.stations), draws.chance(0.3))
  for (let note = draws.below(5); note >= 0; note -= 1) writer.append({ kind: 'note.added', payload: { text: draws.pick(notes) } })
  writer.join()
  if (course === 'suspended' || draws.chance(0.15)) {
    writer.transition({ action: 'suspend', from: 'accepted', to: 'suspended', reason: '专家评审（样例）', on: later(4) })
    if (course === 'suspended') return writer.done('open')
    writer.pause(5)
    writer.transition({ action: 'resume', from: 'suspended', to: 'accepted', on: later(8) })
  }
  if (course === 'accepted') return writer.done('open')
  writer.pause(5 + draws.below(20))
  const licence = draws.chance(0.6) ? 'planningPermit' : 'constructionPermit'
  for (const path of licencePaths(licence)) writer.write(path, draws.chance(0.5) ? `样例 ${number}` : who)
  writer.paper(licence === 'planningPermit' ? 'planning-permit' : 'construction-permit')
  writer.transition({ action: 'close', from: 'accepted', to: 'closed', outcome: draws.chance(0.95) ? 'granted' : 'denied', remark: '', on: later(plan.workingDays) })
  return writer.done('closed')
}

/** Writes a case event by event, each upon what the writing station has. */
class CaseWriter {
  readonly #draws: Draws
  readonly #stream: `case:${string}`
  readonly #sessions: EventText[][] = [[]]
  readonly #over = new Map<string, EventName>()
  #station: SampleStation
  #heads: readonly EventName[] = []
  /** Head of another station that this one has not seen. */
  #apart: EventName | null = null
  #atMs: number

  constructor(draws: Draws, stream: `case:${string}`, station: SampleStation, day: string) {
    this.#draws = draws
    this.#stream = stream
    this.#station = station
    this.#atMs = Date.parse(`${day}T01:00:00Z`) + draws.below(7 * 3_600_000)
  }
  append(body: CaseEventBody): EventName {
    const { id, incarnation, operators } = this.#station
    this.#atMs += 2000 + this.#draws.below(20_000)
    const event: CaseEvent = {
      v: 1,
      salt: this.#draws.hex(32),
      stream: this.#stream,
      parents: this.#heads,
      operator: operators[0] ?? id,
      station: id,
      incarnation,
      at: new Date(this.#atMs + 8 * 3_600_000).toISOString().replace('Z', '+08:00'),
      clock: 'ok',
      ...body,
    }
    const named = eventText(canonicalJson(event))
    this.#sessions.at(-1)?.push(named)
    this.#heads = [named.name]
    return named.name
  }
  write(path: FieldPath, value: FieldValue): void {
    this.#over.set(path, this.append({ kind: 'field.write', payload: { path, value }, over: this.#overOf(path) }))
  }
  transition(given: Exclude<StatusWrite, { readonly action: 'settle' }>): void {
    // The way here may have led over a supplement.
    const payload = given.from === 'intake' && this.#status === 'resubmitted' ? { ...given, from: this.#status } : given
    this.#over.set('status', this.append({ kind: 'status.write', payload, over: this.#overOf('status') }))
    this.#status = given.to
    this.pause(0)
  }
  #status: StatusWrite['to'] | 'intake' = 'intake'
  #overOf(path: string): readonly EventName[] {
    const over = this.#over.get(path)
    return over === undefined ? [] : [over]
  }
  /** Reserved, drawn, handed over and looked at. */
  paper(paperKind: PaperKind): void {
    this.#station.papers += 1
    const { code, incarnation, papers } = this.#station
    const number = `${code}-${incarnation}-${String(papers).padStart(4, '0')}`
    this.append({ kind: 'paper.reserved', payload: { paperKind, number } })
    this.append({ kind: 'paper.rendered', payload: { number, sha256: this.#draws.hex(64), page: this.#draws.hex(64), pages: 1 + this.#draws.below(2) } })
    this.append({ kind: 'paper.delivered', payload: { number, how: this.#draws.chance(0.8) ? 'printed' : 'saved' } })
    this.append({ kind: 'paper.confirmed', payload: { number } })
  }
  /** What was written so far has been sent. */
  pause(days: number): void {
    if ((this.#sessions.at(-1)?.length ?? 0) > 0) this.#sessions.push([])
    this.#atMs += days * 86_400_000
  }
  handTo(station: SampleStation, isOffline: boolean): void {
    if (isOffline) {
      const before = this.#heads
      this.append({ kind: 'note.added', payload: { text: this.#draws.pick(notes) } })
      this.#apart = this.#heads[0] ?? null
      this.#heads = before
    }
    this.#station = station
  }
  /** Both stations have met: what comes now stands on both. */
  join(): void {
    if (this.#apart !== null) this.#heads = [...new Set([...this.#heads, this.#apart])].sort()
    this.#apart = null
    this.pause(0)
  }
  done(hint: StreamHint): SampleCase {
    return { stream: this.#stream, sessions: this.#sessions.filter((session) => session.length > 0), hint }
  }
}

function drawMaterial(draws: Draws): MaterialState {
  if (draws.chance(0.7)) return { kind: 'received', originals: 1, copies: draws.below(3) }
  if (draws.chance(0.5)) return { kind: 'original-seen' }
  return { kind: 'shared', from: 'department', source: '市资源规划局（样例）', number: `GH-${draws.hex(6)}` }
}
