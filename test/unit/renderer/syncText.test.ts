import { describe, expect, test } from 'vitest'
import { asideTexts, clockDriftText, clockStandText, contactText, databaseText, footText, recentDaysText, waitingText } from '../../../renderer/words/syncText.ts'
import { authorityRefusalTexts, authorityStand, fingerprintText, validityText } from '../../../renderer/words/authorityText.ts'
import { serverFailureText } from '../../../renderer/words/serverFailureText.ts'
import { type AuthorityCertificate, asideReasons, authorityRefusals, certificateProblems, type Contact, type ServerFailure, type SyncFiles, type SyncState, type WaitingReason } from '../../../shared/contracts/sync.ts'

const today = '2026-03-02'
const soon = '2026-03-02T10:42:07.000+08:00'
const counts = { confirmed: 3, waiting: 0, refused: 0, records: 0, setAside: 0, held: 0, deleted: 0 }
const noFiles: SyncFiles = { waiting: 0, bytes: 0, refused: 0, because: null }
const on = (contact: Contact, changed: Partial<typeof counts> = {}, files = noFiles) =>
  ({ kind: 'on', url: 'https://office.example/', account: 'jimei-1', authority: [], contact, lastContactAt: null, clockAheadMs: null, waiting: [], files, counts: { ...counts, ...changed } }) satisfies SyncState

const failures: readonly ServerFailure[] = [
  { kind: 'offline' },
  ...(['redirect', 'no-json', 'no-couchdb', 'no-http', 'no-tls', ...certificateProblems] as const).map((because): ServerFailure => ({ kind: 'not-our-server', because })),
  { kind: 'unauthorised' },
  { kind: 'forbidden' },
  { kind: 'gone' },
  { kind: 'too-large' },
  { kind: 'busy', retryAfterMs: 1000 },
  { kind: 'server-error', status: 500 },
  ...(['not-json', 'too-long', 'too-deep', 'shape'] as const).map((because): ServerFailure => ({ kind: 'unreadable', because })),
]
const contacts: readonly Contact[] = [
  { kind: 'paused' },
  { kind: 'beginning' },
  { kind: 'sending', done: 1, total: 3 },
  { kind: 'reading', done: 1, total: null, pace: null },
  { kind: 'reading', done: 1, total: null, pace: { perMinute: 900, leftMs: null } },
  { kind: 'reading', done: 1, total: 2000, pace: { perMinute: 900, leftMs: 130_000 } },
  { kind: 'in-step' },
  { kind: 'in-step', lacksDistrict: true },
  ...failures.map((because): Contact => ({ kind: 'out-of-contact', because, tryAgainAt: soon })),
  { kind: 'out-of-contact', because: { kind: 'unauthorised' }, tryAgainAt: null },
  ...(['full', 'read-only', 'missing', 'taken-over', 'other'] as const).map((problem): Contact => ({ kind: 'disk-refused', problem, tryAgainAt: null })),
]
const reasons: readonly WaitingReason[] = [
  { kind: 'not-due' },
  { kind: 'due' },
  { kind: 'not-opened' },
  { kind: 'no-database', database: 'cases-jimei-2026' },
  { kind: 'no-access', database: 'stations' },
  { kind: 'refused', reason: 'forbidden: sender is not the user' },
  { kind: 'refused', reason: '' },
]
const authority: AuthorityCertificate = { name: '样例机构', organisation: null, issuer: null, validUntil: '2026-03-20T00:00:00.000Z', fingerprint: '0123456789ABCDEF'.repeat(4) }
/** Latin letters are no words for a clerk. */
const code = /[A-Za-z_]{2,}/

