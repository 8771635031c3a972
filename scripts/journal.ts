import { findJson, journalStream, readOpening } from '../electron/station/journal/opening.ts'
import { findRecordAt } from '../electron/station/journal/record.ts'
import { type LogAsFound, readLogs } from './profileLogs.ts'

/**
 * `npm run -s journal -- DIR`: what the records of a profile say, as text, for the day when everything else has failed.
 * Reads only; damaged records are named and skipped. Exit 2 when there is no journal.
 */

// Kinds of this version; another one is shown by its own name.
const kindWords: Readonly<Record<string, string>> = {
  'case.opened': '开件',
  'field.write': '填写',
  'status.write': '决定',
  'case.moved': '改用规则版本',
  'note.added': '备注',
  'note.retracted': '撤回备注',
  'marks.acknowledged': '已阅',
  'gap.writtenOff': '核销缺失',
  'case.erased': '删除',
  'paper.reserved': '文书取号',
  'paper.rendered': '文书制成',
  'paper.delivered': '文书交付',
  'paper.confirmed': '文书核对无误',
  'paper.voided': '文书作废',
  'scan.added': '添加扫描件',
  'scan.retracted': '撤下扫描件',
  'station.setUp': '启用工作站',
  'operator.added': '添加人员',
  'erasure.confirmed': '确认删除',
  'erasure.refused': '拒绝删除',
  'edition.chosen': '换默认规则',
  'clock.confirmed': '确认电脑日期',
  'day.closed': '日结',
}
const openedWords: Readonly<Record<string, string>> = { 'first-start': '首次启用', full: '上一段写满', 'disk-error': '磁盘出过错', 'tail-cut': '截去未写完的结尾', 'records-skipped': '跳过损坏的记录', 'not-released': '上次没有正常关闭', 'put-back': '数据回到了旧状态', copied: '数据是复制来的', restored: '从第二份拷贝恢复' }

const [dir, ...more] = process.argv.slice(2)
const logs = dir === undefined || more.length > 0 ? [] : await readLogs(dir)
if (logs.length === 0) {
  process.stderr.write(dir === undefined || more.length > 0 ? 'usage: npm run -s journal -- DIR\n' : `${dir}: no journal here\n`)
  process.exitCode = 2
}
for (const log of logs) for await (const line of linesOf(log)) process.stdout.write(`${line}\n`)

async function* linesOf({ name, folder, found }: LogAsFound): AsyncGenerator<string> {
  yield `# ${name === 'kept' ? '来自他处的记录' : '本站记录'}`
  const missing = found.missing.toSorted((a, b) => b - a)
  for (const { index } of found.segments) {
    const { plain } = await folder.readPlain(index.segment)
    for (const [at, seq] of index.seqs.entries()) {
      while ((missing.at(-1) ?? seq) < seq) yield `${missing.pop()}  ! 缺失`
      const record = findRecordAt(plain, index.starts[at] ?? 0)
      if (!record) continue
      const json = findJson(record.body)
      if (record.header.streamKeyId === journalStream) yield `${seq}  == 第 ${index.segment} 段 ${openingText(record.body)}`
      else if (Array.isArray(json)) for (const event of json) yield `${seq}  ${eventText(event, record.header.streamKeyId)}`
      else yield `${seq}  ${record.header.streamKeyId}  ${json === null ? '（读不出）' : JSON.stringify(json)}`
    }
  }
  for (const seq of missing.reverse()) yield `${seq}  ! 缺失`
  if (found.tail) yield `! 第 ${found.tail.segment} 段结尾有 ${found.tail.bytes} 字节不完整`
  if (found.refusal) yield `! 到此为止：${found.refusal.kind === 'newer-format' ? '后面由更新版本的程序写成' : `${found.refusal.file} ${found.refusal.problem}`}`
}

function openingText(body: Uint8Array): string {
  const read = readOpening(body)
  if (read.kind !== 'opening') return '（开头读不出）'
  const { station, incarnation, because, missing } = read.opening
  return `${openedWords[because] ?? because}，工作站 ${station}，代 ${incarnation}${missing.length > 0 ? `，已知缺失 ${missing.join('、')}` : ''}`
}

function eventText(event: unknown, stream: string): string {
  if (typeof event !== 'object' || event === null) return `${stream}  （读不出）`
  const { at, operator, kind, payload } = { at: '', operator: '', kind: '', payload: null, ...event }
  return [String(at).slice(0, 19).replace('T', ' '), `[${String(operator)}]`, stream, kindWords[String(kind)] ?? String(kind), payloadText(payload)].join('  ')
}

function payloadText(payload: unknown): string {
  if (typeof payload !== 'object' || payload === null) return ''
  if ('path' in payload && 'value' in payload) return `${String(payload.path)} = ${JSON.stringify(payload.value)}`
  return JSON.stringify(payload)
}
