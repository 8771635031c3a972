import type { Notice } from '../../shared/contracts/ipc.ts'
import type { RecoveryFinding } from '../../shared/contracts/records.ts'
import { dayText } from './dayText.ts'

/** What there is to say at this start: what, that nothing that was saved is in doubt, what to do. What put the records in doubt has a page of its own. */
export function noticeText(notice: Exclude<Notice, RecoveryFinding>): { readonly title: string; readonly detail: string } {
  switch (notice.kind) {
    case 'number-twice':
      return {
        title: `重号：有 ${notice.cases.length} 份文书都编了 ${notice.number}`,
        detail: '说明有两台电脑用过同一份数据。办件和文书都没有丢。请核对这几个办件的纸面文书，把其中一份作废，注明原因后重新出具，并告诉维护人员。',
      }
    case 'pack-kept':
      return {
        title: '新的政策包有问题，没有采用',
        detail: `仍用 ${notice.using.id} ${notice.using.version}，可以照常受理。问题：${notice.problems.slice(0, 3).join('；')}${notice.problems.length > 3 ? '等' : ''}。`,
      }
    case 'edition-missing':
      return {
        title: `默认的规则 ${notice.wanted.version} 读不出来了`,
        detail: `先用随程序来的 ${notice.using.version}，可以照常受理；已开的办件和记录没有丢。联系上服务器会自动再取；要改用别的，到“规则更新”里选。`,
      }
    case 'edition-waiting':
      return {
        title: `新规则 ${notice.version} 到了，局里定为${dayText(notice.from)}起用`,
        detail: `现在用的是 ${notice.using.version}，没有自动换。请到“规则更新”看它改了什么，再设为默认；已开的办件不受影响。`,
      }
    case 'edition-refused':
      return {
        title: `局里发布的规则${notice.version === '' ? '' : ` ${notice.version}`}没有通过检查`,
        detail: `没有采用，仍用 ${notice.using.version}，可以照常受理。原因写在“规则更新”里，请转告局里的管理员。`,
      }
    case 'overlay-refused':
      return {
        title: `“${notice.overlay}”有问题，没有采用`,
        detail: `${notice.keptEarlier ? '仍用上次那份补充，可以照常受理' : '没有用它，现在按市级政策包和其余没有问题的补充办理，可以照常受理'}。请告诉维护人员。问题：${notice.problems.slice(0, 3).join('；')}${notice.problems.length > 3 ? '等' : ''}。`,
      }
    case 'overlay-elsewhere':
      return {
        title: `正在用的“${notice.overlay}”是${notice.district}的`,
        detail: `本机设在${notice.stationDistrict}。已存的内容没有变；不该用这份补充的，请维护人员改启动参数后重新打开。`,
      }
    case 'overlay-early':
      return {
        title: `“${notice.overlay}”还没有施行`,
        detail: `它从${dayText(notice.effectiveFrom)}起施行，现在已经在用。已存的内容没有变；请核对电脑的日期，或者先不带这份补充打开。`,
      }
    case 'print-interrupted':
      return {
        title: `上次停下时正在打印 ${notice.papers[0]?.number ?? ''}${notice.papers.length > 1 ? ` 等 ${notice.papers.length} 份` : ''}`,
        detail: '可能已经打出一张，没来得及记下。办件没有丢。请看一眼打印机：打出来了就用那一张；没有就再打，新的一张会标明“补打”。',
      }
    case 'unfinished-papers':
      return {
        title: `有 ${notice.papers.length} 份文书上次没有办完`,
        detail: '编号已经取好，不会重复使用。请打开办件把它生成、交付，或注明原因作废。',
      }
  }
}
