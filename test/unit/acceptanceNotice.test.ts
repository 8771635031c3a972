import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ItemStatus } from '../../shared/domain/pack.ts'
import type { AcceptanceNoticeInput } from '../../shared/output/acceptanceNotice.ts'
import { acceptanceNotice, acceptancePlaceholders } from '../../shared/output/acceptanceNotice.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import { aNotice, anItem, noticeWording } from '../builders/notice.ts'

const fieldsOf = (page: PageDescription): ReadonlyMap<string, string> =>
  new Map(page.blocks.flatMap((block) => (block.kind === 'fields' ? block.rows : [])).map((row) => [row.label.replaceAll('\n', ''), row.value]))
const rowsOf = (page: PageDescription): readonly (readonly string[])[] => page.blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []))
const paragraphsOf = (page: PageDescription): readonly string[] =>
  page.blocks.flatMap((block) => (block.kind === 'paragraph' ? [block.spans.map((span) => span.text).join('')] : []))
const draw = (changes: Partial<AcceptanceNoticeInput> = {}): PageDescription => acceptanceNotice(aNotice(changes))

describe('the notice of acceptance', () => {
  test('names project, applicant, agent, window and the three days', () => {
    const fields = fieldsOf(draw())
    expect(Object.fromEntries(fields)).toMatchObject({
      项目名称: '海悦精密机械厂房一期',
      建设地点: '厦门市翔安区马巷街道舫山南路88号',
      项目代码: '2021-350213-34-03-012345',
      流程类型: '社会投资简易低风险',
      '申请人（建设单位）': '厦门海悦精密机械有限公司',
      统一社会信用代码: '91350200MA2XN1234X',
      经办人及电话: '林淑芬 13800000000',
      受理窗口: '翔安区工程建设项目大篷车受理窗口',
      收到日期: '2021年8月2日',
      受理日期: '2021年8月3日',
      '承诺办结日期（时限为样例）': '2021年8月31日',
      承办部门: '市资源规划局、市建设局',
      '材料份数（清单为样例）': '已收 12\u00a0份，容缺待补 2\u00a0份，免交 3\u00a0份',
    })
  })

  test('addresses the applicant, says what is accepted, and ends with seal and signature', () => {
    const page = draw()
    expect(paragraphsOf(page)[1]).toBe('厦门海悦精密机械有限公司：')
    expect(paragraphsOf(page)[2]).toContain('你单位就海悦精密机械厂房一期提交的申请，本窗口于2021年8月2日收到')
    expect(page.blocks.at(-2)).toEqual({ kind: 'seal', office: '翔安区工程建设项目大篷车受理窗口', date: '2021年8月3日' })
    expect(page.blocks.at(-1)).toEqual({ kind: 'signature', label: '申请人签收' })
  })

  test('sets values off from the printed wording', () => {
    const salutation = draw().blocks.filter((block) => block.kind === 'paragraph')[1]
    expect(salutation?.spans).toEqual([{ text: '厦门海悦精密机械有限公司', filled: true }, { text: '：' }])
  })

  test.each<[ItemStatus, boolean, string | undefined, string]>([
    ['required', false, undefined, '一般'],
    ['required', true, undefined, '并联办理'],
    ['commitment', false, undefined, '告知承诺'],
    ['commitment', true, undefined, '告知承诺（并联）'],
    ['filing', false, undefined, '备案'],
    ['merged', false, '建筑工程施工许可证核发', '与“建筑工程施工许可证核发”合并办理'],
    ['merged', false, undefined, '合并办理'],
    ['internal', false, undefined, '部门内部办理'],
    ['exempt', false, undefined, '免予办理'],
  ])('an item that is %s (beside the main line: %s) reads as it is handled', (disposition, parallel, mergedInto, way) => {
    const item = anItem({ disposition, parallel, ...(mergedInto === undefined ? {} : { mergedInto }) })
    expect(rowsOf(draw({ items: [item] }))[0]?.[2]).toBe(way)
  })

  test('a sample time limit says so in its row, beside the promised day and in the foot', () => {
    const page = draw({ items: [anItem({ workingDays: 3 }), anItem({ workingDays: 0 }), anItem({ workingDays: 5, sampleLimit: false })] })
    expect(rowsOf(page).map((row) => row[4])).toEqual(['3（样例）', '即办（样例）', '5'])
    expect([...fieldsOf(page).keys()]).toContain('承诺办结日期（时限为样例）')
    expect(page.foot.left).toContain('文书格式与用语、办理时限为样例')
  })

  test('an item that the plan does not name says so, in its row and in the foot', () => {
    const page = draw({ items: [anItem({ name: '设计方案审查', sampleItem: true }), anItem({ name: '规划许可证核发' })] })
    const table = page.blocks.find((block) => block.kind === 'table')
    expect(table?.kind === 'table' && table.rows.map((row) => row[1])).toEqual(['设计方案审查（样例）', '规划许可证核发'])
    expect(page.foot.left).toContain('标明的事项')
  })

  test('nothing is called a sample where nothing is one', () => {
    const page = draw({ paper: { ...noticeWording(), sample: false }, items: [anItem({ sampleLimit: false })] })
    expect(JSON.stringify(page)).not.toContain('样例')
  })

  test('an exempt item has no time limit and no department to wait for', () => {
    const page = draw({ items: [anItem({ disposition: 'exempt', department: '市水利局' }), anItem({ department: '市建设局' })] })
    expect(rowsOf(page)[0]?.[4]).toBe('—')
    expect(fieldsOf(page).get('承办部门')).toBe('市建设局')
  })

  test('a year beyond the working-day calendar promises no day', () => {
    const page = draw({ acceptance: { ...aNotice().acceptance, promisedOn: null } })
    expect([...fieldsOf(page)].find(([label]) => label.startsWith('承诺办结日期'))?.[1]).toBe('以承办部门通知为准（日历未收录该年度）')
  })

  test('what was not given stands as a dash, never as nothing', () => {
    const page = draw({ applicant: { name: '张三', uscc: '', agent: ' ', phone: '' }, project: { name: '老宅修缮', code: '', address: '' } })
    const fields = fieldsOf(page)
    expect([fields.get('统一社会信用代码'), fields.get('经办人及电话'), fields.get('项目代码'), fields.get('建设地点')]).toEqual(['—', '—', '—', '—'])
  })

  test('practice and preview are written across the page', () => {
    expect([draw().watermark, draw({ number: null }).watermark, draw({ practice: true }).watermark, draw({ practice: true, number: null }).watermark]).toEqual([null, '预览', '演练', '演练'])
  })

  test('a preview has no number and says so', () => {
    const page = draw({ number: null })
    expect(page.number).toBeNull()
    expect(paragraphsOf(page)[0]).toBe('文书编号：预览件，出具时编号')
  })

  test('the clerk stands on the paper only where the wording asks for it', () => {
    expect(JSON.stringify(draw())).not.toContain('陈晓明')
    expect(JSON.stringify(draw({ paper: { ...noticeWording(), footer: ['经办：{{operator}}'] } }))).toContain('陈晓明')
  })

  test('braces typed by an applicant are text, not a placeholder', () => {
    const page = draw({ project: { ...aNotice().project, name: '{{number}}号楼' } })
    expect(fieldsOf(page).get('项目名称')).toBe('{{number}}号楼')
    expect(paragraphsOf(page)[2]).toContain('就{{number}}号楼提交')
  })
})

describe('the wording of a pack', () => {
  test('the built-in wording is marked as a sample', () => {
    expect(noticeWording().sample).toBe(true)
  })

  test('a name that nobody knows stays as it is; the pack check refuses such a pack', () => {
    expect(paragraphsOf(draw({ paper: { ...noticeWording(), body: ['{{constructor}}{{ applicant }}'] } }))).toContain('{{constructor}}{{ applicant }}')
  })

  test('every placeholder is filled with something, wherever it stands', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acceptancePlaceholders), { minLength: 1, maxLength: 8 }), (names) => {
        const text = names.map((name) => `〔{{${name}}}〕`).join('')
        const page = draw({ paper: { ...noticeWording(), title_zh: text, body: [text], footer: [text] } })
        const filled = [page.title, ...paragraphsOf(page).slice(1)]
        for (const line of filled) {
          expect(line).not.toContain('{{')
          expect(line).not.toContain('〔〕')
          expect(line.match(/〕/g)?.length).toBeGreaterThanOrEqual(names.length)
        }
      }),
    )
  })
})
