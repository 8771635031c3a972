import type { RecentAccount } from '../../shared/contracts/dayClose.ts'
import type { DiskProblem } from '../../shared/contracts/ipc.ts'
import type { AsideReason, Contact, ReadingPace, ServerFailure, SyncState, WaitingReason } from '../../shared/contracts/sync.ts'
import { districtWords } from '../../shared/domain/databases.ts'
import { authorityStand } from './authorityText.ts'
import { clockText, dayText, momentText } from './dayText.ts'
import { numberText } from './numberText.ts'
import { serverFailureText } from './serverFailureText.ts'
import { sizeText } from './sizeText.ts'

type SyncOn = Extract<SyncState, { kind: 'on' }>

export interface SyncSentence {
  readonly tone: 'good' | 'warning' | 'plain'
  readonly title: string
  readonly detail: string
}

const safe = '记录都在本机，没有丢，可以照常办理。'

/** How the exchange with the office's server stands. `today`: `YYYY-MM-DD`, in China. */
export function contactText({ authority, contact, counts, files, lastContactAt }: Pick<SyncOn, 'authority' | 'contact' | 'counts' | 'files' | 'lastContactAt'>, today: string): SyncSentence {
  switch (contact.kind) {
    case 'paused':
      return { tone: 'warning', title: '上传已暂停', detail: `${safe}暂停时别的窗口办的件也不收。点“继续”接着传、接着收。` }
    case 'beginning':
      return { tone: 'plain', title: '还没有联系服务器', detail: `几秒钟内自动联系。${safe}` }
    case 'sending':
      return { tone: 'plain', title: `正在上传 ${numberText(contact.done)} / ${numberText(contact.total)}`, detail: '可以照常办理，也可以暂停；暂停不会丢，下次从停下的地方接着传。' }
    case 'reading':
      return { tone: 'plain', title: readingTitle(contact), detail: `${paceText(contact.pace)}正在收取别的窗口办的件，可以照常办理，也可以暂停；暂停不会丢，下次从停下的地方接着收。` }
    case 'sending-files':
      return { tone: 'plain', title: `正在上传扫描件 ${filesProgressText(contact)}`, detail: '办件已经传过了。可以照常办理，也可以暂停；断了、停了都从传到的地方接着传。' }
    case 'in-step':
      if (contact.lacksDistrict === true) return { tone: 'warning', title: '已经联系上，但这个账号没有本区的权限', detail: `本区的办件传不上去，别的窗口办的也收不到。请核对“设置”里的账号是不是本区的；是的，请局里的管理员开通，再点“现在上传”。${safe}` }
      if (counts.refused > 0) return { tone: 'warning', title: `已经联系上，有 ${numberText(counts.refused)} 份没有传成`, detail: `${counts.waiting === counts.refused ? '别的都已上传。' : ''}${safe}每一份为什么没有传成、怎么办，写在“上传”页的“还没有上传的”里。` }
      if (counts.waiting > 0) return { tone: 'plain', title: '已经联系上，刚写的还没有传', detail: `一份停笔约半分钟后自动上传；着急就点“现在上传”。${safe}` }
      if (files.refused > 0) return { tone: 'warning', title: `办件都传好了，有 ${numberText(files.refused)} 份扫描件没有传成`, detail: '扫描件还在本机，没有丢，传成以前不会删。下面写着为什么没有传成、怎么办。' }
      if (files.waiting > 0) return { tone: 'plain', title: `办件都传好了，还有 ${numberText(files.waiting)} 份扫描件没有传`, detail: '扫描件在办件后面自动上传；着急就点“现在上传”。传成以前一直留在本机。' }
      return { tone: 'good', title: '全部上传好了', detail: '服务器逐份确认过；别的窗口办的件也都收到了。' }
    case 'out-of-contact': {
      const { title, detail } = serverFailureText(contact.because, authorityStand(authority, today))
      // An address that has never answered may never have been one.
      const typed = contact.because.kind === 'offline' && lastContactAt === null ? '也可能地址填错了，请核对“设置”里的地址。' : ''
      return { tone: 'warning', title, detail: `${detail}${typed}${safe}${againText(contact.tryAgainAt, today)}` }
    }
    case 'disk-refused': {
      const { title, detail } = diskText(contact.problem)
      return { tone: 'warning', title, detail: `${detail}${againText(contact.tryAgainAt, today)}` }
    }
  }
}

