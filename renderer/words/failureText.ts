import type { CopyRefusal } from '../../shared/contracts/copy.ts'
import type { ServerRefusal } from '../../shared/contracts/sync.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import type { ScanAbsence } from '../../shared/contracts/scans.ts'
import type { ScanRefusal } from '../../shared/domain/scans.ts'
import { restoreRefusals } from '../../shared/output/restoreWords.ts'
import { paperTitles } from '../../shared/output/wording.ts'
import { authorityRefusalTexts } from './authorityText.ts'
import { fieldLabel, statusWords } from './caseText.ts'
import { dayText } from './dayText.ts'
import { factLabel, type PackLookup } from './packLookup.ts'
import { factProblemText } from './policyText.ts'
import { stickRefusalText } from './stickRefusalText.ts'
import { serverFailureText } from './serverFailureText.ts'

/** Said on the screen when something did not work: what happened, that nothing was lost, what to do. */
export interface FailureSentence {
  readonly title: string
  readonly detail: string
  /** `quiet`: the clerk did it on purpose, nothing needs saying. */
  readonly tone: 'warning' | 'error' | 'quiet'
}

const kept = '已填的内容都还在。'

export function failureText(failure: Failure, lookup: PackLookup | null): FailureSentence {
  const label = (name: string): string => (lookup ? factLabel(lookup, name) : '这项回答')
  switch (failure.kind) {
    case 'malformed':
      return { tone: 'error', title: '这一步没有办成', detail: `程序自己传错了内容（${failure.path}）。${kept}请换个做法再试，并把这句话告诉维护人员。` }
    case 'not-set-up':
      return { tone: 'warning', title: '本机还没有设置', detail: '请先填写所在区、站点名称和人员。' }
    case 'not-signed-in':
      return { tone: 'warning', title: '还没有选今天谁在窗口', detail: `${kept}请点右上角选择当班人员，再办一次。` }
    case 'already-set-up':
      return { tone: 'warning', title: '本机已经设置过', detail: '原来的设置没有变。请重新打开程序。' }
    case 'unknown-case':
      return { tone: 'warning', title: '本机没有这个办件', detail: '可能它在另一个存档（正式或演练）里。请从办件列表里重新找。' }
    case 'unknown-paper':
      return { tone: 'warning', title: `没有找到文书 ${failure.number}`, detail: '办件没有变。请刷新后重新选择文书。' }
    case 'not-allowed':
      return { tone: 'warning', title: `现在不能${actionWord(failure.action)}`, detail: `办件现在是“${statusWords[failure.status]}”，这一步要在别的状态下办。办件没有变。` }
    case 'stale':
      return { tone: 'warning', title: '办件刚刚有了新变化，这一步没有办', detail: `屏幕已换成最新内容。${kept}请看过变化后再办一次。` }
    case 'unsettled':
      return {
        tone: 'warning',
        title: '有内容要先理清，这一步没有办',
        detail: [
          failure.conflicts.length > 0 ? `${failure.conflicts.map((path) => fieldLabel(path, lookup)).join('、')}有两种不同的填法，请先选定一种。` : '',
          failure.edition ? '改用的规则有两种，请先选定一种。' : '',
          failure.contested ? '办件状态有两种记录，请先选定一种。' : '',
          failure.marks > 0 ? `有 ${failure.marks} 处标记还没有人看过，请先看过并点“已阅”。` : '',
          failure.gaps > 0 ? `还缺 ${failure.gaps} 条别处的记录。` : '',
          kept,
        ].join(''),
      }
    case 'needs-upgrade':
      return { tone: 'warning', title: '这个办件在本机只能看，不能改', detail: `里面有更新版本的程序写的记录，一条也没有丢。${kept}请升级本机的程序，再来办。` }
    case 'erased':
      return { tone: 'warning', title: '这个办件已经依规定删除', detail: '本机只留下删除的记录，不能再办。别的办件没有变。' }
    case 'clock-not-confirmed':
      return { tone: 'warning', title: '电脑的日期没有确认', detail: failure.because === 'impossible' ? '那时还没有这个程序，日期一定不对。请改好电脑的日期和时间，提示会自动消失。' : '电脑的日期刚才又变了。请再看一眼提示里的日期，对了再点。' }
    case 'not-a-supervisor':
      return { tone: 'warning', title: '这一步要由负责人来办', detail: `办件没有变。请负责人在右上角选择自己，再办一次。` }
    case 'invalid-fact':
      return {
        tone: 'warning',
        title: `“${label(failure.fact)}”没有存上`,
        detail: `${factProblemText(failure.problem, unitOf(lookup, failure.fact))}${kept}`,
      }
    case 'still-open':
      return { tone: 'warning', title: `还有 ${failure.facts.length} 个问题没有答`, detail: `${failure.facts.slice(0, 5).map(label).join('、')}${failure.facts.length > 5 ? '等' : ''}答完才能定下事项，再受理。${kept}` }
    case 'missing-field':
      return { tone: 'warning', title: `还缺${decisionLabels[failure.path] ?? fieldLabel(failure.path, lookup)}`, detail: `请补上以后再办。${kept}` }
    case 'day-too-early':
      return { tone: 'warning', title: `${dayLabel(failure.path)}早了`, detail: `不能早于 ${dayText(failure.earliest)}。${kept}请改过日期再办。` }
    case 'nothing-to-print':
      return { tone: 'warning', title: `这个办件没有要写进${paperTitles[failure.paper]}的内容`, detail: '没有出具，也没有用掉编号，办件没有变。各事项怎么办，请看右边的办理结果。' }
    case 'not-undoable':
      return { tone: 'warning', title: '这一步不能撤销了', detail: `${undoWords[failure.because]}${kept}` }
    case 'missing-glyphs':
      return {
        tone: 'warning',
        title: `有 ${failure.characters.length} 个字打印不出来`,
        detail: `字库里没有 ${failure.characters.slice(0, 8).join(' ')}，为免文书缺字，没有出具，也没有用掉编号。请核对用字后再试。`,
      }
    case 'render-failed':
      return { tone: 'error', title: '文书没有做出来', detail: `办件和已取的编号都已记下，没有丢。请再试一次；还不行，请重新打开程序。（${failure.detail}）` }
    case 'disk':
      return diskText(failure)
    case 'no-printer':
      return { tone: 'warning', title: '这台电脑没有可用的打印机', detail: '文书已经出具，没有丢。可以先保存成文件，接好打印机后再打印。' }
    case 'print-failed':
      return { tone: 'warning', title: `打印机“${failure.printer}”没有接收`, detail: `文书已经出具，没有丢。请检查打印机是否开机、有纸，再打印一次；也可以先保存成文件。（${failure.detail}）` }
    case 'cancelled':
      return { tone: 'quiet', title: '已取消', detail: '什么也没有变。' }
    case 'pack-refused':
      return { tone: 'warning', title: '这个政策包没有采用', detail: `仍用原来的政策包，办件不受影响。问题：${failure.problems.slice(0, 3).join('；')}` }
    case 'server-refused':
      return { tone: 'warning', title: '没有采用这个服务器地址', detail: `${serverRefusals[failure.because]}本机的记录都在，原来的设置没有改动。` }
    case 'authority-refused':
      return { tone: 'warning', title: '没有采用这个证书文件', detail: `${authorityRefusalTexts[failure.because]}原来的设置没有改动。` }
    case 'scan-refused':
      return { tone: 'warning', title: '这个文件没有收', detail: `${scanRefusals[failure.because]}办件没有变，已收的都在。` }
    case 'scan-absent':
      return scanAbsenceText(failure.because)
    case 'stick-refused':
      return { tone: 'warning', ...stickRefusalText(failure.because) }
    case 'copy-refused':
      return { tone: 'warning', title: '第二份拷贝没有放到这里', detail: `${copyRefusals[failure.because]}已存的办件都在，文件夹里没有改动。` }
    case 'restore-refused':
      return { tone: 'warning', title: '没有恢复', detail: `${restoreRefusals[failure.because]}本机和拷贝里都没有改动。` }
  }
}

