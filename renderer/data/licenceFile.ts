import { parse } from 'csv-parse/browser/esm/sync'
import { licencePaths } from '../../shared/domain/fieldPath.ts'
import type { LicenceField, LicenceKind } from '../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { licenceLabels } from '../words/caseText.ts'

/** One licence's data as an authority's system writes them out: JSON, or CSV of two columns (字段, 值). */
export type LicenceValues = ReadonlyMap<LicenceField, string>

/** What is wrong with the file, each with its place (行、列、字段). The file is refused whole. */
export interface LicenceFileRefused {
  readonly kind: 'licence-file-refused'
  readonly problems: readonly string[]
}

/** A licence is a page; a file of this size is something else. */
export const largestFileBytes = 256 * 1024
const longestValue = 400

/** Values by path. Names of fields may be those of this program or those printed on the licence. */
export function readLicenceFile(licence: LicenceKind, bytes: Uint8Array): Result<LicenceValues, LicenceFileRefused> {
  const refused = (...problems: readonly string[]): { readonly ok: false; readonly failure: LicenceFileRefused } => fail({ kind: 'licence-file-refused', problems })
  if (bytes.length > largestFileBytes) return refused(`文件有 ${Math.ceil(bytes.length / 1024)} KB，证照数据文件不会超过 ${largestFileBytes / 1024} KB`)
  const text = decode(bytes)
  if (text === null) return refused('不是 UTF-8 或 GB18030 编码的文本文件，请在来源系统里另存为 CSV 或 JSON')
  const rows = text.trimStart().startsWith('{') ? readJson(licence, text) : readCsv(text)
  if (!rows.ok) return rows
  const pathOf = new Map(licencePaths(licence).flatMap((path) => [path, path.slice(licence.length + 1), licenceLabels[path], plainLabel(licenceLabels[path])].map((name) => [name, path] as const)))
  const values = new Map<LicenceField, string>()
  const problems: string[] = []
  for (const { place, name, value } of rows.value) {
    const path = pathOf.get(name.trim()) ?? pathOf.get(plainLabel(name.trim()))
    if (!path) problems.push(`${place}：没有“${name.trim()}”这个字段`)
    else if (values.has(path)) problems.push(`${place}：“${licenceLabels[path]}”出现了两次`)
    else if (value.length > longestValue) problems.push(`${place}：“${licenceLabels[path]}”有 ${value.length} 个字，最多 ${longestValue} 个`)
    else if (!value.isWellFormed()) problems.push(`${place}：“${licenceLabels[path]}”有残缺的字符`)
    else values.set(path, value.trim())
  }
  if (problems.length === 0 && values.size === 0) problems.push('文件里没有一个字段')
  return problems.length === 0 ? ok(values) : refused(...problems)
}

/** `建筑面积（平方米）` is also known as `建筑面积`. */
const plainLabel = (label: string): string => label.replace(/（.*）$/u, '')

interface Row {
  readonly place: string
  readonly name: string
  readonly value: string
}

function decode(bytes: Uint8Array): string | null {
  for (const encoding of ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(bytes)
    } catch {
      // The next encoding may fit.
    }
  }
  return null
}

function readJson(licence: LicenceKind, text: string): Result<readonly Row[], LicenceFileRefused> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return fail({ kind: 'licence-file-refused', problems: ['不是完整的 JSON（可能只写了一半）'] })
  }
  const [kind, fields] = [entryOf(json, 'licence'), entryOf(json, 'fields') ?? json]
  if (typeof kind === 'string' && kind !== licence) return fail({ kind: 'licence-file-refused', problems: ['字段 licence：这是另一种证照的文件'] })
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return fail({ kind: 'licence-file-refused', problems: ['字段 fields：应是一组字段和值'] })
  const rows: Row[] = []
  const problems: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (fields === json && name === 'licence') continue
    // A JSON number holds fifteen digits for sure; a certificate has more.
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) problems.push(`字段 ${name}：数字太长，会变样，请写成带引号的文字`)
    else if (typeof value === 'string' || typeof value === 'number') rows.push({ place: `字段 ${name}`, name, value: String(value) })
    else problems.push(`字段 ${name}：值应是文字或数字`)
  }
  return problems.length === 0 ? ok(rows) : fail({ kind: 'licence-file-refused', problems })
}

const entryOf = (json: unknown, key: string): unknown => (typeof json === 'object' && json !== null && Object.hasOwn(json, key) ? Reflect.get(json, key) : undefined)

const headings: ReadonlySet<string> = new Set(['字段', '名称', '项目', 'field', 'name'])

function readCsv(text: string): Result<readonly Row[], LicenceFileRefused> {
  let records: readonly (readonly string[])[]
  try {
    records = parse(text, { bom: true, relax_column_count: true, max_record_size: largestFileBytes })
  } catch (error) {
    const line = typeof error === 'object' && error !== null && 'lines' in error && typeof error.lines === 'number' ? `第 ${error.lines} 行：` : ''
    return fail({ kind: 'licence-file-refused', problems: [`${line}引号没有配对，读不成表格`] })
  }
  const problems: string[] = []
  // Rows are counted as a spreadsheet shows them, empty ones too.
  const first = records.findIndex((cells) => cells.some((cell) => cell.trim() !== ''))
  const rows = records.flatMap((cells, index): Row[] => {
    const [name = '', value = '', ...more] = cells
    if (index === first && headings.has(name.trim().toLowerCase())) return []
    const extra = more.findIndex((cell) => cell.trim() !== '')
    if (extra >= 0) problems.push(`第 ${index + 1} 行第 ${extra + 3} 列：只应有“字段、值”两列`)
    return name.trim() === '' && value.trim() === '' ? [] : [{ place: `第 ${index + 1} 行`, name, value }]
  })
  return problems.length === 0 ? ok(rows) : fail({ kind: 'licence-file-refused', problems })
}
