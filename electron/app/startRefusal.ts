import type { DiskProblem } from '../../shared/contracts/ipc.ts'
import { restoreRefusals } from '../../shared/output/restoreWords.ts'
import type { DeskRefusal } from '../station/desk.ts'

/** A title and sentences for a clerk: what happened, that nothing was lost, what to do. */
export interface RefusalText {
  readonly title: string
  readonly text: string
}

const kept = '已保存的办件没有改动。'

/** Why the workstation does not open, in words; `folder` is where its data lie. */
export function describeRefusal(refusal: DeskRefusal, folder: string): RefusalText {
  const title = '工作站暂时打不开'
  switch (refusal.kind) {
    case 'newer-format':
      return { title, text: `这台电脑上的办件是由更新版本的程序保存的，旧版本不能打开。${kept}请安装最新版本后再打开。` }
    case 'journal-missing':
      return { title, text: `这台工作站用过，但办件记录不见了。为避免覆盖，程序没有新建。请不要重装。有第二份拷贝的，请技术人员用 --restore 加拷贝所在的文件夹打开，从拷贝恢复；没有的，请检查文件夹：${folder}` }
    case 'journal-mixed-up':
      return { title, text: `${mixedUpText(refusal.problem, refusal.file)}程序什么也没有改动。${mixedUpAdvice(refusal.problem)}文件夹：${folder}` }
    case 'restore-refused':
      return { title: '没有恢复', text: `${restoreRefusals[refusal.because]}本机和拷贝里都没有改动。` }
    case 'disk':
      return { title, text: `${diskText(refusal.problem)}${kept}文件夹：${folder}` }
    case 'pack-refused':
      return { title: '政策包有问题，打不开', text: `${refusal.problems.slice(0, 8).join('\n')}\n${kept}请换一个政策包，或不带 --pack 重新打开。` }
  }
}

type MixedUp = Extract<DeskRefusal, { kind: 'journal-mixed-up' }>['problem']

function mixedUpText(problem: MixedUp, file: string): string {
  switch (problem) {
    case 'other-station':
      return `办件记录里的文件 ${file} 是另一台工作站的。`
    case 'numbers-go-back':
      return `办件记录里的文件 ${file} 编号倒退了，多半是旧文件的复制件。`
    case 'other-chain':
      return `办件记录里的文件 ${file} 和前面的记录接不上，多半来自另一份拷贝。`
    case 'record-too-large':
      return `办件记录里的文件 ${file} 有一条大得不正常的记录，不是本程序写的。`
    case 'foreign-file':
      return `办件记录的文件夹里有一个不认识的文件 ${file}。`
  }
}

function mixedUpAdvice(problem: MixedUp): string {
  return problem === 'foreign-file' ? '请把它移到别的地方再打开。' : '请先把整个数据文件夹复制一份，再把这个文件移到别的地方重新打开；没有把握就联系技术人员。'
}

function diskText(problem: DiskProblem): string {
  switch (problem) {
    case 'full':
      return '磁盘满了，办件没有地方保存。请腾出空间后再打开。'
    case 'read-only':
      return '数据文件夹不能写入。请检查权限后再打开。'
    case 'missing':
      return '找不到数据文件夹。请确认磁盘已接好后再打开。'
    case 'taken-over':
      return '另一个程序正在使用这个数据文件夹。请先关掉它再打开。'
    case 'other':
      return '读写数据文件夹时出错。请检查磁盘后再打开。'
  }
}
