import { dayInChina, shiftDay } from '../../shared/domain/days.ts'
import { anExample } from '../builders/pack.ts'
import type { Stage } from './stage.ts'

const project = '装修'

/** What lacks is asked for once; what comes back belongs elsewhere and is refused, with the way to go. */
export async function walkDecoration(stage: Stage): Promise<void> {
  const { clerk, page, pack } = stage
  stage.album.begin('装修：一次性告知、收到补正、不予受理')
  await clerk.bringToMaterials('装饰装修', anExample(pack, 's11'), { 项目名称: '软件园样例楼装修（样例）', 建设地址: '集美区软件园三期样例楼', '申请人（建设单位）': '厦门样例文化有限公司', 经办人: '张样例', 联系电话: '0592-0000002' })
  await clerk.receiveAllMaterials()
  const wanted = await clerk.wantedMaterials()
  for (const material of wanted.slice(0, 3)) await clerk.setMaterial(material, '未收')
  const request = await clerk.decide('一次性告知')
  const lack = request.getByRole('list', { name: '要补正的材料' }).getByRole('listitem').first()
  await lack.getByLabel(/：问题$/).selectOption('不合格')
  await lack.getByLabel(/：要求$/).fill('盖建设单位公章')
  await request.getByLabel('补正期限').fill(shiftDay(dayInChina(new Date()), 14))
  await stage.show('一次性告知：要补正的材料、要求和期限')
  await clerk.confirmDecision(request, '确认告知')
  await clerk.openTab('文书')
  await stage.issueAndKeep('一次性告知书', project)
  await stage.show('一次性告知书')

  const back = await clerk.decide('收到补正')
  await back.getByLabel('收到补正的日期').press('Enter')
  await clerk.goToMaterials()
  await page.getByText('告知补正：').first().waitFor()
  await stage.show('补正回来：告知过的在清单里标着')

  const refuse = await clerk.decide('不予受理')
  await refuse.getByRole('button', { name: '不属于本机关职权' }).click()
  await refuse.getByLabel('正确办理途径').fill('请向集美区农业农村局申请')
  await stage.show('不予受理：理由、依据和正确办理途径')
  await clerk.confirmDecision(refuse, '确认不予受理')
  await clerk.openTab('文书')
  await page.getByRole('tablist', { name: '文书种类' }).waitFor()
  await stage.issueAndKeep('不予受理通知书', project)
  await stage.show('不予受理通知书')
}
