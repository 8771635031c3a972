import type { StickRefusal } from '../../shared/contracts/stick.ts'

export const passphraseRule = '口令至少 12 个字符（一个汉字算两个），不要用一串相同或连着的字。'
const nothingWritten = '本机的记录都在，一条也没有算作已带走。'
const nothingMoved = '本机的记录都在，没有带走什么，也没有导入什么。'
const nothingTaken = '一条也没有导入，本机的记录没有变。'

/** Why nothing was written or taken in: what is safe, what to do. */
export function stickRefusalText(because: StickRefusal): { readonly title: string; readonly detail: string } {
  switch (because) {
    case 'practice':
      return { title: '演练记录不用U盘带走', detail: '演练里办的件只留在这台电脑里。请回到正式办件再来。' }
    case 'busy':
      return { title: 'U盘正在读或写', detail: '请等它做完，或先点“停下”。' }
    case 'nothing-to-write':
      return { title: '没有要带走的', detail: '服务器都确认过，或者没有这样的办件。要带全部，请选“全部在办件”。' }
    case 'weak-passphrase':
      return { title: '口令太容易猜', detail: `还没有写。${passphraseRule}可以点“换一个”用程序给的口令。` }
    case 'inside-data':
      return { title: '没有写到这里', detail: `这个文件夹是工作站自己的数据。请选U盘。${nothingWritten}` }
    case 'stick-full':
      return { title: 'U盘空间不够，没有写成', detail: `${nothingWritten}请腾出空间，或换一个U盘，再写一次。` }
    case 'stick-read-only':
      return { title: 'U盘不能写入，没有写成', detail: `${nothingWritten}请打开U盘的写保护开关，或换一个U盘。` }
    case 'stick-gone':
      return { title: 'U盘找不到了，没有做完', detail: `可能已经拔出。${nothingMoved}请插好再来一次。` }
    case 'file-too-large':
      return { title: '文件太大，U盘装不下一个这么大的文件', detail: `U盘的格式限制一个文件不超过 4 GB。${nothingWritten}请选几个办件分几次带，或换一个格式的U盘。` }
    case 'stick-broken':
      return { title: 'U盘读写出错', detail: `可能接触不好，或者已经坏了。${nothingMoved}请重新插一次；还不行，请换一个U盘。` }
    case 'unreliable':
      return { title: '写上去的和读回来的不一样', detail: `这个U盘不可靠，文件已经删掉。${nothingWritten}请换一个U盘。` }
    case 'no-file':
      return { title: '这里没有工作站写的文件', detail: '文件名以 caravan-desk 开头、以 .age 结尾，请选放着它的那个文件夹。' }
    case 'wrong-passphrase':
      return { title: '口令不对', detail: `请核对口令再试；一直不对，也可能是文件的开头坏了，请对方重新写一次。${nothingTaken}` }
    case 'damaged':
      return { title: '文件不完整或被改过，整个没有采用', detail: `可能没有写完就拔了U盘，或者U盘坏了。${nothingTaken}请对方重新写一次。` }
    case 'not-ours':
      return { title: '这不是工作站写的文件', detail: `${nothingTaken}请核对选的是哪个文件。` }
    case 'newer-format':
      return { title: '文件是更新版本的程序写的', detail: `本机现在还读不懂。${nothingTaken}请把文件留好，升级本机的程序后再读。` }
    case 'not-checked':
      return { title: '文件变了，没有导入', detail: `和刚才看过的不是同一个。${nothingTaken}请重新选文件，再看一遍。` }
  }
}
