import { describe, expect, test } from 'vitest'
import { dayTable, dayVerdict, faultText, journalHeadText } from '../../shared/output/dayWords.ts'
import { aDayAccount } from '../builders/dayAccount.ts'

const line = (counts: Partial<ReturnType<typeof aDayAccount>['lines'][number]>) => [{ kind: 'filled' as const, entered: 5, confirmed: 0, waiting: 0, refused: 0, setAside: 0, ...counts }]

describe('the sentence over a day', () => {
  test.each([
    ['all is confirmed', aDayAccount({ lines: line({ confirmed: 5 }) }), 'good', '对得上：录入 5 项，服务器都已确认'],
    ['some waits', aDayAccount({ lines: line({ confirmed: 3, waiting: 2 }) }), 'plain', '对得上：录入 5 项，其中 2 项还没有得到服务器确认'],
    ['all of it waits', aDayAccount({ lines: line({ waiting: 5 }), server: { kind: 'none' } }), 'plain', '对得上：录入 5 项，都还没有得到服务器确认'],
    ['nothing was entered', aDayAccount({ lines: [] }), 'plain', '这一天没有录入'],
    ['one is missing', aDayAccount({ lines: line({ confirmed: 4 }) }), 'alarm', '对不上，请先看下面写的原因'],
    ['the sums agree and a record is lost', aDayAccount({ lines: line({ confirmed: 5 }), faults: [{ kind: 'lost', records: 1 }] }), 'alarm', '对不上，请先看下面写的原因'],
  ] as const)('%s', (_, account, tone, title) => {
    expect(dayVerdict(account)).toMatchObject({ tone, title })
  })

  test('says what was refused, that a pause is one, and that without a server everything is here', () => {
    expect(dayVerdict(aDayAccount({ lines: line({ confirmed: 3, refused: 2 }) })).detail).toContain('有 2 项没有传成')
    expect(dayVerdict(aDayAccount({ lines: line({ waiting: 5 }), server: { kind: 'set', isPaused: true, lastContactAt: null } })).detail).toContain('上传已暂停')
    expect(dayVerdict(aDayAccount({ lines: line({ waiting: 5 }), server: { kind: 'none' } })).detail).toContain('全部在本机等着')
  })
})

test('every reason why a day does not add up says what to do', () => {
  for (const fault of [{ kind: 'unaccounted', entries: 1 }, { kind: 'doubled', entries: 1 }, { kind: 'unknown', records: 1 }, { kind: 'lost', records: 1 }, { kind: 'number-gap', numbers: ['A-B-0001'] }, { kind: 'changed', before: 2, after: 1 }, { kind: 'another-chain', seq: 9 }] as const) expect(faultText(fault)).toMatch(/请.+。$/)
})

test('the figures end with their sum, and the head of the journal is short enough to be read out', () => {
  expect(dayTable(aDayAccount().lines).at(-1)).toMatchObject({ word: '合计', entered: 58, confirmed: 48, waiting: 7, refused: 2, setAside: 1 })
  expect(journalHeadText(aDayAccount().head)).toBe('第\u00a01234\u00a0条 · 01234567')
})
