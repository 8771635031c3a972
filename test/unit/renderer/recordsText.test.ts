import { describe, expect, test } from 'vitest'
import { copyText, restoreEffect } from '../../../renderer/words/copyText.ts'
import { checkText as checkedText } from '../../../renderer/words/recordsText.ts'
import { sizeText } from '../../../renderer/words/sizeText.ts'
import { troubleText } from '../../../renderer/words/troubleText.ts'
import type { CopyStatus, RestoreOffer } from '../../../shared/contracts/copy.ts'
import type { Recovery, RecoveryFinding, Trouble } from '../../../shared/contracts/records.ts'
import { clockDoubts } from '../../../shared/domain/clockTrust.ts'
import { findingWords, verdictText } from '../../../shared/output/recoveryWords.ts'

const today = '2026-03-02'
const moment = '2026-03-02T10:42:07+08:00'

describe('a trouble', () => {
  const troubles: readonly Trouble[] = [
    ...(['full', 'read-only', 'missing', 'taken-over', 'other'] as const).map((problem): Trouble => ({ kind: 'refused', problem, since: moment })),
    { kind: 'reserve-used', since: moment },
    { kind: 'low-space', level: 'early', freeBytes: 900_000_000 },
    { kind: 'low-space', level: 'stop', freeBytes: 200_000_000 },
    ...(['missing', 'full', 'read-only', 'foreign', 'other'] as const).map((problem): Trouble => ({ kind: 'copy-failed', problem, lastDoneAt: moment })),
    { kind: 'copy-failed', problem: 'missing', lastDoneAt: null },
    ...clockDoubts.map((because): Trouble => ({ kind: 'clock-doubtful', because, today: '2036-03-02', latest: moment })),
    { kind: 'others-lost', records: 3 },
  ]
  test.each(troubles)('says what still works, that nothing saved is lost, and what to do: %j', (trouble) => {
    const { title, detail } = troubleText(trouble, today, true)
    expect(title).toMatch(/[。？]$/)
    expect(detail).toMatch(/照常|搜索/)
    expect(detail).toMatch(/都在/)
    expect(detail).toMatch(/请|插好/)
  })

  test('asks to save again only where something waits', () => {
    const refused: Trouble = { kind: 'refused', problem: 'full', since: moment }
    expect(troubleText(refused, today, true).detail).toContain('再存一次')
    expect(troubleText(refused, today).detail).not.toContain('再存一次')
  })
})

describe('a recovery', () => {
  const findings: readonly RecoveryFinding[] = [
    { kind: 'tail-cut', bytes: 11 },
    { kind: 'records-skipped', seqs: [7, 8], copy: '/data/aside' },
    { kind: 'put-back', behind: 3 },
    { kind: 'copied', from: 'other-machine' },
    { kind: 'copied', from: 'other-folder' },
    { kind: 'restored', records: 57, aside: '/data/before' },
  ]
  const after = (...found: readonly RecoveryFinding[]): Recovery => ({ id: '7K2M9Q', at: moment, findings: found, records: 55, read: null })

  test.each(findings)('has all four sentences: %j', (finding) => {
    for (const sentence of Object.values(findingWords(finding))) expect(sentence).not.toBe('')
  })

  test('begins with whether anything is missing', () => {
    expect(verdictText(after({ kind: 'tail-cut', bytes: 11 }))).toBe('已保存的记录一条不缺。')
    expect(verdictText(after({ kind: 'tail-cut', bytes: 11 }, { kind: 'records-skipped', seqs: [7, 8], copy: '' }))).toBe('缺 2 条记录，其余的都在。')
    expect(verdictText(after({ kind: 'put-back', behind: 3 }))).toBe('有 3 条以前存过的记录不在这里。')
    expect(verdictText(after({ kind: 'restored', records: 57, aside: null }))).toBe('拷贝里的记录一条不缺。')
  })
})

describe('a check', () => {
  const check = { at: moment, records: 55, bytes: 1000, newlyMissing: [], fromOthers: { records: 20, newlyMissing: [] } }
  const checkText = (known: Partial<Parameters<typeof checkedText>[0]>, on: string) => checkedText({ lastCheck: check, records: 55, missing: [], missingFromOthers: 0, ...known }, on)
  test('that found all whole says so and when', () => {
    expect(checkText({ lastCheck: check, records: 55, missing: [] }, today)).toEqual({ tone: 'good', title: '55 条记录全部完好', detail: '今天 10:42 检查。' })
  })
  test('does not call whole what has long been lost', () => {
    expect(checkText({ lastCheck: check, records: 57, missing: [7, 8] }, today)).toMatchObject({ tone: 'warning', title: '55 条记录完好，另有 2 条以前就读不出来' })
  })
  test('names what it has found bad', () => {
    expect(checkText({ lastCheck: { ...check, newlyMissing: [9] }, records: 56, missing: [] }, today).detail).toContain('记录编号：9。')
  })
  test('tells what came from others and can be had again apart from what was done here', () => {
    expect(checkText({ missingFromOthers: 2 }, today)).toEqual({ tone: 'warning', title: '本窗口的 55 条记录全部完好', detail: '今天 10:42 检查。从别处收到的记录有 2 条读不出来：对方那里还有，会重新收取；从U盘收到的，请再导入一次。' })
  })
  test('that has not been made is not claimed', () => {
    expect(checkText({ lastCheck: null, records: 55, missing: [] }, today)).toMatchObject({ tone: 'plain', title: '55 条记录' })
  })
})

describe('a second copy', () => {
  const on = (now: Extract<CopyStatus, { kind: 'on' }>['now'], lastDoneAt: string | null = moment): CopyStatus => ({ kind: 'on', folder: '/stick', lastDoneAt, now })
  test('is complete only when it is', () => {
    expect(copyText(on({ kind: 'up-to-date' }), today)).toMatchObject({ tone: 'good', title: '全部拷好了' })
    for (const now of [{ kind: 'waiting' }, { kind: 'running', doneFiles: 1, totalFiles: 9 }, { kind: 'failed', problem: 'full' }, { kind: 'paused' }] as const) expect(copyText(on(now), today).tone).not.toBe('good')
    expect(copyText(on({ kind: 'waiting' }, null), today).detail).toBe('还没有全部拷过一次。')
  })

  test('says how many records a restore would be short of', () => {
    const offer: RestoreOffer = { id: 'a'.repeat(24), folder: '/stick', station: '0'.repeat(16), named: null, lastDoneAt: moment, records: 50, cases: 4, papers: 0, bytes: 1000, missing: [], here: { kind: 'same-station', records: 57 } }
    expect(restoreEffect(offer)).toContain('比拷贝多 7 条')
    expect(restoreEffect({ ...offer, here: { kind: 'same-station', records: 50 } })).not.toContain('比拷贝多')
    expect(restoreEffect({ ...offer, here: { kind: 'other-station', records: 9 } })).toContain('另一个站点')
  })
})

test.each([
  [0, '0 字节'],
  [1023, '1023 字节'],
  [1024, '1\u00a0KB'],
  [43_900_000, '42\u00a0MB'],
  [1_600_000_000, '1.5\u00a0GB'],
])('%i bytes are %s', (bytes, text) => {
  expect(sizeText(bytes)).toBe(text)
})
