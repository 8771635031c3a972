import type { AcceptanceNoticeInput } from '../../shared/output/acceptanceNotice.ts'
import type { ItemLine } from '../../shared/output/itemWords.ts'
import type { PaperText } from '../../shared/domain/pack.ts'
import { readXiamenPack } from './pack.ts'

const { pack } = await readXiamenPack()

export function noticeWording(): PaperText {
  const paper = pack.papers.find(({ kind }) => kind === 'acceptance-notice')
  if (!paper) throw new Error('the built-in pack has no wording for the notice of acceptance')
  return paper
}

export function anItem(changes: Partial<ItemLine> = {}): ItemLine {
  return { name: '建设工程规划许可证核发', disposition: 'commitment', parallel: false, department: '市资源规划局', workingDays: 3, sampleLimit: true, sampleItem: false, ...changes }
}

/** An ordinary notice of a workshop in Xiang'an with two items. */
export function aNotice(changes: Partial<AcceptanceNoticeInput> = {}): AcceptanceNoticeInput {
  return {
    paper: noticeWording(),
    number: 'CVX01-7KQ2MA-0123',
    practice: false,
    station: { name: '翔安区工程建设项目大篷车受理窗口', district: '翔安区', code: 'CV01' },
    operatorName: '陈晓明',
    flowName: '社会投资简易低风险',
    applicant: { name: '厦门海悦精密机械有限公司', uscc: '91350200MA2XN1234X', agent: '林淑芬', phone: '13800000000' },
    project: { name: '海悦精密机械厂房一期', code: '2021-350213-34-03-012345', address: '厦门市翔安区马巷街道舫山南路88号' },
    acceptance: { receivedOn: '2021-08-02', acceptedOn: '2021-08-03', promisedOn: '2021-08-31', workingDays: 20 },
    items: [anItem(), anItem({ name: '建筑工程施工许可证核发', disposition: 'required', department: '市建设局' })],
    materials: { received: 12, shared: 0, waivedHere: 0, toFollow: 2, missing: 0, waived: 3 },
    createdAt: '2021-08-03T02:15:00.000Z',
    clock: 'ok',
    packLabel: '厦建改办〔2021〕2号 · 1.0.0',
    ...changes,
  }
}
