import { anExample } from '../builders/pack.ts'
import { daysAgo, type Stage } from './stage.ts'

const project = '低风险厂房'
const builder = '厦门样例实业有限公司'
const name = '集美三号厂房（样例）'
const address = '集美区灌口镇样例路 3 号'

/** From the first question to the outcome, with what lies beside it: limits, what-if, reasons, flow chart. */
export async function askLowRisk(stage: Stage): Promise<void> {
  const { clerk, page, pack } = stage
  const facts = anExample(pack, 's01', { buildingType: 'workshop', totalFloorArea: 10_000, industrialProject: true, onCommitmentNegativeList: false })
  stage.album.begin('低风险厂房：从第一问到办理结果')
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(facts, 'totalFloorArea')
  await clerk.type({ totalFloorArea: 10_200 })
  await stage.show('超过 10 000 平方米：差多少、调整后会怎样')
  await page.keyboard.press('F6')
  await stage.showDialog('假设一下：两种结果并排看（F6）')
  await clerk.answer(facts, 'eiaBuildingClass')
  await clerk.type(facts)
  await stage.show('问到一半：右边的结果随着回答长出来', 'intake')
  await clerk.answer(facts)
  await stage.show('问完：事项、办理方式和材料都已确定')
  await page.getByRole('region', { name: '办理结果' }).getByRole('button', { name: /^告知承诺 建设工程规划许可证核发/ }).press('Enter')
  await stage.show('为什么：规则、可念给申请人听的一句话、条款、任务和用到的回答')
  await page.keyboard.press('Escape')
  await page.locator('.answered').getByRole('button', { name: /总建筑面积/ }).click()
  await page.keyboard.press('F6')
  await page.getByLabel('假设的值').fill('12000')
  await stage.keepSheet('假设对照单.pdf', () => page.getByRole('button', { name: '保存对照单' }).click())
  await page.getByLabel('假设的值').scrollIntoViewIfNeeded()
  await stage.showDialog('假设大一点会怎样；对照单可以保存、打印，不编号')
  await clerk.answer(facts)
  await page.getByRole('button', { name: '流程图' }).click()
  await stage.showDialog('办理流程图：阶段、并行的事项、部门和日期', 'flow-chart')
}

/** People, materials in several ways, and the papers an applicant takes home before the acceptance. */
export async function takeInLowRisk(stage: Stage): Promise<void> {
  const { clerk, page, pack } = stage
  stage.album.begin('低风险厂房：材料和受理前的文书')
  await clerk.fillProfile({ 项目名称: name, 项目代码: '2105-350211-04-01-000127', 建设地址: address, '申请人（建设单位）': builder, 经办人: '王样例', 联系电话: '0592-0000000' })
  await stage.show('项目与申请人')
  await clerk.goToMaterials()
  const wanted = await clerk.wantedMaterials()
  const shared = pack.materials.find((material) => wanted.includes(material.name_zh) && material.shareableFrom !== undefined)?.name_zh ?? ''
  const later = wanted[wanted.indexOf(shared) + 1] ?? ''
  await clerk.receiveAllMaterials()
  await clerk.setMaterial(shared, '共享免交')
  await page.getByLabel(`${shared}编号`).first().fill('样例〔2026〕18号')
  await page.keyboard.press('Enter')
  await clerk.setMaterial(later, '容缺')
  await clerk.waitUntilSaved()
  await stage.show('材料：收件、共享免交（带编号）、容缺', 'materials')
  await clerk.openStep('文书')
  for (const title of ['办事流程与材料清单', '告知承诺书', '材料接收凭证']) await stage.issueAndKeep(title, project)
  await stage.show('受理前的文书')
}

