import { expect, test } from 'vitest'
import { viewVerified } from '../../../renderer/words/verifiedText.ts'

const paper = { number: 'K7JCZ-E86DM2-0001', caseId: 'case-1', paper: 'acceptance-notice', reservedAt: '2026-03-02T09:00:00.000+08:00' } as const

test('what a code proves is said with what it does not prove', () => {
  const genuine = viewVerified({ kind: 'on-record', ...paper, isVoided: false })
  expect(genuine).toMatchObject({ tone: 'good', caseId: 'case-1' })
  expect(genuine.sentence).toBe('受理通知书 K7JCZ-E86DM2-0001，2026年3月2日由本机出具，核验码与记录一致。码没有签名，请再对一眼纸面内容。')
  for (const found of [{ kind: 'no-code' }, { kind: 'unknown', number: paper.number }, { kind: 'differs', ...paper }, { kind: 'on-record', ...paper, isVoided: true }] as const) {
    expect(viewVerified(found)).toMatchObject({ tone: 'warning' })
  }
})
