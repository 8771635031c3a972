import { describe, expect, test } from 'vitest'
import { dayOnPaper, describeComparison, describePaper, digestOf, type PaperOccasion } from '../../electron/station/paperContent.ts'
import { type CaseState, type FieldPath, type FieldValue, paperKinds, type StatusWrite } from '../../shared/domain/events.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import type { Facts } from '../../shared/domain/pack.ts'
import { readPaperCode } from '../../shared/output/paperCode.ts'
import { markReprint } from '../../shared/output/reprint.ts'
import { textsOn } from '../builders/papers.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'

const { pack, compiled } = await readXiamenPack()
const { ref } = compiled

const occasion: PaperOccasion = { number: 'CVX01-7KQ2MA-0001', practice: false, settings: { district: '集美区', name: '集美区政务服务中心 3 号窗口', code: 'CVX01' }, operatorName: '李敏', createdAt: '2021-08-03T02:15:00.000Z', clock: 'ok' }

/** A case as the fold would give it, with these fields and transitions. */
function aCase(facts: Facts, fields: Readonly<Record<string, FieldValue>> = {}, transitions: readonly StatusWrite[] = []): CaseState {
  const all: Readonly<Record<string, FieldValue>> = {
    'project.name': '集美三号厂房（样例）',
    'applicant.name': '厦门样例实业有限公司',
    ...Object.fromEntries(Object.entries(facts).map(([name, value]) => [`facts.${name}`, value])),
    ...fields,
  }
  const made = { operator: 'a', at: '2021-08-03T10:15:00+08:00' }
  const heads = transitions.map((write, index) => ({ event: `status${index}`, write, over: index === 0 ? [] : [`status${index - 1}`], ...made }))
  return {
    ...foldCase('case0001', []),
    opened: { pack: ref, district: '集美区', ...made },
    heads: ['head'],
    fields: Object.fromEntries(Object.entries(all).map(([path, value]) => [path, { path: path as FieldPath, heads: [{ event: path, value, ...made }], conflict: false }])),
    status: { kind: 'settled', status: transitions.at(-1)?.to ?? 'intake', heads: heads.slice(-1) },
    transitions: heads,
    eventCount: 1,
    updatedAt: made.at,
  }
}

const lowRisk = anExample(pack, 's01')
const acceptance = { pack: ref, engine: 'test', assessmentDigest: '', facts: lowRisk, receivedOn: '2021-08-02', acceptedOn: '2021-08-03', promisedOn: '2021-08-17', workingDays: 10, items: ['planning-permit', 'construction-permit'] }
const accept: StatusWrite = { action: 'accept', from: 'intake', to: 'accepted', acceptance }
const says = (state: CaseState, kind: (typeof paperKinds)[number]): string => {
  const described = describePaper(compiled, state, kind, occasion)
  if (!described.ok) throw new Error(JSON.stringify(described.failure))
  return textsOn(described.value.blocks).join('\n')
}

