import type { RestoreRefusal } from '../contracts/copy.ts'

/** Why nothing was restored, and what to do; the same on screen and where the program does not open. */
export const restoreRefusals: Readonly<Record<RestoreRefusal, string>> = {
  'no-copy': '这个文件夹里没有工作站的第二份拷贝。请选名字以 caravan-desk-copy 开头的文件夹，或放它的文件夹。',
  'newer-format': '这份拷贝是更新版本的程序写的。请先安装最新版本，再恢复。',
  unreadable: '这份拷贝里的记录读不出来。请换一份拷贝，或把它原样交给维护人员。',
  'not-checked': '检查以后文件夹又有变化。请重新检查，看过内容再恢复。',
}
