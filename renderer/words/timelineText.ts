import type { TimelineEntry } from '../../shared/contracts/timeline.ts'
import { type CaseMove, caseStatuses, closeOutcomes, type FieldValue, type MaterialState, type StatusWrite } from '../../shared/domain/events.ts'
import { dayText } from './dayText.ts'
import { closeOutcomeWords, fieldLabel, materialStateText, statusWords } from './caseText.ts'
import { answerText, dispositionWords } from './policyText.ts'
import { flowName, itemName, materialName, type PackLookup } from './packLookup.ts'

/** What one event did, for the timeline. Payloads come as they were stored; what is not understood is named plainly. */
export function timelineText(entry: TimelineEntry, lookup: PackLookup): string {
  const { payload } = entry
  switch (entry.kind) {
    case 'case.opened':
      return '新建办件'
    case 'field.write':
      return `${writeText(payload, lookup)}${entry.choice === null ? '' : choiceWords[entry.choice]}`
    case 'status.write':
      return transitionText(payload)
    case 'case.moved':
      return movedText(payload, lookup)
    case 'note.added':
      return `备注：${textAt(payload, 'text') ?? ''}`
    case 'paper.reserved':
      return `取得文书编号 ${textAt(payload, 'number') ?? ''}`
    case 'paper.rendered':
      return `生成文书 ${textAt(payload, 'number') ?? ''}`
    case 'paper.delivered':
      return `${textAt(payload, 'how') === 'printed' ? '打印' : '保存'}文书 ${textAt(payload, 'number') ?? ''}`
    case 'paper.confirmed':
      return `核对过文书 ${textAt(payload, 'number') ?? ''}`
    case 'paper.voided':
      return `作废文书 ${textAt(payload, 'number') ?? ''}：${textAt(payload, 'reason') ?? ''}`
    case 'note.retracted':
      return '撤下一条备注'
    case 'scan.added':
      return `添加扫描件 ${textAt(payload, 'label') ?? ''}`
    case 'scan.retracted':
      return '撤下一份扫描件'
    case 'marks.acknowledged':
      return '看过标记，已阅'
    case 'gap.writtenOff':
      return `不再等缺少的记录：${textAt(payload, 'reason') ?? ''}`
    case 'case.erased':
      return '要求删除办件，还没有确认'
    case 'newer':
      return '更新版本的程序写的记录，本机还看不懂'
    default:
      return '其他记录'
  }
}

const choiceWords: Readonly<Record<NonNullable<TimelineEntry['choice']>, string>> = { made: '（在不同填法里选定）', 'taken-back': '（撤销选定，恢复这种填法）' }

/** Both editions, and what each made of the answers. Limits are no part of that record, and it does not say that nothing differs. */
function movedText(payload: unknown, lookup: PackLookup): string {
  const differs = at(payload, 'differs')
  const flow = at(differs, 'flow')
  const items = at(differs, 'items')
  const materials = at(differs, 'materials')
  const lines = [
    isRecord(flow) ? `流程 ${flowName(lookup, textAt(flow, 'before')) ?? '未定'} → ${flowName(lookup, textAt(flow, 'after')) ?? '未定'}` : '',
    ...(Array.isArray(items) ? items : []).map((change: unknown) => `${itemName(lookup, textAt(change, 'id') ?? '')} ${outcomeWord(textAt(change, 'before'))} → ${outcomeWord(textAt(change, 'after'))}`),
    typeof materials === 'number' && materials > 0 ? `${materials} 处材料不同` : '',
  ].filter((line) => line !== '')
  const versionOf = (side: 'from' | 'to'): string => textAt(at(payload, side), 'version') ?? ''
  return `改用规则 ${versionOf('to')}，原来是 ${versionOf('from')}：${lines.length === 0 ? '流程、事项和材料都没有变' : lines.join('；')}`
}
/** A move as it stands in the state of the case. */
export const moveText = (move: CaseMove, lookup: PackLookup): string => movedText(move, lookup)
const outcomeWord = (word: string | null): string => Object.entries(dispositionWords).find(([disposition]) => disposition === word)?.[1] ?? '不涉及'

/** What was decided, why, and on which day. */
function transitionText(payload: unknown): string {
  const dayAt = (value: unknown, key: string): string => {
    const day = textAt(value, key)
    return day === null ? '' : dayText(day)
  }
  const reason = textAt(payload, 'reason') ?? ''
  const said = reason === '' ? '' : `：${reason}`
  switch (textAt(payload, 'action')) {
    case 'accept':
      return `受理，受理日期 ${dayAt(at(payload, 'acceptance'), 'acceptedOn')}`
    case 'supplement':
      return `一次性告知，请在 ${dayAt(at(payload, 'request'), 'until')}前补正`
    case 'resubmit':
      return `${dayAt(payload, 'receivedOn')}收到补正`
    case 'refuse':
      return `不予受理：${textAt(at(payload, 'refusal'), 'reason') ?? ''}`
    case 'withdraw':
      return `撤回${said}`
    case 'suspend':
      return `${dayAt(payload, 'on')}起中止时限${said}`
    case 'resume':
      return `${dayAt(payload, 'on')}起恢复时限`
    case 'hand-over':
      return `${dayAt(payload, 'on')}移交${textAt(payload, 'unit') ?? ''}${said}`
    case 'take-back':
      return `${dayAt(payload, 'on')}收回${said}`
    case 'close': {
      const outcome = closeOutcomes.find((known) => known === textAt(payload, 'outcome'))
      const remark = textAt(payload, 'remark') ?? ''
      return `${dayAt(payload, 'on')}办结${outcome === undefined ? '' : `，${closeOutcomeWords[outcome]}`}${remark === '' ? '' : `：${remark}`}`
    }
    case 'settle':
      return `选定状态为“${statusWords[caseStatuses.find((known) => known === textAt(payload, 'to')) ?? 'contested']}”${said}`
    default:
      return '改变状态'
  }
}

