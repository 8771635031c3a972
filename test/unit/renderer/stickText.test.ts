import { expect, test } from 'vitest'
import { placeText, takenText, unnamedText, writtenText } from '../../../renderer/words/stickText.ts'
import type { StickPreview, StickTaken } from '../../../shared/contracts/stick.ts'

const from = { code: '7KQ2M', stationName: '大篷车一号', district: '集美区' }
const counts = { fresh: 3, known: 2, aside: [], erasures: 0 }
const preview = (changed: Partial<StickPreview>): StickPreview => ({
  id: '0'.repeat(32),
  from,
  madeAt: '2026-03-02T09:00:00.000+08:00',
  number: 4,
  content: 'unconfirmed',
  notes: [],
  isRepeat: false,
  unread: [],
  cases: [],
  counts: { ...counts, cases: 1, packs: 0, freshPacks: 0, scans: 0, freshScans: 0 },
  ...changed,
})
const gap = { caseId: 'a-case-of-ours', fresh: 3, known: 0, gaps: 2 }

test('a gap leads to the files that were never read; without a gap nobody has to look for them', () => {
  expect(placeText(preview({ unread: [2, 3], cases: [gap] }))).toEqual({ tone: 'warning', text: '有办件缺记录。第 2、3 个文件还没有读过，缺的可能在里面；先读哪个都可以。' })
  expect(placeText(preview({ cases: [gap] })).tone).toBe('warning')
  expect(placeText(preview({ unread: [2, 3] }))).toEqual({ tone: 'plain', text: '第 2、3 个文件没有在本机读过，但这个文件里没有缺的，不用去找。' })
})

test('a file that was read before says so', () => {
  expect(placeText(preview({ isRepeat: true, counts: { ...preview({}).counts, fresh: 0 } })).text).toContain('已经读过')
})

const taken: StickTaken = { from, number: 4, counts: { ...counts, packs: 0, refusedPacks: 0, scans: 0 }, cases: [{ caseId: gap.caseId, gaps: 2 }], caseCount: 1, isStopped: false }
test('the result is what happened: new, known, set aside, still missing', () => {
  expect(takenText(taken)).toMatchObject({ title: '已导入', lines: [expect.stringContaining('新收 3 条记录，1 个办件有变化；本机已有 2 条'), expect.stringContaining('1 个办件还缺记录')] })
  expect(takenText({ ...taken, counts: { ...taken.counts, fresh: 0 } }).title).toBe('本机早就有了，没有变化')
  expect(takenText({ ...taken, counts: { ...taken.counts, aside: [{ reason: 'newer-version', count: 1 }] } }).lines.join('')).toContain('升级后请再读一次这个文件')
  expect(takenText({ ...taken, counts: { ...taken.counts, refusedPacks: 1 } }).lines.join('')).toContain('没有通过检查，没有收')
  expect(takenText({ ...taken, isStopped: true }).lines.join('')).toContain('再读一次就接着导入')
})

test('carried is never said to be uploaded', () => {
  const words = writtenText({ name: 'caravan-desk-7KQ2M-A1B2C3-20260302-1.age', folder: '/stick', bytes: 3000, cases: 1, events: 4, packs: 0, scans: 0, isNoted: true })
  expect(words.title).toBe('可以拔出U盘了')
  expect(words.note).toContain('带走不等于上传')
})

test('a case whose records are here is never called new for want of its name', () => {
  expect(unnamedText(0)).toBe('本机还没有的办件')
  expect(unnamedText(12)).not.toContain('没有的办件')
})