const scanRefusals: Readonly<Record<ScanRefusal, string>> = {
  empty: '文件是空的，一个字节也没有。请重新扫描，或换一个文件。',
  'too-large': '文件超过 10 MB。请把扫描仪的分辨率调低（300 dpi 就够），或把一份材料分成几个文件。',
  'unknown-kind': '只收 PDF、JPEG 和 PNG。请在扫描仪上改存成其中一种；光改文件名没有用。',
  'too-many-pixels': '图片太大，打开时电脑会吃不消。请把分辨率调低（300 dpi 就够）再扫一次。',
}

function scanAbsenceText(because: ScanAbsence): FailureSentence {
  switch (because.kind) {
    case 'no-server':
      return { tone: 'warning', title: '扫描件不在本机，现在打不开', detail: '它存在添加它的那台电脑上，本机没有连服务器。记录都在，没有丢；连上局里的服务器，或用 U 盘带过来以后，就能打开。' }
    case 'server': {
      const { title, detail } = serverFailureText(because.failure)
      return { tone: 'warning', title: '扫描件不在本机，没有取回来', detail: `${title}。${detail}记录都在，没有丢；联系上以后再点一次“打开”。` }
    }
    case 'not-sent-yet':
      return { tone: 'warning', title: '扫描件还没有传到服务器', detail: '添加它的那台电脑还没有传完。记录都在，没有丢；请过一会儿再打开。' }
    case 'wrong-bytes':
      return { tone: 'error', title: '取回来的不是原来的文件，没有采用', detail: '和登记的校验码不符，可能被改过或传坏了。本机什么也没有存。请告诉局里的管理员，并请添加它的窗口再传一次。' }
    case 'stopped':
      return { tone: 'quiet', title: '已停止', detail: '什么也没有变。' }
  }
}