const filesProgressText = ({ doneBytes, totalBytes }: Extract<Contact, { kind: 'sending-files' }>): string => `${sizeText(doneBytes)} / ${sizeText(totalBytes)}`

function readingTitle({ done, total }: Extract<Contact, { kind: 'reading' }>): string {
  return total === null ? `正在收取，已收 ${numberText(done)}` : `正在收取 ${numberText(done)} / ${numberText(total)}`
}

/** How fast it goes and how long it will take; nothing while that can't be told. */
function paceText(pace: ReadingPace | null): string {
  if (pace === null || pace.perMinute < 1) return ''
  const speed = `每分钟约 ${numberText(pace.perMinute)} 份`
  return pace.leftMs === null ? `${speed}。` : `${speed}，还要${waitText(pace.leftMs)}。`
}
function waitText(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  if (minutes <= 1) return '不到 1 分钟'
  return minutes < 120 ? `约 ${numberText(minutes)} 分钟` : `约 ${numberText(Math.round(minutes / 60))} 小时`
}

/** Why nothing of others can be kept here, and what to do. */
function diskText(problem: DiskProblem): { readonly title: string; readonly detail: string } {
  switch (problem) {
    case 'full':
      return { title: '本机磁盘没有空间收取别处的办件', detail: '空间先留给您自己办的件。已存的都在，可以照常办理。请腾出磁盘空间。' }
    case 'read-only':
      return { title: '数据文件夹不能写入，别处的办件收不进来', detail: '已存的都在。请维护人员开放写入。' }
    case 'missing':
      return { title: '数据文件夹不见了，别处的办件收不进来', detail: '显示过“已保存”的都写在那个文件夹里。请确认磁盘已接好、文件夹没有被移走。' }
    case 'taken-over':
      return { title: '另一个程序接管了这份数据，这里不再收取和上传', detail: '已存的都在。请关掉这个窗口，到另一个窗口或另一台电脑上接着办。' }
    case 'other':
      return { title: '磁盘没有接收，别处的办件收不进来', detail: '已存的都在。请告诉维护人员检查磁盘。' }
  }
}

function againText(tryAgainAt: string | null, today: string): string {
  if (tryAgainAt === null) return '处理好以前不会自动再试；处理好后点“现在上传”。'
  const moment = momentText(tryAgainAt, today)
  return `将在 ${moment.startsWith('今天') ? clockText(tryAgainAt) : moment} 自动再试。`
}

/** Why something is not at the server yet. `quote`: the server's own words, for whoever looks after it. */
export interface WaitingSentence {
  readonly tone: 'warning' | 'plain'
  readonly title: string
  readonly detail: string
  readonly quote: string | null
}

export function waitingText(because: WaitingReason, contact: Contact['kind']): WaitingSentence {
  switch (because.kind) {
    case 'not-due':
      return plainly('刚写过', '停笔约半分钟后自动上传')
    case 'due':
      return dueText(contact)
    case 'not-opened':
      return { tone: 'warning', title: '缺开头', detail: '这个办件的开头还没有收到，不知道该传到哪里；收到后自动上传。', quote: null }
    case 'no-database':
      return { tone: 'warning', title: '服务器没有准备好', detail: `服务器上没有放${databaseText(because.database)}的地方。请局里的管理员建好，再点“现在上传”。`, quote: null }
    case 'no-access':
      return { tone: 'warning', title: '账号没有权限', detail: `这个账号不能写${databaseText(because.database)}。请局里的管理员开通，再点“现在上传”。`, quote: null }
    case 'refused':
      return { tone: 'warning', title: '服务器没有收下', detail: `${refusalText(because.reason)}一小时后自动再试；处理好了可以马上点“现在上传”。等不及，可以用U盘带走。`, quote: because.reason.trim() === '' ? null : because.reason }
  }
}

const plainly = (title: string, detail: string): WaitingSentence => ({ tone: 'plain', title, detail, quote: null })

