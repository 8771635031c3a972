import { withCode } from '../../electron/station/paperContent.ts'
import { acceptanceNotice } from '../../shared/output/acceptanceNotice.ts'
import { constructionPermit, planningPermit } from '../../shared/output/certificate.ts'
import { commitmentLetter } from '../../shared/output/commitmentLetter.ts'
import { comparisonSheet } from '../../shared/output/comparisonSheet.ts'
import { exemptionSlip } from '../../shared/output/exemptionSlip.ts'
import { materialReceipt, type ReceiptSource } from '../../shared/output/materialReceipt.ts'
import type { Block, PageDescription } from '../../shared/output/page.ts'
import type { PaperBasics } from '../../shared/output/paperFrame.ts'
import { paperPlaceholders, type WordingKind } from '../../shared/output/paperPlaceholders.ts'
import { processGuide } from '../../shared/output/processGuide.ts'
import { refusalNotice } from '../../shared/output/refusalNotice.ts'
import { supplementNotice } from '../../shared/output/supplementNotice.ts'
import { aNotice, anItem } from './notice.ts'
import { readXiamenPack } from './pack.ts'

const { pack } = await readXiamenPack()

const isWordingKind = (kind: string): kind is WordingKind => Object.hasOwn(paperPlaceholders, kind)
export const wordingKinds = Object.keys(paperPlaceholders).filter(isWordingKind)

/** A workshop in Xiang'an, as every paper begins. */
export function basicsFor(kind: WordingKind, changes: Partial<PaperBasics> = {}): PaperBasics {
  const paper = pack.papers.find((text) => text.kind === kind)
  if (!paper) throw new Error(`the built-in pack has no wording for ${kind}`)
  const { number, practice, station, operatorName, flowName, applicant, project, createdAt, clock, packLabel } = aNotice()
  return { paper, number: kind === 'comparison-sheet' ? null : number, practice, station, operatorName, flowName, applicant, project, createdAt, clock, packLabel, ...changes }
}

/** What is worth varying on every paper. */
export interface Content {
  readonly basics: Partial<PaperBasics>
  /** How many materials or items the lists have, where the paper has any. */
  readonly count: number
  /** Stands for every name, address, reason and remark of free text; `null`: ordinary ones. */
  readonly text: string | null
  /** Optional texts left empty. */
  readonly isSparse: boolean
}
const ordinary: Content = { basics: {}, count: 6, text: null, isSparse: false }

const sources: readonly ReceiptSource[] = [
  { kind: 'handed-in' },
  { kind: 'original-seen' },
  { kind: 'shared', from: '投资项目在线审批监管平台', number: '闽发改备〔2021〕F020123号' },
  { kind: 'waived', reason: '本案已由前序阶段核验' },
]

