import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { Comparison } from '../../../shared/domain/assessment.ts'
import type { NumberFact } from '../../../shared/domain/pack.ts'
import { changesOf, changeText } from '../../../renderer/words/changeText.ts'
import { clockText, dayText, momentText, readDay } from '../../../renderer/words/dayText.ts'
import { failureText } from '../../../renderer/words/failureText.ts'
import { gainsOf } from '../../../renderer/words/limitText.ts'
import { numberText, readNumber, shortQuantityText } from '../../../renderer/words/numberText.ts'
import { answerText, clauseText } from '../../../renderer/words/policyText.ts'
import { checkUscc, usccWarning } from '../../../renderer/words/uscc.ts'

const floorArea: NumberFact = { name: 'totalFloorArea', type: 'number', label_zh: '总建筑面积', question_zh: '总建筑面积是多少平方米？', group: 'project', askWhen: 'true', answeredBy: 'applicant', unit: '平方米', min: 0, decimals: 2 }

test('numbers stand in groups of three with thin spaces that never break', () => {
  expect(numberText(10_200)).toBe('10\u202f200')
  expect(numberText(999)).toBe('999')
  expect(numberText(1_234_567.5)).toBe('1\u202f234\u202f567.5')
})

test('where room is short, square metres are one sign', () => {
  expect(shortQuantityText(10_000, '平方米')).toBe('10\u202f000 ㎡')
  expect(answerText(floorArea, 10_000, 'full')).toBe('10\u202f000 平方米')
})

test.each([
  ['10200', 10_200],
  ['10 200', 10_200],
  ['１０２００．５', 10_200.5],
  ['10,200', 10_200],
])('typed %s is read as a number', (typed, value) => {
  expect(readNumber(typed)).toBe(value)
})

test.each(['', '约1万', '1e4', '10200㎡', '.', 'Infinity'])('typed "%s" is no number', (typed) => {
  expect(readNumber(typed)).toBeNull()
})

test('a number shown can be typed back', () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 1e9 }), (value) => readNumber(numberText(value)) === value))
})

test.each([
  ['2021-8-3', '2021-08-03'],
  ['20210803', '2021-08-03'],
  ['2021年8月3日', '2021-08-03'],
  ['8-3', '2026-08-03'],
  ['8月3日', '2026-08-03'],
  ['今天', '2026-11-24'],
])('typed %s is the day %s', (typed, day) => {
  expect(readDay(typed, '2026-11-24')).toBe(day)
})

test.each(['2021-02-30', '13-1', '明天', '2021'])('typed %s is no day', (typed) => {
  expect(readDay(typed, '2026-11-24')).toBeNull()
})

test('days and moments are said in Chinese time', () => {
  expect(dayText('2021-08-03')).toBe('2021年8月3日')
  expect(clockText('2026-11-24T02:42:07.120Z')).toBe('10:42:07')
  expect(momentText('2026-11-24T02:42:07Z', '2026-11-24')).toBe('今天 10:42')
  expect(momentText('2026-11-23T18:00:00Z', '2026-11-24')).toBe('今天 02:00')
  expect(momentText('2026-08-03T02:42:07Z', '2026-11-24')).toBe('8月3日 10:42')
  expect(momentText('2025-08-03T02:42:07Z', '2026-11-24')).toBe('2025年8月3日 10:42')
})

test('a credit code is held against its check character', () => {
  // A code whose check character was computed by hand from GB 32100-2015.
  expect(checkUscc('91350100M000100Y43')).toEqual({ kind: 'fits' })
  expect(checkUscc('91350100m000100y43 ')).toEqual({ kind: 'fits' })
  expect(checkUscc('91350100M000100Y44')).toEqual({ kind: 'wrong-check' })
  expect(checkUscc('91350100M000100Y4')).toEqual({ kind: 'wrong-length', length: 17 })
  expect(checkUscc('9135010OM000100Y43')).toEqual({ kind: 'wrong-character', character: 'O' })
  expect(checkUscc('  ')).toEqual({ kind: 'empty' })
})

test('a doubtful credit code is a warning that lets the clerk go on', () => {
  expect(usccWarning(checkUscc('91350100M000100Y44'))).toContain('可以先保存')
  expect(usccWarning(checkUscc(''))).toBeNull()
})

test('clauses of the body and of the closing parts have their names', () => {
  expect(clauseText(5)).toBe('第5条')
  expect(clauseText('org-3')).toBe('组织实施（3）')
  expect(clauseText(null)).toBeNull()
})