function dueText(contact: Contact['kind']): WaitingSentence {
  switch (contact) {
    case 'paused':
      return plainly('已暂停', '点“继续”后上传')
    case 'out-of-contact':
      return plainly('等联系上', '联系上服务器后自动上传')
    case 'sending':
      return plainly('在路上', '正在上传，等服务器确认')
    case 'beginning':
    case 'reading':
    case 'sending-files':
    case 'in-step':
    case 'disk-refused':
      return plainly('轮到了', '下次联系时上传，点“现在上传”就马上传')
  }
}

/** Of which days the account by kind is, and what it counts. */
export function recentDaysText({ from, to, isCut }: Pick<RecentAccount, 'from' | 'to' | 'isCut'>): { readonly title: string; readonly foot: string } {
  return {
    title: from === to ? '今天录入的，各类到了哪里' : `${dayText(from)}以来录入的，各类到了哪里`,
    foot: `和“日结”一样，一处、一个决定、一个号各算一项。${from === to ? '' : '从还有没传上去的那一天算起。'}${isCut ? '更早的也有没传上去的，见“还没有上传的”。' : ''}扫描件这里算登记，文件传到哪里见最上面。`,
  }
}

/** What the server's own words come to. They are those of `server/design`, or of CouchDB. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [/sender is not the user/, '上面写的账号和登录的账号不一样。请核对“设置”里的账号。'],
  [/too large|too many events/, '有一条内容太大。请告诉局里的管理员。'],
  [/never changes|forged|conflict/, '服务器上同一个位置已经有别的内容。请告诉局里的管理员。'],
  [/only the role|not retention|unauthorized|who is writing/, '这个账号没有写入的权限。请局里的管理员开通。'],
  [/unknown version|unknown field|not an id|hint is|canonical text|no events/, '服务器和本机的程序版本对不上。请告诉局里的管理员。'],
]
const refusalText = (reason: string): string =>
  reason.trim() === '' ? '服务器没有说为什么。请告诉局里的管理员。' : (refusals.find(([form]) => form.test(reason))?.[1] ?? '服务器说的原因程序看不懂。请把服务器的原话告诉局里的管理员。')

/** A database of the office's server, as a place that people know. */
export function databaseText(database: string): string {
  const [, word, year] = /^cases-([a-z]+)-(\d{4})$/.exec(database) ?? []
  const district = Object.entries(districtWords).find(([, other]) => other === word)?.[0]
  if (year !== undefined) return `${district ?? '这个区'} ${year} 年办件`
  return database === 'stations' ? '站点资料' : '这类资料'
}

/** What arrived and does not count. */
export const asideTexts: Readonly<Record<AsideReason, string>> = {
  'too-large': '太大，超过了允许的大小',
  'not-canonical': '写法不合规定',
  'wrong-name': '内容和它的校验码不符，可能被改过',
  'unknown-shape': '格式不认识',
  'not-json': '读不出来',
  'too-deep': '格式太复杂',
  'another-stream': '放错了地方，写的是别的办件或站点',
  'another-station': '写的是别的站点的资料，只有那个站点自己能写',
  'forbidden-key': '里面有不允许的内容',
  malformed: '格式不对',
  'newer-version': '是更新版本的程序写的，本机升级后会自动再读',
  'forged-id': '编号和内容不符',
}

/** What became of all that was set aside, and what to do. */
export const asideFoot = '搁置的原样留着，不算进办件，也不影响别的；程序升级后，服务器来的会自动再读，U盘带来的请再读一次那个文件。一直在，请把编号告诉局里的管理员。'

/** Where server and computer disagree by more than this, people are told. */
const worthTellingMs = 2 * 60_000

/** By more than this a day on a paper may be another one. */
const wrongDayMs = 24 * 60 * 60_000

const isFarOff = (clockAheadMs: number | null): clockAheadMs is number => clockAheadMs !== null && Math.abs(clockAheadMs) >= worthTellingMs

/** How the computer's clock stands to the server's, in a few words. */
export function clockStandText(clockAheadMs: number | null): string {
  if (clockAheadMs === null) return '还没有和服务器核对过'
  return isFarOff(clockAheadMs) ? `比服务器${driftText(clockAheadMs)}` : '和服务器一致'
}

