import type { Notice } from '../../shared/contracts/ipc.ts'
import { dayText } from './dayText.ts'
import { numberText } from './numberText.ts'

/** What happened to the station's own records at this start: what, that nothing that was saved is in doubt, what to do. */
export function noticeText(notice: Notice): { readonly title: string; readonly detail: string } {
  switch (notice.kind) {
    case 'tail-cut':
      return {
        title: '上次关机时有一条记录没有写完',
        detail: `没写完的部分（${numberText(notice.bytes)} 字节）已去掉，另存了一份。请看一下最后办的那个办件，缺了哪一步就补哪一步。`,
      }
    case 'records-skipped':
      return {
        title: `有 ${notice.seqs.length} 条记录读不出来，已跳过`,
        detail: `读不出的记录编号：${notice.seqs.slice(0, 12).join('、')}${notice.seqs.length > 12 ? '等' : ''}。其余记录都在用，坏的文件另存了一份（${notice.copy}）。请告诉维护人员，不要删除这份文件。`,
      }
    case 'put-back':
      return {
        title: '办件记录比以前的旧',
        detail: `${notice.behind > 0 ? `本机以前存过的记录里，有 ${notice.behind} 条现在这里没有` : '本机以前存过的记录与现在这里的不一样'}，多半是有人放回了旧的数据文件夹。现有的记录都能用，新文书用新的一组编号，不会与以前的重复。请告诉维护人员：缺的记录可以从第二份拷贝里恢复。`,
      }
    case 'copied':
      return {
        title: notice.from === 'other-machine' ? '这份数据是从另一台电脑拿来的' : '这份数据换了文件夹',
        detail: '记录都在，可以照常办理。新文书用新的一组编号，不会与原来那边的重复。原来那边如果还在用，请告诉维护人员：两边不要同时用同一份数据。',
      }
    case 'restored':
      return {
        title: `已从第二份拷贝恢复 ${numberText(notice.records)} 条记录`,
        detail: `拷贝之后办的不在里面，请对照纸质材料补上。新文书用新的一组编号，不会与以前的重复。${notice.aside === null ? '' : `恢复前的数据原样留在 ${notice.aside}，请不要删除。`}`,
      }
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
    case 'unfinished-papers':
      return {
        title: `有 ${notice.papers.length} 份文书上次没有办完`,
        detail: '编号已经取好，不会重复使用。请打开办件把它生成、交付，或注明原因作废。',
      }
  }
}