const serverRefusals: Readonly<Record<ServerRefusal, string>> = {
  'no-address': '这不是一个服务器地址。请填以 https:// 开头的地址，账号和密码填在下面各自的格子里。',
  'not-encrypted': '这个地址没有加密，密码会被路上的人看到。请填以 https:// 开头的地址；没有的话，请联系维护人员。',
}

const copyRefusals: Readonly<Record<CopyRefusal, string>> = {
  'inside-data': '这个文件夹就在工作站自己的数据里，数据坏了它也跟着坏。请选另一块硬盘或 U 盘上的文件夹。',
  'folder-missing': '文件夹找不到了，可能 U 盘已拔出。请接好后重新选择。',
  full: '那里的空间不够。请换一个空间大的硬盘或 U 盘。',
  'not-writable': '那里不能写入。请打开 U 盘的写保护开关，或换一个文件夹。',
  foreign: '那里已经有另一台电脑写的、站号相同的拷贝。请换一个文件夹，并告诉维护人员：可能有两台电脑在用同一份数据。',
  unreliable: '写进去的内容读回来不一样，这个硬盘或 U 盘不可靠。请换一个。',
  other: '那里没有接收。请换一个文件夹再试。',
}

// The station names its own folders; anything else is a path the clerk chose.
const placeWords: Readonly<Record<string, string>> = { journal: '办件记录', papers: '文书', scans: '扫描件', draft: '未完的填写', packs: '政策包', server: '服务器的设置', office: '正式存档', practice: '演练存档' }

function diskText(failure: Extract<Failure, { kind: 'disk' }>): FailureSentence {
  const place = failure.place === '' ? '' : `（${placeWords[failure.place] ?? failure.place}）`
  switch (failure.problem) {
    case 'full':
      return { tone: 'error', title: '磁盘满了，没有存上', detail: `已存的都在，${kept}请腾出空间后再办这一步。${place}` }
    case 'read-only':
      return { tone: 'error', title: '这个位置不能写入，没有存上', detail: `已存的都在，${kept}请换一个文件夹，或请管理员开放写入。${place}` }
    case 'missing':
      return { tone: 'error', title: '要存的位置找不到了', detail: `已存的都在，${kept}可能是 U 盘已拔出或文件夹被移走，请换一个位置。${place}` }
    case 'taken-over':
      return { tone: 'error', title: '另一个程序接管了这份数据，没有存上', detail: `已存的都在，${kept}请关掉这个窗口，到另一个窗口或另一台电脑上接着办。${place}` }
    case 'other':
      return { tone: 'error', title: '磁盘没有接收，没有存上', detail: `已存的都在，${kept}请点“再存一次”；还不行，请告诉维护人员。${place}` }
  }
}

const undoWords: Readonly<Record<Extract<Failure, { kind: 'not-undoable' }>['because'], string>> = {
  'no-write': '它不是一次填写。',
  overtaken: '后来又改过这一处，请直接改成要的内容。',
  'not-here': '原来填的内容还没有收到，请直接改成要的内容。',
  'not-writable': '办件现在的状态不能再改这一处。',
}

/** What a decision needs beside its days, by the path that the main process names. */
const decisionLabels: Readonly<Record<string, string>> = { 'supplement.lacks': '要补正的内容', 'refuse.reason': '不予受理的理由', 'refuse.basis': '依据条款', 'withdraw.reason': '撤回原因', 'void.reason': '作废原因', 'suspend.reason': '中止原因', 'hand-over.unit': '接收单位', 'take-back.reason': '收回原因' }

/** Days of decisions, by the path that the main process names. */
const dayLabels: Readonly<Record<string, string>> = { acceptedOn: '受理日期', 'supplement.until': '补正期限', 'resubmit.receivedOn': '补正收到日期', 'refuse.refusedOn': '不予受理日期', 'suspend.on': '中止日期', 'resume.on': '恢复日期', 'hand-over.on': '移交日期', 'take-back.on': '收回日期', 'close.on': '办结日期' }

const dayLabel = (path: string): string => dayLabels[path] ?? '日期'

const actionWords: Readonly<Record<string, string>> = { accept: '受理', supplement: '一次性告知', resubmit: '收补正', refuse: '不予受理', suspend: '中止', resume: '恢复', 'hand-over': '移交', 'take-back': '收回', close: '办结', undo: '撤销', withdraw: '撤回', move: '改用别的规则', write: '改动内容', issue: '出具文书', print: '打印', save: '保存', void: '作废', note: '添加备注' }

function actionWord(action: string): string {
  return actionWords[action] ?? '办这一步'
}

function unitOf(lookup: PackLookup | null, name: string): string | undefined {
  const fact = lookup?.facts.get(name)
  return fact?.type === 'number' ? fact.unit : undefined
}
