import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import type { Fact, FactName, Facts, Pack } from '../../shared/domain/pack.ts'

type Asked = { readonly kind: 'fact'; readonly fact: Fact } | { readonly kind: 'group'; readonly lines: readonly FactName[] }

/** A clerk at the desk: does the job with the keyboard, by the words on the screen. */
export class Clerk {
  readonly page: Page
  readonly #pack: Pack

  constructor(page: Page, pack: Pack) {
    this.page = page
    this.#pack = pack
  }

  async setUpStation(station: { readonly district: string; readonly name: string; readonly operators: readonly string[] }): Promise<void> {
    await this.page.getByLabel('所在区').press('ArrowDown')
    await this.page.getByTitle(station.district, { exact: true }).click()
    await this.page.getByLabel('站点名称').fill(station.name)
    for (const [index, name] of station.operators.entries()) {
      if (index > 0) await this.page.getByRole('button', { name: '再加一人' }).click()
      await this.page.getByLabel(`第 ${index + 1} 人姓名`).fill(name)
    }
    await this.page.getByRole('button', { name: '开始使用' }).click()
    await this.signInIfAsked(station.operators[0] ?? '')
  }

  async signIn(name: string): Promise<void> {
    await this.page.getByRole('region', { name: '选择当班人员' }).getByRole('button', { name }).click()
  }

  /** Somebody who may say what a clerk may not joins the station, and takes over the counter. */
  async addSupervisor(name: string): Promise<void> {
    await this.#openOperators()
    await this.page.getByRole('menuitem', { name: '添加人员…' }).click()
    const dialog = this.page.getByRole('dialog', { name: '添加人员' })
    await dialog.getByLabel('姓名').fill(name)
    await dialog.getByLabel('岗位').press('ArrowDown')
    await this.page.getByTitle('负责人', { exact: true }).click()
    await dialog.getByRole('button', { name: /^添\s?加$/ }).click()
    await expect(dialog).toBeHidden()
    await this.takeOver(name)
  }