/** A transition as it stands in the state of the case. */
export const statusWriteText = (write: StatusWrite): string => transitionText(write)

/** One value of a field, in the words of its kind. */
export const fieldValueText = (path: string, value: FieldValue, lookup: PackLookup): string => valueText(path, value, lookup, emptyWord(path))

/** What was taken back or made again, for one quiet line: `已撤销：建筑高度 24 米 → 20 米`. */
export function takenBackText(changes: readonly FieldChange[], direction: 'undo' | 'redo', lookup: PackLookup): string {
  const word = direction === 'undo' ? '已撤销' : '已重做'
  // One material that several items want was one tick.
  const lines = [...new Set(changes.map((change) => changeText(change, lookup)))]
  const [first = '没有变化', ...more] = lines
  return more.length === 0 ? `${word}：${first}` : `${word} ${lines.length} 处：${first}，等`
}

function changeText({ path, from, to }: FieldChange, lookup: PackLookup): string {
  const said = (values: readonly FieldValue[]): string => values.map((value) => valueText(path, value, lookup, emptyWord(path))).join('、')
  return `${shortLabel(path, lookup)} ${said(from)} → ${said(to)}${to.length > 1 ? '，请再选定' : ''}`
}

/** Values that stood and that stand: several where they are in conflict. */
interface FieldChange {
  readonly path: string
  readonly from: readonly FieldValue[]
  readonly to: readonly FieldValue[]
}

function shortLabel(path: string, lookup: PackLookup): string {
  return path.startsWith('materials.') ? materialName(lookup, path.slice(path.indexOf('/') + 1)) : fieldLabel(path, lookup)
}

/** What stands where nothing was written. */
function emptyWord(path: string): string {
  return path.startsWith('facts.') ? '暂不清楚' : path.startsWith('materials.') ? '未收' : '未填'
}

function valueText(path: string, value: unknown, lookup: PackLookup, empty = path.startsWith('facts.') ? '暂不清楚' : '清空'): string {
  if (value === null || value === undefined) return empty
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
function at(value: unknown, key: string): unknown {
  return isRecord(value) ? value[key] : null
}
function textAt(value: unknown, key: string): string | null {
  const found = at(value, key)
  return typeof found === 'string' ? found : null
}
function isMaterialState(value: unknown): value is MaterialState {
  const kind = textAt(value, 'kind')
  return kind === 'received' || kind === 'to-follow' || kind === 'original-seen' || kind === 'shared' || kind === 'waived'
}

export interface TimelineGroup {
  readonly key: string
  readonly at: string
  /** Written while the computer's clock was in doubt. */
  readonly isDoubtful: boolean
  readonly operatorName: string
  readonly title: string
  readonly lines: readonly TimelineLine[]
  /** The newest event of the group: the moment after all of it. */
  readonly lastEvent: string
}
export interface TimelineLine {
  readonly key: string
  readonly text: string
  /** Events that can be taken back now, together: one material that several items want was one tick. Empty: none can. */
  readonly undo: readonly string[]
}

/** Newest first; answers and materials written by one person within ten minutes stand together. */
export function groupTimeline(entries: readonly TimelineEntry[], lookup: PackLookup): readonly TimelineGroup[] {
  const groups: { key: string; at: string; isDoubtful: boolean; operatorName: string; title: string; lastEvent: string; lines: { key: string; at: string; text: string; events: TimelineEntry[] }[] }[] = []
  for (const entry of entries) {
    const title = titleOf(entry)
    const text = timelineText(entry, lookup)
    const last = groups.at(-1)
    const near = last !== undefined && Date.parse(entry.at) - Date.parse(last.at) < 600_000
    const group = title !== null && last && near && last.title === title && last.operatorName === entry.operatorName && last.isDoubtful === entry.isDoubtful ? last : { key: entry.event, at: entry.at, isDoubtful: entry.isDoubtful, operatorName: entry.operatorName, title: title ?? text, lastEvent: entry.event, lines: [] }
    group.lastEvent = entry.event
    if (group !== last) groups.push(group)
    const line = group.lines.at(-1)
    if (title === null) continue
    if (line && line.text === text && line.at === entry.at) line.events.push(entry)
    else group.lines.push({ key: entry.event, at: entry.at, text, events: [entry] })
  }
  return groups.toReversed().map(({ lines, ...group }) => ({ ...group, lines: lines.map(({ key, text, events }) => ({ key, text, undo: events.every(({ undoable }) => undoable) ? events.map(({ event }) => event) : [] })) }))
}

function writeText(payload: unknown, lookup: PackLookup): string {
  const path = textAt(payload, 'path') ?? ''
  return `${shortLabel(path, lookup)}：${valueText(path, at(payload, 'value'), lookup)}`
}

/** `null`: stands by itself. */
function titleOf(entry: TimelineEntry): string | null {
  if (entry.kind !== 'field.write') return null
  const path = textAt(entry.payload, 'path') ?? ''
  if (path.startsWith('facts.')) return '答复'
  return path.startsWith('materials.') ? '材料' : '填写'
}
