import type { CopyProblem, CopyStatus, RestoreOffer } from '../../shared/contracts/copy.ts'
import { momentText } from './dayText.ts'
import { numberText } from './numberText.ts'

export interface CopySentence {
  readonly tone: 'good' | 'warning' | 'plain'
  readonly title: string
  readonly detail: string
}

/** How the second copy stands. `today`: `YYYY-MM-DD`. */
export function copyText(status: CopyStatus, today: string): CopySentence {
  if (status.kind === 'off') return { tone: 'warning', title: '还没有第二份拷贝', detail: '本机的办件只有这一份。电脑坏了、丢了，就找不回来。请在 U 盘或移动硬盘上选一个文件夹，程序会每分钟把新的记录拷过去。' }
  const last = status.lastDoneAt === null ? '还没有全部拷过一次' : `上次全部拷好：${momentText(status.lastDoneAt, today)}`
  switch (status.now.kind) {
    case 'up-to-date':
      return { tone: 'good', title: '全部拷好了', detail: `${last}。` }
    case 'waiting':
      return { tone: 'plain', title: '有新的记录，一分钟内拷过去', detail: `${last}。` }
    case 'running':
      return { tone: 'plain', title: `正在拷贝 ${numberText(status.now.doneFiles)} / ${numberText(status.now.totalFiles)} 个文件`, detail: `${last}。可以照常办理。` }
    case 'failed':
      return { tone: 'warning', title: problemTitles[status.now.problem], detail: `${last}。本机的记录都在，可以照常办理；每分钟会再试。` }
    case 'paused':
      return { tone: 'warning', title: '先停下了：磁盘快满了', detail: `${last}。拷贝和数据在同一块磁盘上，空间先留给办件；腾出空间后会接着拷。` }
  }
}

const problemTitles: Readonly<Record<CopyProblem, string>> = {
  'folder-missing': '找不到放拷贝的文件夹，U 盘可能已拔出',
  full: '放拷贝的磁盘满了',
  'not-writable': '放拷贝的文件夹不能写入',
  foreign: '文件夹里是另一台工作站的拷贝，没有写入',
  unreliable: '写进去的内容读回来不一样，这块盘不可靠，请换一块',
  other: '拷贝没有写成',
}

/** What a restore would do to what stands here, before anything is done. */
export function restoreEffect(offer: RestoreOffer): string {
  const { here, records } = offer
  switch (here.kind) {
    case 'nothing':
      return '本机现在没有办件，拷贝直接放进来。'
    case 'unreadable':
      return '本机现在的记录读不出来，会原样放到一边，不删。'
    case 'other-station':
      return `本机现在是另一个站点，有 ${numberText(here.records)} 条记录，会原样放到一边，不删。恢复以后，这台电脑就是拷贝里的那个站点。`
    case 'same-station':
      return here.records > records
        ? `本机现在有 ${numberText(here.records)} 条记录，比拷贝多 ${numberText(here.records - records)} 条：拷贝之后办的不在拷贝里，恢复以后要按纸质材料补。现在的数据会原样放到一边，不删。`
        : `本机现在的 ${numberText(here.records)} 条记录会原样放到一边，不删。`
  }
}
