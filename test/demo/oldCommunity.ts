import { anExample } from '../builders/pack.ts'
import type { Stage } from './stage.ts'

const project = '加装电梯'

/** A lift in an old community: most permits fall away, and the applicant takes home which and why. */
export async function walkOldCommunity(stage: Stage): Promise<void> {
  const { clerk, page, pack } = stage
  stage.album.begin('老旧小区加装电梯：哪些免办，依据哪一条')
  await clerk.openNewCase('老旧小区改造、加装电梯')
  await clerk.answer(anExample(pack, 's14'))
  await stage.show('问完：多数许可免办')
  await page.getByRole('region', { name: '办理结果' }).getByRole('button', { name: /^免办 建筑工程施工许可证核发/ }).press('Enter')
  await stage.show('为什么免办')
  await page.keyboard.press('Escape')
  await clerk.fillProfile({ 项目名称: '湖滨样例小区 5 号楼加装电梯（样例）', 建设地址: '思明区湖滨样例小区 5 号楼', '申请人（建设单位）': '湖滨样例小区 5 号楼加装电梯业主代表', 经办人: '林样例', 联系电话: '0592-0000001' })
  await clerk.openStep('文书')
  await stage.issueAndKeep('免办告知单', project)
  await stage.show('免办告知单')
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await clerk.accept()
  await stage.issueAndKeep('受理通知书', project)
}