/** An ordinary paper of each kind, or one with the given contents. */
export function aPaper(kind: WordingKind, changes: Partial<Content> = {}): PageDescription {
  const { basics: changed, count, text, isSparse } = { ...ordinary, ...changes }
  const say = (usual: string): string => text ?? usual
  const maybe = (usual: string): string => (isSparse ? '' : say(usual))
  const filled = text === null ? {} : { applicant: { name: text, uscc: '91350200MA2XN1234X', agent: text, phone: '13800000000' }, project: { name: text, code: '2021-350213-34-03-012345', address: text } }
  const empty = isSparse ? { applicant: { name: say('李样例'), uscc: '', agent: '', phone: '' }, project: { name: say('老宅修缮'), code: '', address: '' }, flowName: '' } : {}
  const basics = basicsFor(kind, { ...filled, ...empty, ...changed })
  const many = <T>(make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))
  const materialName = (index: number): string => text ?? pack.materials[index % pack.materials.length]?.name_zh ?? ''
  const itemOf = (index: number) => pack.items[index % pack.items.length]
  const departments = '市资源规划局、市建设局'
  return withCode(build())

  function build(): PageDescription {
    switch (kind) {
      case 'acceptance-notice':
        return acceptanceNotice({ ...aNotice(), ...basics, items: many((index) => anItem({ name: text ?? itemOf(index)?.name_zh ?? '', department: itemOf(index)?.department ?? '', workingDays: index % 8, disposition: index % 2 === 0 ? 'commitment' : 'required' })) })
      case 'supplement-notice':
        return supplementNotice({
          ...basics,
          lacks: many((index) => ({ item: say(index % 2 === 0 ? '建设工程规划许可证核发' : '建筑工程施工许可证核发'), material: materialName(index + 8), problem: index % 3 === 1 ? 'unfit' : 'missing', requirement: index % 3 === 1 ? say('盖建设单位公章；图签日期与审查意见一致') : '' })),
          other: maybe('总平面图上请标注与北侧住宅的间距'),
          requestedOn: '2021-08-03',
          until: '2021-08-17',
          departments,
        })
      case 'refusal-notice':
        return refusalNotice({
          ...basics,
          items: isSparse ? [] : [say('建设工程规划许可证核发'), say('建筑工程施工许可证核发')],
          departments: isSparse ? '' : departments,
          reason: say('申请的建设项目位于工业园区规划二期范围，土地使用权尚未依法取得，不属于本窗口可以受理的情形。'),
          basis: maybe('《中华人民共和国行政许可法》第三十二条第一款第一项；《中华人民共和国城乡规划法》第四十条'),
          properWay: maybe('请先到翔安区自然资源分局办理国有建设用地使用权供应手续，取得用地批准后再申请。'),
          refusedOn: '2021-08-03',
        })
      case 'material-receipt':
        return materialReceipt({ ...basics, materials: many((index) => ({ name: materialName(index), originals: index % 4 === 0 ? 1 : 0, copies: index % 4 < 2 ? (index % 3) + 1 : 0, source: text !== null && index % 4 === 3 ? { kind: 'waived', reason: text } : (sources[index % 4] ?? { kind: 'handed-in' }) })), departments: isSparse ? '' : departments, receivedOn: '2021-08-03' })
      case 'commitment-letter':
        return commitmentLetter({
          ...basics,
          items: [
            { name: say('建设工程规划许可证核发'), department: '市资源规划局', basis: '方案第6条，任务22', certificate: '建设工程规划许可证' },
            { name: say('建筑工程施工许可证核发'), department: '市建设局', basis: '方案第6条，任务22', certificate: maybe('建筑工程施工许可证') },
          ],
          materials: many((index) => ({ name: materialName(index + 12), due: index % 3 === 0 ? { kind: 'to-follow', by: '2021-08-31' } : index % 3 === 1 ? { kind: 'handed-in' } : { kind: 'not-yet' } })),
          departments,
          preparedOn: '2021-08-03',
        })
      case 'exemption-slip':
        return exemptionSlip({
          ...basics,
          items: [
            { name: '建设工程规划许可证核发', reason: maybe('在原小区用地范围内没有新改扩建、不动主体结构，不用办建设工程规划许可证。'), basis: '方案第9条，任务30', facts: many((index) => ({ label: say(pack.facts[index % pack.facts.length]?.label_zh ?? ''), answer: '否' })) },
            { name: '质量安全监督手续', reason: '没有新改扩建、不动主体结构，不用办质量安全监督手续。', basis: '方案第9条，任务31', facts: [{ label: '新建、改建或者扩建建筑', answer: '否' }, { label: '主体结构变动', answer: '否' }] },
          ],
          duties: isSparse ? [] : [{ sentence: '虽然免办质量安全监督手续，但请建设实施单位向属地质量安全管理机构报备。', basis: '方案第9条，任务31' }, { sentence: say('免办手续的项目会接受事后抽查，发现不符合要求会责令及时改正。'), basis: '方案第9条，任务36' }],
          preparedOn: '2021-08-03',
        })
      case 'process-guide':
        return processGuide({
          ...basics,
          stages: pack.stages.flatMap((stage) => {
            const items = pack.items.filter((item) => item.stage === stage.id).slice(0, 4)
            return items.length === 0 ? [] : [{ name: stage.name_zh, items: items.map((item, index) => ({ ...anItem({ name: text ?? item.name_zh, department: item.department, workingDays: item.timeLimit.workingDays, parallel: item.parallel, sampleItem: item.sample, disposition: index === 3 ? 'exempt' : index === 1 ? 'commitment' : 'required' }), planned: isSparse ? null : { from: '2021-08-04', to: '2021-08-10' } })) }]
          }),
          materials: many((index) => ({ name: materialName(index), originals: index % 3 === 0 ? 1 : 0, copies: index % 2 === 0 ? 2 : 0, standing: ['已收', '待提交', '免交', '2021年8月31日前补交'][index % 4] ?? '', items: [say('建设工程规划许可证核发'), '建筑工程施工许可证核发'].slice(0, (index % 2) + 1) })),
          preparedOn: '2021-08-03',
        })
      case 'planning-permit':
        return planningPermit({
          ...basics,
          licence: {
            certNo: '建字第350213202100123号', builder: say('厦门海悦精密机械有限公司'), projectName: say('海悦精密机械厂房一期'), location: maybe('厦门市翔安区马巷街道舫山南路88号'), scale: maybe('厂房 2 栋、门卫 1 间'),
            landAreaM2: maybe('12600'), floorAreaM2: maybe('9860.5'), heightM: maybe('23.9'), storeys: maybe('地上 4 层，地下 0 层'), attachments: maybe('总平面图、建筑施工图、日照分析报告各 1 份'), authority: say('厦门市自然资源和规划局'), issuedOn: '2021-08-31',
          },
        })
      case 'construction-permit':
        return constructionPermit({
          ...basics,
          licence: {
            certNo: '350213202109030101', builder: say('厦门海悦精密机械有限公司'), projectName: say('海悦精密机械厂房一期'), address: maybe('厦门市翔安区马巷街道舫山南路88号'), scale: maybe('9860.5 平方米'), contractPrice: maybe('2680 万元'), contractPeriod: maybe('240 天'),
            surveyor: maybe('厦门样例岩土勘察院有限公司'), surveyorLead: maybe('陈堃'), designer: maybe('厦门样例建筑设计研究院有限公司'), designerLead: maybe('吴喆'), contractor: maybe('福建样例建设集团有限公司'), contractorLead: maybe('林㙍'), supervisor: maybe('厦门样例工程监理有限公司'), supervisorLead: maybe('黄𠮷'),
            authority: say('厦门市建设局'), issuedOn: '2021-09-03', remark: maybe('依法应当办理的其他手续见告知承诺书。'),
          },
        })
      case 'comparison-sheet':
        return comparisonSheet({
          ...basics,
          facts: [{ name: say('总建筑面积'), before: '10200\u00a0平方米', after: '9980\u00a0平方米' }, { name: '已上传勘察文件', before: isSparse ? null : '否', after: '是' }],
          flow: { before: '一般社会投资工业类', after: '社会投资简易低风险' },
          items: many((index) => ({ name: text ?? itemOf(index)?.name_zh ?? '', before: index % 2 === 0 ? '一般' : null, after: index % 2 === 0 ? '告知承诺' : '免予办理' })),
          materials: isSparse ? { more: [], fewer: [], open: 3 } : { open: 0, more: [say('告知承诺书')], fewer: [say('交通影响评价报告'), '施工图设计文件审查合格书'] },
          workingDays: { before: 31, after: isSparse ? null : 12 },
          preparedOn: '2021-08-03',
        })
    }
  }
}

/** Everything that blocks say, in its order on the page. */
export function textsOn(blocks: readonly Block[]): readonly string[] {
  return blocks.flatMap((block): readonly string[] => {
    switch (block.kind) {
      case 'title': return [...(block.over === undefined ? [] : [block.over]), block.text]
      case 'heading':
      case 'warning': return [block.text]
      case 'paragraph': return [block.spans.map((span) => span.text).join('')]
      case 'fields': return block.rows.flatMap((row) => [row.label, row.value])
      case 'table': return [...block.head, ...block.rows.flat()]
      case 'choice': return [block.label, ...block.options]
      case 'seal': return [block.office, block.date]
      case 'signature': return [block.label]
      case 'columns': return [...textsOn(block.left), ...textsOn(block.right)]
      case 'space': return []
    }
  })
}