describe('how it stands with the server', () => {
  test.each(contacts)('in Chinese words alone: %j', (contact) => {
    const { title, detail } = contactText(on(contact, { records: 4, waiting: 1 }), today)
    const foot = footText(on(contact, { records: 4, waiting: 1 }), 4, true).text
    for (const words of [title, detail, foot]) {
      expect(words).not.toMatch(code)
      expect(words).not.toBe('')
    }
    expect(detail).toMatch(/。$/)
  })

  test.each(contacts.filter(({ kind }) => kind === 'out-of-contact' || kind === 'disk-refused'))('a trouble says that nothing is lost and when it goes on: %j', (contact) => {
    const { tone, detail } = contactText(on(contact), today)
    expect(tone).toBe('warning')
    expect(detail).toMatch(/都在|都写在/)
    // Where the disk takes nothing at all, work does not go on as usual.
    expect(/可以照常办理/.test(detail)).toBe(contact.kind !== 'disk-refused' || contact.problem === 'full')
    expect(detail).toMatch(/自动再试/)
  })

  test('a disk that takes nothing is called what it is, and only a full one is to be given room', () => {
    const said = (['full', 'read-only', 'missing', 'taken-over', 'other'] as const).map((problem) => contactText(on({ kind: 'disk-refused', problem, tryAgainAt: soon }), today))
    expect(new Set(said.map(({ title }) => title)).size).toBe(5)
    expect(said.map(({ title, detail }) => /空间/.test(title + detail))).toEqual([true, false, false, false, false])
    expect(new Set((['full', 'read-only', 'missing', 'taken-over', 'other'] as const).map((problem) => footText(on({ kind: 'disk-refused', problem, tryAgainAt: soon }), 0, true).text)).size).toBe(5)
  })

  test.each([
    [null, ''],
    [{ perMinute: 0, leftMs: null }, ''],
    [{ perMinute: 1200, leftMs: null }, '每分钟约 1\u202f200 份。'],
    [{ perMinute: 1200, leftMs: 40_000 }, '每分钟约 1\u202f200 份，还要不到 1 分钟。'],
    [{ perMinute: 1200, leftMs: 61_000 }, '每分钟约 1\u202f200 份，还要约 2 分钟。'],
    [{ perMinute: 20, leftMs: 3 * 3_600_000 }, '每分钟约 20 份，还要约 3 小时。'],
  ] as const)('how fast it reads and how long that will take: %j', (pace, words) => {
    const { title, detail } = contactText(on({ kind: 'reading', done: 400, total: 20_000, pace }), today)
    expect([title, detail]).toEqual(['正在收取 400 / 20\u202f000', `${words}正在收取别的窗口办的件，可以照常办理，也可以暂停；暂停不会丢，下次从停下的地方接着收。`])
  })

  test('where a person has to act it does not promise to try by itself', () => {
    const { detail } = contactText(on({ kind: 'out-of-contact', because: { kind: 'unauthorised' }, tryAgainAt: null }), today)
    expect(detail).toContain('不会自动再试')
    expect(contactText(on({ kind: 'out-of-contact', because: { kind: 'offline' }, tryAgainAt: soon }), today).detail).toContain('将在 10:42:07 自动再试')
  })

  test('an account of another district is told, though all that it may send is sent', () => {
    expect(contactText(on({ kind: 'in-step', lacksDistrict: true }), today)).toMatchObject({ tone: 'warning', title: '已经联系上，但这个账号没有本区的权限' })
  })

  test('a pause holds up what others did as well, and says so', () => {
    expect(contactText(on({ kind: 'paused' }), today).detail).toContain('别的窗口办的件也不收')
  })

  test('is never good while one is refused, or waits', () => {
    expect(contactText(on({ kind: 'in-step' }), today)).toMatchObject({ tone: 'good', title: '全部上传好了' })
    expect(contactText(on({ kind: 'in-step' }, {}, { ...noFiles, waiting: 2 }), today)).toMatchObject({ tone: 'plain', title: '办件都传好了，还有 2 份扫描件没有传' })
    expect(footText(on({ kind: 'in-step' }, {}, { ...noFiles, waiting: 2 }), 0, true)).toEqual({ tone: 'amber', text: '2 份扫描件待上传' })
    expect(contactText(on({ kind: 'in-step' }, {}, { ...noFiles, waiting: 2, refused: 1 }), today).tone).toBe('warning')
    expect(contactText(on({ kind: 'in-step' }, { waiting: 2, refused: 2, records: 5 }), today)).toMatchObject({ tone: 'warning', title: '已经联系上，有 2 份没有传成' })
    expect(contactText(on({ kind: 'in-step' }, { waiting: 3, refused: 2, records: 5 }), today).detail).not.toContain('别的都已上传')
    expect(contactText(on({ kind: 'in-step' }, { waiting: 1, records: 1 }), today).title).not.toContain('全部')
  })

  test.each(failures)('says something of its own for %j', (failure) => {
    const { title, detail } = serverFailureText(failure)
    expect(title).not.toMatch(/。$/)
    expect(detail).toMatch(/。$/)
  })
  test('a portal, another server and each wrong certificate are told apart', () => {
    const titles = (['no-json', 'no-couchdb', 'no-tls', ...certificateProblems] as const).map((because) => serverFailureText({ kind: 'not-our-server', because }).title)
    expect(new Set(titles).size).toBe(titles.length)
  })
})