/** Accepted; the clock stops once; two licences are copied out; handed over and closed. */
export async function finishLowRisk(stage: Stage): Promise<void> {
  const { clerk, page } = stage
  stage.album.begin('低风险厂房：受理、时限、证照、移交、办结')
  await page.getByRole('button', { name: '受理…' }).click()
  await stage.showDialog('受理前核对')
  await clerk.accept({ receivedOn: daysAgo(9), acceptedOn: daysAgo(8) })
  await stage.issueAndKeep('受理通知书', project, 'notice')
  await stage.show('受理通知书已编号', 'papers')

  const suspend = await clerk.decide('中止时限')
  await suspend.getByLabel('中止原因').fill('专家评审')
  await suspend.getByLabel('从哪天起中止').fill(daysAgo(7))
  await stage.show('中止时限')
  await clerk.confirmDecision(suspend, '中止时限')
  await stage.show('时限停着，办件页和列表都看得见')
  const resume = await clerk.decide('恢复时限')
  await resume.getByLabel('从哪天起恢复').fill(daysAgo(2))
  await stage.show('恢复时限：共停了几个工作日，办结日期顺延到哪天')
  await clerk.confirmDecision(resume, '恢复时限')

  const planning = '建设工程规划许可证（打印件）'
  await clerk.openTab('文书')
  await clerk.openPaper(planning)
  await page.getByRole('button', { name: '带入项目与申请人' }).click()
  await clerk.typeLicence({ 证号: '建字第350211202600018号（样例）', 建设规模: '地上 3 层，工业厂房 1 栋', '用地面积（平方米）': '8600', '建筑面积（平方米）': '10000', '建筑高度（米）': '18.6', 层数: '3', 附图及附件名称: '总平面图、各层平面图（样例）', 发证机关: '厦门市自然资源和规划局集美分局（样例）', 发证日期: daysAgo(1) })
  await stage.show('建设工程规划许可证：照原件录入，项目与申请人直接带入')
  await stage.issueAndKeep(planning, project, 'certificate')

  const away = await clerk.decide('移交')
  await away.getByLabel('接收单位').fill('市建')
  await page.getByTitle('市建设局', { exact: true }).click()
  await stage.show('移交')
  await clerk.confirmDecision(away, '确认移交')

  const construction = '建筑工程施工许可证（打印件）'
  await clerk.openTab('文书')
  await clerk.openPaper(construction)
  await page.getByLabel('证照数据文件').setInputFiles({ name: '施工许可证.csv', mimeType: 'text/csv', buffer: Buffer.from(constructionPermit()) })
  await page.getByText(/已读入 \d+ 个字段/).waitFor()
  await stage.show('建筑工程施工许可证：从 CSV 文件读入')
  await stage.issueAndKeep(construction, project)

  const close = await clerk.decide('办结')
  await close.getByLabel('准予许可').check()
  await close.getByLabel('备注').fill('证照已领')
  await stage.show('办结')
  await clerk.confirmDecision(close, '确认办结')
  await clerk.openTab('经过')
  await stage.show('经过：从受理到办结，每一步都在')
  await stage.keepWorkbook('材料与日程-低风险厂房.xlsx', () => page.getByRole('button', { name: /导出材料与日程/ }).click())
}

/** As an authority's system writes it out. */
function constructionPermit(): string {
  const fields = {
    证号: '350211202600027（样例）',
    建设单位: builder,
    工程名称: name,
    建设地址: address,
    建设规模: '10000 平方米',
    合同价格: '2860.00',
    合同工期: '300 日历天',
    勘察单位: '厦门样例勘察院有限公司',
    勘察单位项目负责人: '陈样例',
    设计单位: '厦门样例建筑设计院有限公司',
    设计单位项目负责人: '林样例',
    施工单位: '厦门样例建工集团有限公司',
    施工单位项目负责人: '黄样例',
    监理单位: '厦门样例监理有限公司',
    总监理工程师: '吴样例',
    发证机关: '厦门市集美区建设与交通局（样例）',
    发证日期: daysAgo(0),
    备注: '样例',
  }
  return ['字段,值', ...Object.entries(fields).map(([field, value]) => `${field},${value}`)].join('\r\n')
}
