import type { CaseRow } from '../../shared/contracts/ipc.ts'

/** A row of a list. */
export function aRow(changed: Partial<CaseRow> & Pick<CaseRow, 'id'>): CaseRow {
  return {
    status: 'intake',
    theme: null,
    updatedAt: '2026-03-02T09:00:00.000+08:00',
    openedAt: '2026-03-02T09:00:00.000+08:00',
    projectName: '集美大道办公楼（样例）',
    projectCode: '',
    applicantName: '厦门样例置业有限公司',
    openedBy: 'limin',
    operatorName: '李敏',
    papers: [],
    acceptedOn: null,
    promisedOn: null,
    supplementUntil: null,
    flow: null,
    isUnsettled: false,
    ...changed,
  }
}
