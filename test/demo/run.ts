import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page } from '@playwright/test'
import type { FactName, Facts } from '../../shared/domain/pack.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { Clerk } from '../e2e/clerk.ts'
import { Desk } from '../e2e/desk.ts'

/**
 * `npm run demo`: the real program, headless, its network cut, walks two projects from the first question to papers
 * and leaves pictures, PDFs and workbooks in out/demo/ with an index.html that shows them.
 * With `-- --pictures` the pictures of README and guide (docs/pictures) are taken anew.
 */
const out = join(process.cwd(), 'out', 'demo')
rmSync(out, { recursive: true, force: true })
mkdirSync(out, { recursive: true })

interface Shown {
  readonly caption: string
  readonly picture: string
}
interface Chapter {
  readonly title: string
  readonly shown: Shown[]
  readonly files: string[]
}
const chapters: Chapter[] = []

function begin(title: string): Chapter {
  const chapter = { title, shown: [], files: [] }
  chapters.push(chapter)
  process.stdout.write(`${title}\n`)
  return chapter
}

/** Pictures that README and guide show, by the file they have there. */
const documented = new Map<string, string>()

async function show(page: Page, chapter: Chapter, caption: string, name?: string): Promise<void> {
  // Pictures are of what a clerk sees at rest: messages faded, fonts there.
  await page.evaluate(() => document.fonts.ready)
  await expect(page.locator('.ant-message-notice')).toHaveCount(0)
  const picture = `${String(chapters.reduce((count, { shown }) => count + shown.length, 1)).padStart(2, '0')}.png`
  await page.screenshot({ path: join(out, picture), animations: 'disabled' })
  chapter.shown.push({ caption, picture })
  if (name !== undefined) documented.set(`${name}.png`, picture)
  process.stdout.write(`  ${caption}\n`)
}

interface Project {
  readonly title: string
  readonly theme: string
  readonly facts: Facts
  readonly stopAt?: { readonly fact: FactName; readonly typed: Facts; readonly caption: string }
  /** Halfway through: a picture of the outcome as it grows. */
  readonly halfwayAt?: FactName
  readonly profile: Readonly<Record<string, string>>
  readonly reasonOf: RegExp
  readonly file: string
}

async function walk(desk: Desk, clerk: Clerk, project: Project): Promise<void> {
  const { page } = desk
  const chapter = begin(project.title)
  await clerk.openNewCase(project.theme)
  if (project.stopAt) {
    await clerk.answer(project.facts, project.stopAt.fact)
    await clerk.type(project.stopAt.typed)
    await show(page, chapter, project.stopAt.caption)
    await page.keyboard.press('F6')
    await page.getByRole('dialog').waitFor()
    await show(page, chapter, '假设一下：两种结果并排看（F6）')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
  }
  if (project.halfwayAt !== undefined) {
    await clerk.answer(project.facts, project.halfwayAt)
    await clerk.type(project.facts)
    await show(page, chapter, '问到一半：右边的结果随着回答长出来', 'intake')
  }
  await clerk.answer(project.facts)
  await show(page, chapter, '问完：事项、办理方式和材料都已确定')
  await page.getByRole('region', { name: '办理结果' }).getByRole('button', { name: project.reasonOf }).press('Enter')
  await show(page, chapter, '为什么：规则、可念给申请人听的一句话、条款、任务和用到的回答')
  await page.keyboard.press('Escape')
  await clerk.fillProfile(project.profile)
  await show(page, chapter, '项目与申请人')
  await clerk.goToMaterials()
  await clerk.receiveAllMaterials()
  await show(page, chapter, '材料收齐', project.halfwayAt === undefined ? undefined : 'materials')
  await page.getByRole('button', { name: '受理…' }).click()
  await page.getByRole('dialog', { name: '受理' }).waitFor()
  await show(page, chapter, '受理前核对')
  await page.keyboard.press('Escape')
  await clerk.accept()
  await page.getByRole('button', { name: /^出\s?具$/ }).click()
  await page.getByText(/编号 [0-9A-Z]{5}-/).first().waitFor()
  await show(page, chapter, '受理通知书已编号')
  const file = join(out, `${project.file}.pdf`)
  await desk.replaceSaveDialog(file)
  await page.getByRole('button', { name: /^保\s?存$/ }).click()
  await page.getByText(`已存到 ${file}`).waitFor()
  chapter.files.push(`${project.file}.pdf`)
  picturesOf(file, chapter)
}

/** The pages of a PDF as pictures, where pdftoppm is installed. */
function picturesOf(file: string, chapter: Chapter): void {
  const prefix = file.replace(/\.pdf$/, '')
  try {
    execFileSync('pdftoppm', ['-r', '70', '-png', file, prefix], { stdio: 'ignore' })
    const pages = execFileSync('pdfinfo', [file], { encoding: 'utf8' }).match(/Pages:\s+(\d+)/)?.[1]
    const count = Number(pages ?? 1)
    for (let page = 1; page <= count; page += 1) {
      const name = `${prefix}-${String(page).padStart(String(count).length, '0')}.png`
      chapter.shown.push({ caption: `受理通知书，第 ${page} 页`, picture: name.slice(out.length + 1) })
      if (page === 1) documented.set('notice.png', name.slice(out.length + 1))
    }
  } catch {
    process.stdout.write('  （没有 pdftoppm，PDF 不出图）\n')
  }
}

