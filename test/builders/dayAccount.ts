import type { DayAccount } from '../../shared/contracts/dayClose.ts'

const number = (counter: number): string => `7KQ2M-A1B2C3-${String(counter).padStart(4, '0')}`

/** A day with something of everything, that adds up. */
export function aDayAccount(changes: Partial<DayAccount> = {}): DayAccount {
  return {
    day: '2026-03-02',
    head: { seq: 1234, chain: '0123456789abcdef'.repeat(4) },
    lines: [
      { kind: 'opened', entered: 3, confirmed: 2, waiting: 1, refused: 0, setAside: 0 },
      { kind: 'filled', entered: 48, confirmed: 40, waiting: 6, refused: 2, setAside: 0 },
      { kind: 'accepted', entered: 2, confirmed: 2, waiting: 0, refused: 0, setAside: 0 },
      { kind: 'numbered', entered: 3, confirmed: 3, waiting: 0, refused: 0, setAside: 0 },
      { kind: 'notes', entered: 2, confirmed: 1, waiting: 0, refused: 0, setAside: 1 },
    ],
    faults: [],
    doubtful: 0,
    server: { kind: 'set', isPaused: false, lastContactAt: '2026-03-02T17:28:00.000+08:00' },
    waiting: [
      { caseId: 'case-0002', entries: 2, because: { kind: 'refused', reason: 'too large' } },
      { caseId: 'case-0003', entries: 7, because: { kind: 'due' } },
    ],
    numbers: [
      { number: number(7), paper: 'acceptance-notice', caseId: 'case-0001', stage: 'made' },
      { number: number(8), paper: 'material-receipt', caseId: 'case-0001', stage: 'voided' },
      { number: number(9), paper: 'material-receipt', caseId: 'case-0001', stage: 'made' },
    ],
    voidedEarlier: [number(4)],
    nextNumber: number(10),
    closings: [{ event: '1'.repeat(32), day: '2026-03-02', at: '2026-03-02T17:30:00.000+08:00', operatorName: '李敏', head: { seq: 1230, chain: 'fe'.repeat(32) }, lines: [], isBalanced: true }],
    since: 2,
    ...changes,
  }
}

export const dayCaseNames: Readonly<Record<string, string>> = { 'case-0001': '集美大道办公楼（样例）', 'case-0002': '灌口仓库（样例）', 'case-0003': '先锋智造产业园三期标准厂房及配套研发办公综合楼（样例）' }