  /** Somebody of this station comes on duty. */
  async takeOver(name: string): Promise<void> {
    await this.#openOperators()
    await this.page.getByRole('menuitem', { name: new RegExp(`^${name}`) }).click()
    await expect(this.page.getByRole('button', { name: `当班人员：${name}` })).toBeVisible()
  }
  async #openOperators(): Promise<void> {
    await this.page.getByRole('button', { name: /^当班人员/ }).click()
  }

  /** After a restart the program may still know who is on duty; what it says about its records is read and put away. `startMs`: how long it may look through them first. */
  async signInIfAsked(name: string, startMs = 5000): Promise<void> {
    const choice = this.page.getByRole('region', { name: '选择当班人员' })
    const rail = this.page.getByRole('navigation').first()
    const recovery = this.page.getByRole('button', { name: '我看过了，开始办件' })
    await expect(choice.or(rail).or(recovery).first()).toBeVisible({ timeout: startMs })
    if (await choice.isVisible()) await this.signIn(name)
    await expect(rail.or(recovery).first()).toBeVisible()
    if (await recovery.isVisible()) await recovery.click()
    await expect(rail).toBeVisible()
  }

  async search(text: string): Promise<void> {
    await this.page.getByRole('navigation').getByRole('button', { name: '办件', exact: true }).click()
    await this.page.getByLabel('查办件').fill(text)
  }

  async openNewCase(theme: string): Promise<void> {
    await this.page.getByRole('navigation').getByRole('button', { name: '受理', exact: true }).click()
    await this.page.getByRole('button', { name: theme, exact: true }).press('Enter')
  }

  /** Answers with the keyboard alone, question by question, until nothing is asked any more or `until` is asked. */
  async answer(facts: Facts, until?: FactName): Promise<number> {
    for (let answered = 0; ; answered += 1) {
      const asked = await this.#readQuestion()
      if (asked === null) return answered
      const names = asked.kind === 'fact' ? [asked.fact.name] : asked.lines
      if (until !== undefined && names.includes(until)) return answered
      await this.#type(asked, facts)
      const title = await this.#title()
      await this.page.keyboard.press('Enter')
      await expect(this.page.locator('.question-body h2, .settled-pane h2').first()).not.toHaveText(title)
    }
  }

  /** Types an answer into the question that stands there, without going on. */
  async type(facts: Facts): Promise<void> {
    const asked = await this.#readQuestion()
    if (asked === null) throw new Error('nothing is asked')
    await this.#type(asked, facts)
  }

  /** One of the places on the rail: 首页, 受理, 办件, 台账, 指南. */
  async goTo(place: string): Promise<void> {
    await this.page.getByRole('navigation', { name: '主导航' }).getByRole('button', { name: place, exact: true }).click()
  }

  /** Says that the computer's date is right, where the program asks. */
  async confirmDate(): Promise<void> {
    const answer = this.page.getByRole('button', { name: /^是，今天是/ })
    await answer.click()
    await expect(answer).toHaveCount(0)
  }

  /** One of the steps of the intake: 提问, 项目与申请人, 材料, 文书. */
  async openStep(step: string): Promise<void> {
    await this.page.getByRole('navigation', { name: '步骤' }).getByRole('button', { name: new RegExp(step) }).click()
  }

  /** Ctrl K, and what is looked for. */
  async lookUp(typed: string): Promise<void> {
    await this.page.keyboard.press('Control+k')
    await this.page.getByRole('combobox', { name: '查办件、指南、动作' }).fill(typed)
  }

  async fillProfile(fields: Readonly<Record<string, string>>): Promise<void> {
    await this.openStep('项目')
    for (const [label, value] of Object.entries(fields)) {
      await this.page.getByLabel(label, { exact: true }).fill(value)
      await this.page.keyboard.press('Tab')
    }
  }

  async goToMaterials(): Promise<void> {
    await this.openStep('材料')
  }

  /** Names of the materials that are asked for now, in the order of the screen; one that several items want, once. */
  async wantedMaterials(): Promise<readonly string[]> {
    const ways = this.page.locator('.materials-fields > .material-group').getByLabel(/^方式：/)
    await expect(ways.first()).toBeVisible()
    const labels = await ways.evaluateAll((found) => found.map((way) => way.getAttribute('aria-label') ?? ''))
    return [...new Set(labels)].map((label) => label.slice('方式：'.length))
  }

  async receiveAllMaterials(): Promise<void> {
    const boxes = this.page.getByRole('checkbox', { name: /^整项收齐：/ })
    await expect(boxes.first()).toBeVisible()
    for (const box of await boxes.all()) if ((await box.isEnabled()) && !(await box.isChecked())) await box.click()
    await expect(this.page.getByText('材料齐了')).toBeVisible()
  }

  async accept(days?: { readonly receivedOn: string; readonly acceptedOn: string }): Promise<void> {
    await this.page.getByRole('button', { name: '受理…', exact: true }).click()
    const sheet = this.page.getByRole('dialog', { name: '受理' })
    if (days) {
      await sheet.getByLabel('收到日期').fill(days.receivedOn)
      await sheet.getByLabel('受理日期').fill(days.acceptedOn)
    }
    await sheet.getByLabel('日期和事项我已核对').check()
    await sheet.getByRole('button', { name: '确认受理' }).click()
    await expect(sheet).toBeHidden()
  }

  /** Opens the dialog of a decision, from the menu of the intake or the buttons of the case page. */
  async decide(name: string): Promise<Locator> {
    const menu = this.page.getByRole('button', { name: '其他决定' })
    await expect(menu.or(this.page.getByRole('tablist', { name: '办件内容' })).first()).toBeVisible()
    if (await menu.isVisible()) {
      await menu.click()
      await this.page.getByRole('menuitem', { name: `${name}…`, exact: true }).click()
    } else await this.page.getByRole('button', { name: `${name}…`, exact: true }).click()
    const dialog = this.page.getByRole('dialog')
    await expect(dialog).toBeVisible()
    return dialog
  }

  /** Takes the decision whose dialog is open. */
  async confirmDecision(dialog: Locator, button: string): Promise<void> {
    await dialog.getByRole('button', { name: button, exact: true }).click()
    await expect(dialog).toBeHidden()
  }

  /** Names of the decisions that are offered on the case page. */
  async decisionsOffered(): Promise<readonly string[]> {
    const head = this.page.locator('.case-decisions')
    await expect(head).toBeAttached()
    return (await head.getByRole('button', { name: /…$/ }).allInnerTexts()).map((text) => text.replace('…', ''))
  }

  /** Among the papers: one kind. */
  async openPaper(title: string): Promise<Locator> {
    await this.page.getByRole('tablist', { name: '文书种类' }).getByRole('tab', { name: new RegExp(`^${title}`) }).click()
    const paper = this.page.getByRole('region', { name: title, exact: true })
    await expect(paper).toBeVisible()
    return paper
  }

  /** Numbers a paper; its number. */
  async issue(title: string): Promise<string> {
    const paper = await this.openPaper(title)
    await paper.getByRole('document').waitFor()
    await paper.getByRole('button', { name: /^出\s?具$/ }).click()
    const number = paper.locator('.paper-line b')
    await paper.getByText('已生成，待交付').waitFor()
    return await number.innerText()
  }

  /** Data of a licence, typed in by the words before the fields. */
  async typeLicence(fields: Readonly<Record<string, string>>): Promise<void> {
    for (const [label, value] of Object.entries(fields)) {
      await this.page.locator('.licence-fields').getByLabel(label, { exact: true }).fill(value)
      await this.page.keyboard.press('Enter')
    }
  }

  /** A case up to the desk of its materials: answers of a worked example, people, everything handed in or not. */
  async bringToMaterials(theme: string, facts: Facts, fields: Readonly<Record<string, string>>): Promise<void> {
    await this.openNewCase(theme)
    await this.answer(facts)
    await this.fillProfile(fields)
    await this.goToMaterials()
  }

  /** Sets how a material stands: 收件, 核原件, 共享免交, 窗口免收, 容缺. */
  async setMaterial(name: string, way: string): Promise<void> {
    await this.page.getByLabel(`方式：${name}`, { exact: true }).first().selectOption({ label: way })
  }

  /** Opens one of the tabs of the case page. */
  async openTab(name: string): Promise<void> {
    await this.page.getByRole('tablist', { name: '办件内容' }).getByRole('tab', { name: new RegExp(`^${name}`) }).click()
  }

  /** The time beside 已保存; what stands there has been flushed to disk. */
  async waitUntilSaved(): Promise<void> {
    await expect(this.page.getByText(/已保存 \d\d:\d\d:\d\d/)).toBeVisible()
  }

  /** A case in hand opens on its intake, or offers to go on with it. */
  async resumeIfAsked(): Promise<void> {
    const resume = this.page.getByRole('button', { name: /接着办|继续/ })
    const intake = this.page.getByRole('navigation', { name: '步骤' })
    await expect(resume.or(intake).first()).toBeVisible()
    if (await resume.isVisible()) await resume.click()
    await expect(intake).toBeVisible()
  }

  /** Typing is kept within a second, in a file of the station that is no part of any record. */
  async waitUntilDraftKept(stationFolder: string, typed: string): Promise<void> {
    await expect.poll(() => filesBelow(stationFolder).some((file) => file.endsWith('/draft') && readFileSync(file, 'utf8').includes(typed)), { timeout: 3_000 }).toBe(true)
  }

  async #title(): Promise<string> {
    return await this.page.locator('.question-body h2, .settled-pane h2').first().innerText()
  }

  async #readQuestion(): Promise<Asked | null> {
    await expect(this.page.locator('.question-body h2, .settled-pane h2').first()).toBeVisible()
    if (await this.page.locator('.settled-pane').isVisible()) return null
    const title = await this.#title()
    const fact = this.#pack.facts.find(({ question_zh }) => question_zh === title)
    if (fact) return { kind: 'fact', fact }
    const group = this.#pack.questionGroups.find(({ question_zh }) => question_zh === title)
    if (!group) throw new Error(`a question that the pack does not ask: ${title}`)
    const shown = await this.page.locator('.question-body').getByRole('checkbox').evaluateAll((boxes) => boxes.map((box) => box.getAttribute('data-id') ?? ''))
    return { kind: 'group', lines: shown.length > 0 && shown.every((name) => name !== '') ? shown : group.lines.map(({ fact: name }) => name) }
  }

  async #type(asked: Asked, facts: Facts): Promise<void> {
    if (asked.kind === 'group') {
      const group = this.#pack.questionGroups.find(({ lines }) => lines.some(({ fact }) => asked.lines.includes(fact)))
      for (const { fact, label_zh } of group?.lines ?? []) {
        const box = this.page.locator('.question-body').getByRole('checkbox', { name: label_zh, exact: true })
        if (facts[fact] === true && (await box.count()) > 0) await box.press(' ')
      }
      return
    }
    const { fact } = asked
    const value = facts[fact.name]
    if (value === undefined) throw new Error(`no answer to ${fact.name}`)
    if (fact.type === 'boolean') await this.page.keyboard.press(value === true ? '1' : '2')
    else if (fact.type === 'enum') await this.page.keyboard.press(String(fact.options.findIndex((option) => option.value === value) + 1))
    else await this.page.getByLabel(fact.question_zh, { exact: true }).fill(String(value))
  }
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []))
}