const { pack } = await readXiamenPack()
const dataFolder = mkdtempSync(join(tmpdir(), 'caravan-demo-'))
const desk = new Desk(dataFolder, ['--headless'])
try {
  await desk.start()
  const clerk = new Clerk(desk.page, pack)
  const opening = begin('第一次打开')
  await show(desk.page, opening, '第一次打开：站点和人员')
  await clerk.setUpStation({ district: '集美区', name: '集美区政务服务中心 3 号窗口', operators: ['李敏', '陈刚'] })
  await show(desk.page, opening, '首页')

  const workshop = anExample(pack, 's01', { buildingType: 'workshop', totalFloorArea: 10_000, industrialProject: true, onCommitmentNegativeList: false })
  await walk(desk, clerk, {
    title: '低风险厂房：从第一问到受理通知书',
    theme: '小型厂房、仓库、办公楼',
    facts: workshop,
    stopAt: { fact: 'totalFloorArea', typed: { totalFloorArea: 10_200 }, caption: '超过 10 000 平方米：差多少、调整后会怎样' },
    halfwayAt: 'eiaBuildingClass',
    profile: { 项目名称: '集美三号厂房（样例）', 项目代码: '2105-350211-04-01-000127', 建设地址: '集美区灌口镇样例路 3 号', '申请人（建设单位）': '厦门样例实业有限公司', 经办人: '王样例', 联系电话: '0592-0000000' },
    reasonOf: /^告知承诺 建设工程规划许可证核发/,
    file: '受理通知书-低风险厂房',
  })
  await walk(desk, clerk, {
    title: '老旧小区加装电梯：哪些免办，依据哪一条',
    theme: '老旧小区改造、加装电梯',
    facts: anExample(pack, 's14'),
    profile: { 项目名称: '湖滨样例小区 5 号楼加装电梯（样例）', 建设地址: '思明区湖滨样例小区 5 号楼', '申请人（建设单位）': '湖滨样例小区 5 号楼加装电梯业主代表', 经办人: '林样例', 联系电话: '0592-0000001' },
    reasonOf: /^免办 建筑工程施工许可证核发/,
    file: '受理通知书-加装电梯',
  })

  const closing = begin('台账、查找、接着办')
  await desk.page.getByRole('navigation').first().getByRole('button', { name: '台账', exact: true }).click()
  await desk.page.getByRole('button', { name: /导出/ }).waitFor()
  await show(desk.page, closing, '65 项任务台账')
  const ledger = join(out, '任务台账.xlsx')
  await desk.replaceSaveDialog(ledger)
  await desk.page.getByRole('button', { name: /导出/ }).click()
  await desk.page.getByText(`已存到 ${ledger}`).waitFor()
  closing.files.push('任务台账.xlsx')

  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  await again.search('jmsh')
  await desk.page.getByRole('row', { name: /集美三号厂房/ }).waitFor()
  await show(desk.page, closing, '关掉再打开：按首字母 jmsh 找到')
  await desk.page.getByRole('row', { name: /集美三号厂房/ }).click()
  await desk.page.getByText(/编号 [0-9A-Z]{5}-/).first().waitFor()
  await show(desk.page, closing, '办件原样还在')
} finally {
  await desk.close()
  rmSync(dataFolder, { recursive: true, force: true })
}

if (process.argv.includes('--pictures')) {
  const pictures = join(process.cwd(), 'docs', 'pictures')
  mkdirSync(pictures, { recursive: true })
  for (const [name, picture] of documented) copyFileSync(join(out, picture), join(pictures, name))
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
writeFileSync(
  join(out, 'index.html'),
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>大篷车窗口工作站 · 演示</title>
<style>body{font:15px/1.6 "Noto Sans SC","Microsoft YaHei",sans-serif;max-width:1100px;margin:32px auto;padding:0 16px;color:#1a1f2b}figure{margin:20px 0}img{max-width:100%;border:1px solid #d5dae3}figcaption{color:#555e6e;margin-bottom:6px}</style>
<h1>大篷车窗口工作站 · 演示</h1><p>真实程序、断网、无界面运行留下的画面和文件。内容依据${escape(pack.name_zh)}（${escape(pack.docNo)}）；项目和名称都是样例。</p>
${chapters
  .map(
    ({ title, shown, files }) =>
      `<h2>${escape(title)}</h2>${files.map((file) => `<p><a href="${encodeURI(file)}">${escape(file)}</a></p>`).join('')}${shown.map(({ caption, picture }) => `<figure><figcaption>${escape(caption)}</figcaption><img src="${encodeURI(picture)}" alt="${escape(caption)}"></figure>`).join('')}`,
  )
  .join('\n')}
</html>\n`,
)
process.stdout.write(`${join('out', 'demo', 'index.html')}\n`)
