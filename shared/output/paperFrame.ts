import type { PaperText } from '../domain/pack.ts'
import type { Block, FieldRow, PageDescription, Span } from './page.ts'

/** What every paper carries: its wording, its number, who it is for, about and from. Empty text where nothing was given. */
export interface PaperBasics {
  /** The pack's wording for this kind of paper. */
  readonly paper: PaperText
  /** `null` on a preview: a number is reserved only when the paper is issued. */
  readonly number: string | null
  readonly practice: boolean
  readonly station: { readonly name: string; readonly district: string; readonly code: string }
  readonly operatorName: string
  readonly flowName: string
  readonly applicant: { readonly name: string; readonly uscc: string; readonly agent: string; readonly phone: string }
  readonly project: { readonly name: string; readonly code: string; readonly address: string }
  /** ISO 8601 moment. */
  readonly createdAt: string
  /** Of the computer when it was made. */
  readonly clock: 'ok' | 'doubtful'
  /** Names the edition of the policy, such as `厦建改办〔2021〕2号 · 1.0.0`. */
  readonly packLabel: string
}

/** What `{{name}}` may stand for in the wording of every paper. */
export const commonPlaceholders = ['number', 'station', 'district', 'operator', 'flow', 'applicant', 'agent', 'phone', 'project', 'projectCode', 'address', 'pack'] as const
export type FillIns<Name extends string = string> = Readonly<Record<Name, string>>

const placeholder = /\{\{([^{}]*)\}\}/g

export function commonFillIns(basics: PaperBasics): FillIns<(typeof commonPlaceholders)[number]> {
  const { station, applicant, project } = basics
  return {
    number: basics.number ?? '（预览件未编号）',
    station: station.name,
    district: station.district,
    operator: basics.operatorName,
    flow: basics.flowName,
    applicant: applicant.name,
    agent: applicant.agent,
    phone: applicant.phone,
    project: project.name,
    projectCode: project.code,
    address: project.address,
    pack: basics.packLabel,
  }
}

/** Printed wording and filled-in values as separate spans. A name nobody knows stays as it is: the pack check refuses it. */
export function fill(text: string, values: FillIns): Span[] {
  const spans: Span[] = []
  let last = 0
  for (const match of text.matchAll(placeholder)) {
    const value = Object.hasOwn(values, match[1] ?? '') ? values[match[1] ?? ''] : undefined
    if (value === undefined) continue
    if (match.index > last) spans.push({ text: text.slice(last, match.index) })
    spans.push({ text: value, filled: true })
    last = match.index + match[0].length
  }
  if (last < text.length) spans.push({ text: text.slice(last) })
  return spans
}

/** Paragraphs of the pack's wording; one that ends with a colon addresses somebody and is not indented. */
export function wording(lines: readonly string[], values: FillIns, size: 'small' | 'normal' = 'normal'): Block[] {
  return lines.map((line): Block => ({ kind: 'paragraph', size, indent: !line.endsWith('：'), spans: fill(line, values) }))
}

export const orDash = (text: string): string => (text.trim() === '' ? '—' : text)

export interface FrameParts {
  readonly values: FillIns
  /** Between the number and the end of the page. */
  readonly blocks: readonly Block[]
  /** What of it is a sample, named in the foot; nothing where the list is empty. */
  readonly samples: readonly string[]
  readonly look?: PageDescription['look']
  readonly orientation?: PageDescription['orientation']
  /** Stands across the page where it is neither practice nor preview. */
  readonly watermark?: string
  /** A sheet that is handed out without ever taking a number. */
  readonly isUnnumbered?: boolean
  /** Certificates have their title and number elsewhere. */
  readonly opening?: readonly Block[]
}

/** Title, number, head, foot and watermark: the same on every paper. The code is put on when the paper is described. */
export function paperFrame(basics: PaperBasics, { values, blocks, samples, look = 'letter', orientation = 'portrait', watermark, isUnnumbered = false, opening }: FrameParts): PageDescription {
  const { paper, number, practice, station } = basics
  const title = titleOf(paper, values)
  const isPreview = number === null && !isUnnumbered
  return {
    size: 'A4',
    orientation,
    look,
    title,
    number,
    watermark: practice ? '演练' : isPreview ? '预览' : (watermark ?? null),
    head: { left: station.name, right: isUnnumbered ? '不编号，仅供参考' : (number ?? '预览件') },
    foot: { left: footLine(basics, samples) },
    blocks: [...(opening ?? [{ kind: 'title', text: title }, ...(isUnnumbered ? [] : [numberLine(number)]), { kind: 'space', millimetres: 2 }]), ...blocks],
    code: null,
    createdAt: basics.createdAt,
  }
}

export const titleOf = (paper: PaperText, values: FillIns): string => fill(paper.title_zh, values).map((span) => span.text).join('')

function numberLine(number: string | null): Block {
  return { kind: 'paragraph', align: 'right', size: 'small', spans: [{ text: '文书编号：' }, { text: number ?? '预览件，出具时编号', filled: true }] }
}

function footLine({ paper, packLabel, clock }: PaperBasics, samples: readonly string[]): string {
  const all = [...(paper.sample ? ['文书格式与用语'] : []), ...samples]
  const note = all.length > 0 ? `；${all.join('、')}为样例，正式使用前由主管部门核定` : ''
  return `${clock === 'doubtful' ? '制作时电脑时间不可信，日期以确认或手填的为准。' : ''}依据：${packLabel}${note}`
}

/**
 * The common head as rows. `beside`: what shares the line with 项目代码, 统一社会信用代码, 经办人及电话 and 受理窗口,
 * as far as it is given; `below`: rows after it.
 */
export function headRows({ project, applicant, station, flowName }: PaperBasics, beside: readonly { readonly label: string; readonly value: string }[], below: readonly FieldRow[]): FieldRow[] {
  const halves = [
    { label: '项目代码', value: project.code },
    { label: '统一社会信用代码', value: applicant.uscc },
    { label: '经办人及电话', value: [applicant.agent, applicant.phone].filter((text) => text.trim() !== '').join(' ') },
    { label: '受理窗口', value: station.name },
  ]
  const partners = [{ label: '流程类型', value: flowName }, ...beside]
  const [code, ...others] = halves.map((half, index): FieldRow[] => {
    const partner = partners[index]
    const row = { label: half.label, value: orDash(half.value) }
    return partner ? [{ ...row, half: true }, { label: partner.label, value: orDash(partner.value), half: true }] : [row]
  })
  return [
    { label: '项目名称', value: orDash(project.name) },
    { label: '建设地点', value: orDash(project.address) },
    ...(code ?? []),
    { label: '申请人\n（建设单位）', value: orDash(applicant.name) },
    ...others.flat(),
    ...below,
  ]
}

/** The start of a letter: its wording, and below it the common head with what is given besides. */
export function letterStart(basics: PaperBasics, values: FillIns, beside: Parameters<typeof headRows>[1], below: readonly FieldRow[] = []): Block[] {
  return [...wording(basics.paper.body, values), { kind: 'space', millimetres: 1 }, { kind: 'fields', rows: headRows(basics, beside, below) }]
}

/** The end of a letter: the wording's notes in small type, seal, and who signs for having received it. */
export function letterEnd(basics: PaperBasics, values: FillIns, date: string, signed = '申请人签收'): Block[] {
  return [
    { kind: 'space', millimetres: 2 },
    ...wording(basics.paper.footer, values, 'small'),
    { kind: 'seal', office: basics.station.name, date },
    { kind: 'signature', label: signed },
  ]
}
