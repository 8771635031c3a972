import type { Trouble } from '../../shared/contracts/records.ts'
import { dayText, momentText } from './dayText.ts'
import { numberText } from './numberText.ts'
import { sizeText } from './sizeText.ts'

/** A trouble as a banner says it: what it is, what still works and that nothing saved is lost, what to do. */
export interface TroubleSentence {
  readonly tone: 'warning' | 'error'
  readonly title: string
  readonly detail: string
}

/** `today`: `YYYY-MM-DD`, in China. `isWaiting`: what was refused waits on a screen and can be saved again from there. */
export function troubleText(trouble: Trouble, today: string, isWaiting = false): TroubleSentence {
  switch (trouble.kind) {
    case 'refused':
      return refusedText(trouble.problem, isWaiting)
    case 'reserve-used':
      return { tone: 'error', title: '磁盘满了，刚才那一步用预留的空间存上了。', detail: '已保存的都在；查看、搜索照常，但预留的空间只够这一回。请马上腾出磁盘空间，腾出后程序会自动重新预留。' }
    case 'low-space':
      return trouble.level === 'early'
        ? { tone: 'warning', title: `磁盘快满了，还剩 ${sizeText(trouble.freeBytes)}。`, detail: '照常可以受理，已保存的都在。请今天就腾出空间，或告诉维护人员。' }
        : { tone: 'error', title: `磁盘只剩 ${sizeText(trouble.freeBytes)}。`, detail: '受理、保存、出文书照常，已保存的都在；整理记录、第二份拷贝等后台的事先停下，把空间留给办件。请马上腾出空间，腾出后会自动接着做。' }
    case 'copy-failed':
      return { tone: 'warning', title: copyTitle(trouble.problem), detail: `照常可以受理，本机的记录都在；${trouble.lastDoneAt === null ? '还没有做成过第二份' : `第二份停在 ${momentText(trouble.lastDoneAt, today)}`}。${copyNext(trouble.problem)}` }
    case 'clock-doubtful':
      return clockText(trouble)
    case 'others-lost':
      return { tone: 'warning', title: `从别处收到的记录有 ${numberText(trouble.records)} 条读不出来了。`, detail: '本窗口办的都在，照常可以受理。对方那里还有：连上服务器会自动重新收取；从 U 盘收到的，请再导入一次。有关的件在那以前会显示“还缺记录”，先不要作决定。' }
  }
}

function refusedText(problem: Extract<Trouble, { kind: 'refused' }>['problem'], isWaiting: boolean): TroubleSentence {
  const safe = `显示过“已保存”的都在${isWaiting ? '，没存上的还留在屏幕上' : ''}；查看、搜索照常。`
  const again = isWaiting ? '再点“再存一次”；存上以前请不要关掉程序。' : '再办一次刚才那一步。'
  switch (problem) {
    case 'full':
      return { tone: 'error', title: '磁盘满了，最后一步没有存上。', detail: `${safe}请腾出磁盘空间，${again}` }
    case 'read-only':
      return { tone: 'error', title: '数据文件夹不能写入，最后一步没有存上。', detail: `${safe}请维护人员开放写入，${again}` }
    case 'missing':
      return { tone: 'error', title: '数据文件夹不见了，最后一步没有存上。', detail: `${safe}请确认磁盘已接好、文件夹没有被移走，${again}` }
    case 'taken-over':
      return { tone: 'error', title: '另一个程序接管了这份数据，最后一步没有存上。', detail: `${safe}请记下屏幕上还没存上的，关掉这个窗口，到另一个窗口或另一台电脑上接着办。` }
    case 'other':
      return { tone: 'error', title: '磁盘没有接收，最后一步没有存上。', detail: `${safe}请告诉维护人员，${again}` }
  }
}

type ClockTrouble = Extract<Trouble, { kind: 'clock-doubtful' }>

/** The answer to the question that the banner asks; `null` where there is nothing to ask. */
export function clockAnswerText({ because, today }: ClockTrouble): string | null {
  return because === 'before-program' ? null : `是，今天是${dayText(today)}`
}

function clockText(trouble: ClockTrouble): TroubleSentence {
  const isAsked = clockAnswerText(trouble) !== null
  return {
    tone: 'warning',
    title: clockTitle(trouble),
    detail: `照常可以受理，已保存的都在；这段时间写的记录会标明“时间存疑”，文书上也会写明，日期请您自己填。${isAsked ? '不是的话，' : ''}请改好电脑的日期和时间，这条提示会自动消失。`,
  }
}

function clockTitle({ because, today, latest }: ClockTrouble): string {
  switch (because) {
    case 'before-program':
      return `电脑的日期是${dayText(today)}，那时还没有这个程序。`
    case 'behind':
      return `电脑的日期是${dayText(today)}，记录里却有 ${momentText(latest, today)} 的。今天是${dayText(today)}吗？`
    case 'ahead':
      return `电脑的日期是${dayText(today)}，上一次可信的时间是 ${momentText(latest, today)}。今天是${dayText(today)}吗？`
    case 'server-differs':
      return `电脑的日期是${dayText(today)}，服务器上是 ${momentText(latest, today)}。今天是${dayText(today)}吗？`
  }
}

type CopyTrouble = Extract<Trouble, { kind: 'copy-failed' }>['problem']

function copyTitle(problem: CopyTrouble): string {
  switch (problem) {
    case 'missing':
      return '第二份拷贝的文件夹不见了。'
    case 'full':
      return '放第二份拷贝的磁盘满了。'
    case 'read-only':
      return '放第二份拷贝的文件夹不能写入。'
    case 'foreign':
      return '选的文件夹里是另一台工作站的拷贝。'
    case 'taken-over':
    case 'other':
      return '第二份拷贝没有写成。'
  }
}

function copyNext(problem: CopyTrouble): string {
  switch (problem) {
    case 'missing':
      return '请把 U 盘或移动硬盘插回来，插好会自动接着拷。'
    case 'full':
      return '请换一个大一些的盘，在“设置”里重新选文件夹。'
    case 'read-only':
      return '请打开 U 盘的写保护开关，或在“设置”里换一个文件夹。'
    case 'foreign':
      return '为免覆盖，没有写入。请在“设置”里换一个文件夹。'
    case 'taken-over':
    case 'other':
      return '过一分钟会再试；一直不行，请在“设置”里换一个文件夹。'
  }
}
