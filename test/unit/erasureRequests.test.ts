import { expect, test } from 'vitest'
import { findPlainProblem } from '../../electron/app/plainRequest.ts'
import { erasureRequests, mostErasuresAtOnce } from '../../shared/contracts/erasures.ts'

const named = (count: number) => Array.from({ length: count }, (_, at) => ({ caseId: `0000-${String(at).padStart(31, '0')}`, erasure: 'ab'.repeat(16) }))
const isTaken = (request: unknown): boolean => erasureRequests['erasure:refuse']().safeParse(request).success

test('as many erasures as are listed at once can be decided at once, and no more', () => {
  const most = { erasures: named(mostErasuresAtOnce), reason: '误'.repeat(500) }
  expect([findPlainProblem(most), isTaken(most)]).toEqual([null, true])
  expect([isTaken({ ...most, erasures: named(mostErasuresAtOnce + 1) }), isTaken({ ...most, erasures: [] })]).toEqual([false, false])
})

test.each([['nothing', ' \n'], ['too much', '误'.repeat(501)], ['half a character, which no record takes', '误删\ud800']])('a reason that is %s is refused at the door', (_, reason) => {
  expect(isTaken({ erasures: named(1), reason })).toBe(false)
  expect(isTaken({ erasures: named(1), reason: '误删' })).toBe(true)
})
