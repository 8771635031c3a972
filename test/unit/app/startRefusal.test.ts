import { expect, test } from 'vitest'
import { describeRefusal } from '../../../electron/app/startRefusal.ts'
import type { DeskRefusal } from '../../../electron/station/desk.ts'

const refusals: readonly DeskRefusal[] = [
  { kind: 'newer-format', format: 9 },
  { kind: 'journal-missing' },
  { kind: 'disk', problem: 'full', place: 'journal' },
  { kind: 'disk', problem: 'read-only', place: 'journal' },
  { kind: 'disk', problem: 'missing', place: 'journal' },
  { kind: 'disk', problem: 'other', place: 'journal' },
  { kind: 'pack-refused', problems: ['rules.json: r7 names an unknown fact'] },
]

test('each refusal to start has sentences of its own, and says what to do', () => {
  const texts = refusals.map((refusal) => describeRefusal(refusal, '/data').text)
  expect(new Set(texts).size).toBe(refusals.length)
  for (const text of texts) expect(text).toMatch(/请/)
})

test('a missing journal is never answered with a fresh start', () => {
  expect(describeRefusal({ kind: 'journal-missing' }, '/data').text).toMatch(/没有新建.*\/data$/)
})

test('a pack with a hundred problems still fits a message', () => {
  const problems = Array.from({ length: 100 }, (_, index) => `rules.json: r${index}`)
  expect(describeRefusal({ kind: 'pack-refused', problems }, '/data').text.split('\n').length).toBeLessThan(12)
})