describe('the foot line', () => {
  test('without a server it is a single machine, with or without a network', () => {
    expect(footText({ kind: 'off' }, 12_000, true).text).toBe('单机运行 · 12\u202f000 条记录待上传')
    expect(footText({ kind: 'off' }, 3, false).text).toBe('单机运行 · 网络已断开 · 3 条记录待上传')
  })
  test('before anybody knows it claims nothing', () => {
    expect(footText(null, 3, true)).toEqual({ tone: 'amber', text: '3 条记录待上传' })
  })
  test('it is green only where the server was there, and has refused nothing', () => {
    const green = contacts.filter((contact) => footText(on(contact, { refused: 0 }), 0, true).tone === 'good')
    expect(green).toEqual([{ kind: 'in-step' }])
    expect(footText(on({ kind: 'in-step' }, { held: 8 }), 0, true)).toEqual({ tone: 'amber', text: '全部上传好了 · 8 个办件等负责人' })
    expect(footText(on({ kind: 'in-step' }, { refused: 1, waiting: 1, records: 2 }), 2, true)).toEqual({ tone: 'wrong', text: '1 份没有传成 · 2 条记录待上传' })
  })
})

describe('why something waits', () => {
  test.each(reasons.flatMap((because) => contacts.map(({ kind }) => ({ because, kind }))))('in Chinese words alone: %j', ({ because, kind }) => {
    const { title, detail } = waitingText(because, kind)
    for (const words of [title, detail]) expect(words).not.toMatch(code)
  })
  test('a refusal has a way on, and the server’s own words for whoever looks after it', () => {
    const refused = waitingText({ kind: 'refused', reason: 'forbidden: sender is not the user' }, 'in-step')
    expect(refused).toMatchObject({ tone: 'warning', title: '服务器没有收下', quote: 'forbidden: sender is not the user' })
    expect(refused.detail).toContain('账号')
    expect(refused.detail).toContain('现在上传')
    expect(waitingText({ kind: 'refused', reason: 'oops' }, 'in-step').detail).toContain('原话')
    expect(waitingText({ kind: 'refused', reason: '' }, 'in-step').quote).toBeNull()
  })
  test('what is due waits for what it waits for', () => {
    const details = (['paused', 'out-of-contact', 'sending', 'in-step'] as const).map((kind) => waitingText({ kind: 'due' }, kind).detail)
    expect(new Set(details).size).toBe(4)
  })
  test.each([
    ['cases-jimei-2026', '集美区 2026 年办件'],
    ['cases-nowhere-2027', '这个区 2027 年办件'],
    ['stations', '站点资料'],
  ])('%s is a place that people know', (database, words) => {
    expect(databaseText(database)).toBe(words)
  })
})

