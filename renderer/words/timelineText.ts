import type { TimelineEntry } from '../../shared/contracts/ipc.ts'
import type { MaterialState } from '../../shared/domain/events.ts'
import { dayText } from './dayText.ts'
import { fieldLabel, materialStateText } from './caseText.ts'
import { answerText } from './policyText.ts'
import type { PackLookup } from './packLookup.ts'

/** What one event did, for the timeline. Payloads come as they were stored; what is not understood is named plainly. */
export function timelineText(entry: TimelineEntry, lookup: PackLookup): string {
  const { payload } = entry
  switch (entry.kind) {
    case 'case.opened':
      return '新建办件'
    case 'field.write': {
      const path = textAt(payload, 'path') ?? ''
      return `${fieldLabel(path, lookup)}：${valueText(path, isRecord(payload) ? payload['value'] : null, lookup)}`
    }
    case 'status.write': {
      const action = textAt(payload, 'action')
      if (action === 'accept') {
        const acceptance = isRecord(payload) ? payload['acceptance'] : null
        const day = textAt(acceptance, 'acceptedOn')
        return `受理${day === null ? '' : `，受理日期 ${dayText(day)}`}`
      }
      return action === 'withdraw' ? `撤回：${textAt(payload, 'reason') ?? ''}` : '改变状态'
    }
    case 'note.added':
      return `备注：${textAt(payload, 'text') ?? ''}`
    case 'paper.reserved':
      return `取得文书编号 ${textAt(payload, 'number') ?? ''}`
    case 'paper.rendered':
      return `生成文书 ${textAt(payload, 'number') ?? ''}`
    case 'paper.delivered':
      return `${textAt(payload, 'how') === 'printed' ? '打印' : '保存'}文书 ${textAt(payload, 'number') ?? ''}`
    case 'paper.voided':
      return `作废文书 ${textAt(payload, 'number') ?? ''}：${textAt(payload, 'reason') ?? ''}`
    default:
      return '其他记录'
  }
}

function valueText(path: string, value: unknown, lookup: PackLookup): string {
  if (value === null || value === undefined) return path.startsWith('facts.') ? '暂不清楚' : '清空'
  if (isMaterialState(value)) return materialStateText(value)
  if (path.startsWith('facts.')) {
    const fact = lookup.facts.get(path.slice('facts.'.length))
    if (fact && (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')) return answerText(fact, value)
  }
  if (path === 'theme') return lookup.pack.themes.find((theme) => theme.id === value)?.name_zh ?? String(value)
  return String(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
function textAt(value: unknown, key: string): string | null {
  const found = isRecord(value) ? value[key] : null
  return typeof found === 'string' ? found : null
}
function isMaterialState(value: unknown): value is MaterialState {
  const kind = textAt(value, 'kind')
  return kind === 'received' || kind === 'to-follow' || kind === 'original-seen'
}

export interface TimelineGroup {
  readonly key: string
  readonly at: string
  readonly operatorName: string
  readonly title: string
  readonly lines: readonly { readonly key: string; readonly text: string }[]
}

/** Newest first; answers and materials written by one person within ten minutes stand together. */
export function groupTimeline(entries: readonly TimelineEntry[], lookup: PackLookup): readonly TimelineGroup[] {
  const groups: { key: string; at: string; operatorName: string; title: string; lines: { key: string; text: string }[] }[] = []
  for (const entry of entries) {
    const title = titleOf(entry)
    const last = groups.at(-1)
    const line = { key: entry.event, text: timelineText(entry, lookup) }
    const near = last !== undefined && Date.parse(entry.at) - Date.parse(last.at) < 600_000
    if (title !== null && last && near && last.title === title && last.operatorName === entry.operatorName) last.lines.push(line)
    else groups.push({ key: entry.event, at: entry.at, operatorName: entry.operatorName, title: title ?? line.text, lines: title === null ? [] : [line] })
  }
  return groups.toReversed()
}

/** `null`: stands by itself. */
function titleOf(entry: TimelineEntry): string | null {
  if (entry.kind !== 'field.write') return null
  const path = textAt(entry.payload, 'path') ?? ''
  if (path.startsWith('facts.')) return '答复'
  return path.startsWith('materials.') ? '材料' : '填写'
}