describe('what stands on the papers of a case', () => {
  test('a case with nothing decided, handed in or issued has nothing for these papers to say', () => {
    const state = aCase({})
    const failures = paperKinds.map((kind) => {
      const described = describePaper(compiled, state, kind, occasion)
      return described.ok ? [kind, 'described'] : [kind, described.failure.kind]
    })
    expect(Object.fromEntries(failures)).toMatchObject({
      'acceptance-notice': 'nothing-to-print', 'supplement-notice': 'nothing-to-print', 'refusal-notice': 'nothing-to-print', 'material-receipt': 'nothing-to-print',
      'commitment-letter': 'nothing-to-print', 'exemption-slip': 'nothing-to-print', 'planning-permit': 'missing-field', 'construction-permit': 'missing-field',
    })
  })

  test('一次性告知书 names what is missing and what is unfit, with the day', () => {
    const text = says(
      aCase(lowRisk, {}, [{ action: 'supplement', from: 'intake', to: 'supplementing', request: { lacks: [{ item: 'planning-permit', material: 'business-licence', problem: 'unfit', requirement: '加盖公章' }], other: '补充日照分析', requestedOn: '2021-08-03', until: '2021-08-17' } }]),
      'supplement-notice',
    )
    for (const words of ['建设工程规划许可证核发', '营业执照', '不合格', '加盖公章', '补充日照分析', '2021年8月17日']) expect(text).toContain(words)
  })

  test('不予受理通知书 gives reason, basis, the proper way and the remedies', () => {
    const text = says(aCase(lowRisk, {}, [{ action: 'refuse', from: 'intake', to: 'refused', refusal: { reason: '不属于本窗口受理范围', basis: '行政许可法第三十二条', properWay: '到区交通局办理', refusedOn: '2021-08-03' } }]), 'refusal-notice')
    for (const words of ['不属于本窗口受理范围', '行政许可法第三十二条', '到区交通局办理', '行政复议', '行政诉讼']) expect(text).toContain(words)
  })

  test('材料接收凭证 says of each material where it came from; what is to follow stands on none', () => {
    const text = says(
      aCase(lowRisk, {
        'materials.planning-permit/business-licence': { kind: 'received', originals: 0, copies: 2 },
        'materials.planning-permit/authorization-letter': { kind: 'to-follow', by: '2021-08-31' },
        'materials.construction-permit/business-licence': { kind: 'received', originals: 0, copies: 1 },
      }),
      'material-receipt',
    )
    expect(text).toContain('营业执照')
    expect(text).not.toContain('授权委托书')
    expect(text.split('营业执照')).toHaveLength(2)
  })

  test('告知承诺书 takes only what is done on a promise', () => {
    expect(says(aCase(lowRisk, {}, [accept]), 'commitment-letter')).toContain('建设工程规划许可证核发')
  })

  test('免办告知单 gives clause, task, the answers it rests on and what still has to be done', () => {
    const example = pack.examples.find(({ facts, expect: expected }) => facts.projectKind === 'old-community' && expected.items?.['quality-safety-supervision'] === 'exempt')
    const text = says(aCase(example?.facts ?? {}), 'exemption-slip')
    expect(text).toMatch(/方案第9条，任务3\d/)
    expect(text).toMatch(/：(是|否)/)
    expect(text).toContain('抽查')
  })

  test.each(['material-receipt', 'commitment-letter', 'exemption-slip', 'process-guide'] as const)('made by a clock from before the plan, %s leaves its day open for a pen', (kind) => {
    const state = aCase(anExample(pack, 's01'), { 'materials.planning-permit/planning-permit-form': { kind: 'received', originals: 1, copies: 0 } })
    const described = describePaper(compiled, state, kind, { ...occasion, createdAt: '2020-03-02T02:15:00.000Z' })
    if (!described.ok) throw new Error(JSON.stringify(described.failure))
    const reprint = markReprint(described.value, 1, dayOnPaper(new Date('2020-03-03T02:15:00.000Z'), 'ok', pack))
    for (const text of [textsOn(reprint.blocks).join('\n'), reprint.foot.left]) {
      expect(text).toContain('　　　　年　　月　　日')
      expect(text).not.toContain('2020年')
    }
  })

  test('made while the clock is in doubt, a paper says so on every page and leaves its day open for a pen', () => {
    const doubtful = describePaper(compiled, aCase(anExample(pack, 's01')), 'process-guide', { ...occasion, clock: 'doubtful' })
    if (!doubtful.ok) throw new Error(JSON.stringify(doubtful.failure))
    expect(doubtful.value.foot.left).toContain('制作时电脑时间不可信，日期以确认或手填的为准。')
    expect(textsOn(doubtful.value.blocks).join('\n')).not.toContain('2021年8月3日')
    const believed = describePaper(compiled, aCase(anExample(pack, 's01')), 'process-guide', occasion)
    expect(believed.ok && believed.value.foot.left).not.toContain('不可信')
    expect(believed.ok && textsOn(believed.value.blocks).join('\n')).toContain('2021年8月3日')
  })

  test('办事流程与材料清单 has the days from the acceptance on', () => {
    expect(says(aCase(lowRisk, {}, [accept]), 'process-guide')).toContain('8月4日')
  })

  test('a certificate is printed from licence data, and refused by name where it would be one of nobody', () => {
    const licence = { 'planningPermit.certNo': '建字第1号', 'planningPermit.builder': '样例公司', 'planningPermit.projectName': '厂房', 'planningPermit.authority': '市资源规划局', 'planningPermit.issuedOn': '2021-08-31' }
    const text = says(aCase(lowRisk, licence, [accept]), 'planning-permit')
    for (const words of ['建字第1号', '非证照原件', '2021年8月31日']) expect(text).toContain(words)
    for (const path of Object.keys(licence)) {
      expect(describePaper(compiled, aCase(lowRisk, { ...licence, [path]: ' ' }, [accept]), 'planning-permit', occasion)).toEqual({ ok: false, failure: { kind: 'missing-field', path } })
    }
  })

  test('假设对照单 holds both outcomes against each other and never takes a number', () => {
    const described = describeComparison(compiled, aCase(lowRisk), { given: lowRisk, assumed: { ...lowRisk, totalFloorArea: 12_000 } }, occasion)
    if (!described.ok) throw new Error(described.failure.kind)
    expect(described.value).toMatchObject({ number: null, code: null, watermark: null })
    expect(textsOn(described.value.blocks).join('\n')).toMatch(/12000\u00a0平方米/)
  })

  test('half answered, 假设对照单 calls open what is open', () => {
    const given: Facts = { projectKind: 'building', investmentKind: 'social', buildingType: 'workshop', totalFloorArea: 10_200 }
    const described = describeComparison(compiled, aCase(given), { given, assumed: { ...given, totalFloorArea: 10_000 } }, occasion)
    if (!described.ok) throw new Error(described.failure.kind)
    const tables = described.value.blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []))
    expect(tables).toContainEqual(['流程', '待定', '待定'])
    expect(tables).toContainEqual(['工程勘察文件上传', '不涉及', '待定'])
    expect(textsOn(described.value.blocks).join('\n')).toMatch(/另有 \d+ 种材料待定/)
  })
})