test('what was set aside has a reason in words, each its own', () => {
  const words = asideReasons.map((reason) => asideTexts[reason])
  for (const word of words) expect(word).not.toMatch(code)
  expect(new Set(words).size).toBe(asideReasons.length)
})

test('how the clock stands to the server’s is always said', () => {
  expect(clockStandText(null)).toBe('还没有和服务器核对过')
  expect(clockStandText(-90_000)).toBe('和服务器一致')
  expect(clockStandText(3 * 60_000)).toBe('比服务器慢约 3 分钟')
})

test.each([
  [null, null],
  [90_000, null],
  [3 * 60_000, '慢约 3 分钟。办理、上传和办件的先后都不受影响'],
  [10 * 60_000, '慢约 10 分钟'],
  [-10 * 60_000, '快约 10 分钟'],
  [5 * 3_600_000, '慢约 5 小时'],
  [-365 * 86_400_000, '快约 365 天，请改好电脑的日期和时间'],
])('a clock that is %s ms behind the server’s', (aheadMs, words) => {
  const text = clockDriftText(aheadMs)
  if (words === null) expect(text).toBeNull()
  else expect(text).toContain(words)
})

test('of which days the account by kind is, and what it leaves out', () => {
  expect(recentDaysText({ from: today, to: today, isCut: false })).toMatchObject({ title: '今天录入的，各类到了哪里', foot: expect.not.stringContaining('更早') })
  expect(recentDaysText({ from: '2026-02-17', to: today, isCut: true })).toMatchObject({ title: '2026年2月17日以来录入的，各类到了哪里', foot: expect.stringContaining('更早的也有没传上去的') })
})

describe('the authority whose certificates are believed', () => {
  test('a certificate of nobody known names the way out: who has it, and who chooses it where', () => {
    for (const because of ['certificate-of-nobody-known', 'certificate-self-signed'] as const) {
      const said = (chosen: readonly AuthorityCertificate[]) => contactText({ ...on({ kind: 'out-of-contact', because: { kind: 'not-our-server', because }, tryAgainAt: soon }), authority: chosen }, today)
      expect(said([]).detail).toContain('请向管理员索取机构证书，由负责人在“设置”里选上。')
      expect(said([authority])).toMatchObject({ title: '服务器的证书不是选定的机构签发的，没有连接', detail: expect.stringContaining('请向管理员索取新的机构证书，由负责人在“设置”里换上。') })
    }
  })

  test('of one that has run out it is said, and not of the server’s; one of two is enough', () => {
    const stand = (day: string, ...others: readonly AuthorityCertificate[]) => serverFailureText({ kind: 'not-our-server', because: 'certificate-expired' }, authorityStand([authority, ...others], day)).title
    expect(stand('2026-03-20')).toBe('服务器的证书过期了，没有连接')
    expect(stand('2026-03-21')).toBe('选定的机构证书过期了，没有连接')
    expect(stand('2026-03-21', { ...authority, validUntil: '2036-03-20T00:00:00.000Z' })).toBe('服务器的证书过期了，没有连接')
  })

  test('how long it holds is said, and warned of in the last month', () => {
    expect(validityText(authority, '2026-02-18')).toEqual({ isUrgent: false, text: '到2026年3月20日为止' })
    expect(validityText(authority, '2026-02-19')).toEqual({ isUrgent: true, text: '到2026年3月20日为止，快到期了，请向局里的管理员要新的' })
    expect(validityText(authority, '2026-03-21')).toEqual({ isUrgent: true, text: '2026年3月20日已过期，请向局里的管理员要新的' })
  })

  test('a fingerprint stands in groups of four', () => {
    expect(fingerprintText('0123456789AB')).toBe('0123 4567 89AB')
  })

  test.each(authorityRefusals)('%s says what to do', (because) => {
    expect(authorityRefusalTexts[because]).toMatch(/请.*。$/)
  })
})
