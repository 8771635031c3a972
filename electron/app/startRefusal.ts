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
      return { title, text: `这台工作站用过，但办件记录不见了。为避免覆盖，程序没有新建。请不要重装，联系技术人员检查文件夹：${folder}` }
    case 'disk':
      return { title, text: `${diskText(refusal.problem)}${kept}文件夹：${folder}` }
    case 'pack-refused':
      return { title: '政策包有问题，打不开', text: `${refusal.problems.slice(0, 8).join('\n')}\n${kept}请换一个政策包，或不带 --pack 重新打开。` }
  }
}

function diskText(problem: 'full' | 'read-only' | 'missing' | 'other'): string {
  switch (problem) {
    case 'full':
      return '磁盘满了，办件没有地方保存。请腾出空间后再打开。'
    case 'read-only':
      return '数据文件夹不能写入。请检查权限后再打开。'
    case 'missing':
      return '找不到数据文件夹。请确认磁盘已接好后再打开。'
    case 'other':
      return '读写数据文件夹时出错。请检查磁盘后再打开。'
  }
}