describe('the code', () => {
  test('names the paper and what stands on it; a reprint keeps both', () => {
    const described = describePaper(compiled, aCase(lowRisk, {}, [accept]), 'acceptance-notice', occasion)
    if (!described.ok) throw new Error(described.failure.kind)
    const page = described.value
    expect(readPaperCode(page.code?.payload ?? '')).toEqual({ ok: true, value: { number: occasion.number, digest: digestOf(page) } })
    expect(page.code?.payload).toMatch(/^[0-9A-Z $%*+\-./:]+$/)
    expect(page.code?.caption).toContain('未签名')
    expect(markReprint(page, 1, '2021-09-01').code).toEqual(page.code)
    expect(digestOf({ ...page, title: '别的' })).not.toBe(digestOf(page))
  })

  test('carries nobody’s name', () => {
    const described = describePaper(compiled, aCase(lowRisk, {}, [accept]), 'acceptance-notice', occasion)
    expect(described.ok && /[^\x20-\x7e]/.test(described.value.code?.payload ?? '汉')).toBe(false)
  })

  test.each(['', 'XK1:A-1:00', 'XK0:A-1:98739F1F03CFF472968E60AFE640D2A', 'XK0::98739F1F03CFF472968E60AFE640D2AF', 'xk0:A-1:98739F1F03CFF472968E60AFE640D2AF', 'https://example.org/XK0:A-1:98739F1F03CFF472968E60AFE640D2AF'])('“%s” is no code of a paper', (text) => {
    expect(readPaperCode(text)).toEqual({ ok: false, failure: { kind: 'no-paper-code' } })
  })
})