/** What to do about it; `null` where the two clocks agree well enough, or nobody knows. */
export function clockDriftText(clockAheadMs: number | null): string | null {
  if (!isFarOff(clockAheadMs)) return null
  const said = `本机的时间比服务器${driftText(clockAheadMs)}`
  return Math.abs(clockAheadMs) < wrongDayMs ? `${said}。办理、上传和办件的先后都不受影响；方便时请对准电脑的时间。` : `${said}，请改好电脑的日期和时间。上传和办件的先后不受影响。`
}

function driftText(clockAheadMs: number): string {
  const minutes = Math.round(Math.abs(clockAheadMs) / 60_000)
  const long = minutes < 120 ? `${numberText(minutes)} 分钟` : minutes < 48 * 60 ? `${numberText(Math.round(minutes / 60))} 小时` : `${numberText(Math.round(minutes / (24 * 60)))} 天`
  return `${clockAheadMs > 0 ? '慢' : '快'}约 ${long}`
}

/** The foot line's words. `unsent`: records; `isOnline`: the computer has some network. */
export function footText(state: SyncState | null, unsent: number, isOnline: boolean): { readonly tone: 'good' | 'amber' | 'wrong'; readonly text: string } {
  const waits = `${numberText(unsent)} 条记录待上传`
  if (state === null) return { tone: 'amber', text: waits }
  if (state.kind === 'off') return { tone: 'amber', text: `${isOnline ? '单机运行' : '单机运行 · 网络已断开'} · ${waits}` }
  const { contact, counts, files } = state
  const rest = counts.records === 0 ? '没有待上传的记录' : `${numberText(counts.records)} 条记录待上传`
  switch (contact.kind) {
    case 'paused':
      return { tone: 'amber', text: `上传已暂停 · ${rest}` }
    case 'beginning':
      return { tone: 'amber', text: `还没有联系服务器 · ${rest}` }
    case 'sending':
      return { tone: 'amber', text: `正在上传 ${numberText(contact.done)} / ${numberText(contact.total)}` }
    case 'reading':
      return { tone: 'amber', text: `${readingTitle(contact)} · ${rest}` }
    case 'sending-files':
      return { tone: 'amber', text: `正在上传扫描件 ${filesProgressText(contact)}` }
    case 'in-step':
      if (contact.lacksDistrict === true) return { tone: 'wrong', text: `账号没有本区的权限 · ${rest}` }
      if (files.refused > 0 && counts.records === 0) return { tone: 'wrong', text: `${numberText(files.refused)} 份扫描件没有传成` }
      if (files.waiting > 0 && counts.records === 0) return { tone: 'amber', text: `${numberText(files.waiting)} 份扫描件待上传` }
      if (counts.refused > 0) return { tone: 'wrong', text: `${numberText(counts.refused)} 份没有传成 · ${rest}` }
      return footInStep(counts.records === 0 ? '全部上传好了' : `已联系上 · ${rest}`, counts.held)
    case 'out-of-contact':
      return { tone: contact.because.kind === 'offline' || contact.because.kind === 'busy' ? 'amber' : 'wrong', text: `${footFailures[contact.because.kind]} · ${rest}` }
    case 'disk-refused':
      return { tone: 'wrong', text: `${diskFootTexts[contact.problem]} · ${rest}` }
  }
}

/** What waits for a supervisor is told wherever people are: nobody looks for it while all is green. */
const footInStep = (text: string, held: number): { readonly tone: 'good' | 'amber'; readonly text: string } =>
  held === 0 ? { tone: 'good', text } : { tone: 'amber', text: `${text} · ${numberText(held)} 个办件等负责人` }

const diskFootTexts: Readonly<Record<DiskProblem, string>> = {
  full: '磁盘满，别处的办件收不进来',
  'read-only': '数据文件夹不能写入',
  missing: '数据文件夹不见了',
  'taken-over': '另一个程序接管了这份数据',
  other: '磁盘没有接收，别处的办件收不进来',
}

const footFailures: Readonly<Record<ServerFailure['kind'], string>> = {
  offline: '联系不上服务器',
  'not-our-server': '应答的不是局里的服务器',
  unauthorised: '服务器不认账号或密码',
  forbidden: '账号没有权限',
  gone: '服务器没有准备好',
  'too-large': '服务器不收',
  busy: '服务器正忙',
  'server-error': '服务器出了错',
  unreadable: '服务器的回答不完整',
}