test('what the last answer changed is said in a word', () => {
  expect(changeText('merged', 'required')).toBe('不再合并')
  expect(changeText('exempt', 'commitment')).toBe('不再免办')
  expect(changeText('required', 'commitment')).toBe('原为需办理')
  expect(changeText('absent', 'required')).toBe('新增')
  expect(changeText('required', 'required')).toBeNull()
})

const comparison = (items: Comparison['items'], fewer: readonly string[] = []): Comparison => ({ flow: null, items, materials: [], rules: [], papers: { more: [], fewer, unsure: [] } })

test('an item that was only possible and turns out not to apply is no news', () => {
  const { marked, gone } = changesOf(comparison([{ id: 'eia', before: 'open', after: 'absent' }, { id: 'planning-permit', before: 'required', after: 'absent' }, { id: 'joint-acceptance', before: 'open', after: 'exempt' }]))
  expect(gone).toEqual(['planning-permit'])
  expect([...marked]).toEqual([['joint-acceptance', '已定']])
})

test('gains at a bound leave out what is still open', () => {
  expect(gainsOf(comparison([{ id: 'a', before: 'required', after: 'commitment' }, { id: 'b', before: 'absent', after: 'open' }], ['form']))).toBe('1 个事项改为告知承诺，少 1 份材料')
})

const failures: { readonly [K in Failure['kind']]: Extract<Failure, { kind: K }> } = {
  malformed: { kind: 'malformed', path: 'fields.0', problem: 'x' },
  'not-set-up': { kind: 'not-set-up' },
  'not-signed-in': { kind: 'not-signed-in' },
  'already-set-up': { kind: 'already-set-up' },
  'unknown-case': { kind: 'unknown-case', caseId: 'c' },
  'unknown-paper': { kind: 'unknown-paper', number: '甲-1' },
  'not-allowed': { kind: 'not-allowed', action: 'accept', status: 'withdrawn' },
  stale: { kind: 'stale', heads: [] },
  unsettled: { kind: 'unsettled', contested: false, conflicts: ['project.name'], edition: false, gaps: 2, marks: 0 },
  'needs-upgrade': { kind: 'needs-upgrade' },
  erased: { kind: 'erased' },
  'not-a-supervisor': { kind: 'not-a-supervisor' },
  'clock-not-confirmed': { kind: 'clock-not-confirmed', because: 'impossible' },
  'invalid-fact': { kind: 'invalid-fact', fact: 'totalFloorArea', problem: { kind: 'not-an-integer' } },
  'still-open': { kind: 'still-open', facts: ['maxHeight'] },
  'scan-refused': { kind: 'scan-refused', because: 'unknown-kind' },
  'scan-absent': { kind: 'scan-absent', because: { kind: 'wrong-bytes' } },
  'missing-field': { kind: 'missing-field', path: 'applicant.name' },
  'day-too-early': { kind: 'day-too-early', path: 'close.on', earliest: '2026-03-02' },
  'nothing-to-print': { kind: 'nothing-to-print', paper: 'exemption-slip' },
  'not-undoable': { kind: 'not-undoable', because: 'overtaken' },
  'missing-glyphs': { kind: 'missing-glyphs', characters: ['𬭸'] },
  'render-failed': { kind: 'render-failed', detail: 'x' },
  disk: { kind: 'disk', problem: 'full', place: '' },
  'no-printer': { kind: 'no-printer' },
  'print-failed': { kind: 'print-failed', printer: '柜台打印机', detail: 'x' },
  cancelled: { kind: 'cancelled' },
  'pack-refused': { kind: 'pack-refused', problems: ['x'] },
  'stick-refused': { kind: 'stick-refused', because: 'damaged' },
  'authority-refused': { kind: 'authority-refused', because: 'expired' },
  'server-refused': { kind: 'server-refused', because: 'not-encrypted' },
  'copy-refused': { kind: 'copy-refused', because: 'full' },
  'restore-refused': { kind: 'restore-refused', because: 'no-copy' },
}

test.each(Object.values(failures))('$kind is said in sentences: what happened, and what is safe or to be done', (failure) => {
  const { title, detail } = failureText(failure, null)
  expect(title).toMatch(/\p{Script=Han}{3,}/u)
  expect(title).not.toMatch(/[a-z]{4,}/)
  expect(detail).toMatch(/没有变|没有丢|还在|请|都在|不受影响|仍用/u)
})

test('a refusal names what is missing in the words of the form', () => {
  expect(failureText(failures['missing-field'], null).title).toBe('还缺申请人（建设单位）')
  expect(failureText(failures['not-allowed'], null)).toMatchObject({ title: '现在不能受理', detail: expect.stringContaining('已撤回') })
})
