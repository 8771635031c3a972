import { join, resolve } from 'node:path'
import { diskFiles } from '../electron/station/files.ts'
import { checkCopy, finishRestore, restoreCopy } from '../electron/station/restore.ts'
import { plainSealer } from '../electron/station/sealer.ts'
import { restoreRefusals } from '../shared/output/restoreWords.ts'

/**
 * `npm run -s restore -- COPY DATA_DIR`: puts a second copy in the place of the office profile of a data folder, while
 * no program has that open. What stood there is kept beside it. Exit 0; 1 when nothing was restored; 2 for a wrong call.
 */
const [copy, dataDir, ...rest] = process.argv.slice(2)
if (copy === undefined || dataDir === undefined || rest.length > 0) {
  process.stderr.write('usage: npm run -s restore -- COPY DATA_DIR\n')
  process.exit(2)
}
const root = join(resolve(dataDir), 'station')
await finishRestore(diskFiles, root)
const checked = await checkCopy(diskFiles, plainSealer, resolve(copy))
const restored = checked.ok ? await restoreCopy(diskFiles, root, checked.value) : checked
if (!checked.ok || !restored.ok) {
  const failure = checked.ok ? (restored.ok ? null : restored.failure) : checked.failure
  process.stderr.write(failure?.kind === 'restore-refused' ? `没有恢复：${restoreRefusals[failure.because]}\n` : `没有恢复：读写文件夹时出错（${failure?.problem ?? ''}）。本机原来的数据没有改动。\n`)
  process.exit(1)
}
const { records, papers, mark } = checked.value
process.stdout.write(`已恢复 ${records.records} 条记录、${records.cases} 个办件、${papers} 份文书（拷贝时间 ${mark.doneAt ?? '不明'}）。${records.missing.length > 0 ? `读不出的记录编号：${records.missing.join('、')}。` : ''}下次打开时换新的一组文书编号。\n`)
