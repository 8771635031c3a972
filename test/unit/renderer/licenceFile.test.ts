import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readLicenceFile } from '../../../renderer/data/licenceFile.ts'
import { licenceLabels } from '../../../renderer/words/caseText.ts'
import { licencePaths } from '../../../shared/domain/fieldPath.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (text: string) => readLicenceFile('planningPermit', bytes(text))
const valuesOf = (text: string): unknown => {
  const found = read(text)
  return found.ok ? Object.fromEntries(found.value) : found.failure.problems
}

describe('licence data from a file', () => {
  test('JSON by the names of this program, with or without the kind of licence', () => {
    const values = { 'planningPermit.certNo': '建字第350211202100001号', 'planningPermit.floorAreaM2': '10000' }
    expect(valuesOf('{"licence":"planningPermit","fields":{"certNo":"建字第350211202100001号","floorAreaM2":10000}}')).toEqual(values)
    expect(valuesOf('{"certNo":"建字第350211202100001号","floorAreaM2":10000}')).toEqual(values)
  })

  test('CSV by the names printed on the licence, with a heading, quotes and a line break inside', () => {
    expect(valuesOf('\ufeff字段,值\r\n证号,建字第1号\r\n建设位置,"集美区""样例""路\n3号"\r\n建筑面积,10000\r\n')).toEqual({
      'planningPermit.certNo': '建字第1号',
      'planningPermit.location': '集美区"样例"路\n3号',
      'planningPermit.floorAreaM2': '10000',
    })
  })

  test('CSV as Chinese Excel writes it, in GB18030', () => {
    // 证号,建字第1号
    const gb = Uint8Array.from([0xd6, 0xa4, 0xba, 0xc5, 0x2c, 0xbd, 0xa8, 0xd7, 0xd6, 0xb5, 0xda, 0x31, 0xba, 0xc5])
    expect(readLicenceFile('planningPermit', gb)).toMatchObject({ ok: true, value: new Map([['planningPermit.certNo', '建字第1号']]) })
  })

  test.each([
    ['证号,1\n合同价格,2', ['第 2 行：没有“合同价格”这个字段']],
    ['证号,1\n证号,2', ['第 2 行：“证号”出现了两次']],
    ['证号,1,,x', ['第 1 行第 4 列：只应有“字段、值”两列']],
    [`证号,${'长'.repeat(401)}`, ['第 1 行：“证号”有 401 个字，最多 400 个']],
    ['证号,"1', ['第 1 行：引号没有配对，读不成表格']],
    ['{"certNo":{"a":1}}', ['字段 certNo：值应是文字或数字']],
    ['{"certNo":350203202103150101}', ['字段 certNo：数字太长，会变样，请写成带引号的文字']],
    ['{"licence":"constructionPermit","fields":{}}', ['字段 licence：这是另一种证照的文件']],
    ['{"certNo":"1"', ['不是完整的 JSON（可能只写了一半）']],
    ['{"__proto__":{"certNo":"1"},"certNo":"2"}', ['字段 __proto__：值应是文字或数字']],
    ['', ['文件里没有一个字段']],
  ])('%j is refused whole, with the place', (text, problems) => {
    expect(valuesOf(text)).toEqual(problems)
    expect(Object.prototype).not.toHaveProperty('certNo')
  })

  test('neither pictures nor huge files are read', () => {
    expect(readLicenceFile('planningPermit', Uint8Array.from([0xff, 0xd8, 0xff, 0xff, 0xff]))).toMatchObject({ ok: false })
    expect(readLicenceFile('planningPermit', new Uint8Array(300 * 1024))).toMatchObject({ failure: { problems: [expect.stringContaining('300 KB')] } })
  })

  test('what is written as CSV by any program that quotes comes back', () => {
    const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`
    const value = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => text.isWellFormed())
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...licencePaths('planningPermit')), value, { minKeys: 1 }), (values) => {
        const csv = Object.entries(values).map(([path, text]) => `${quoted(licenceLabels[path as keyof typeof licenceLabels])},${quoted(text)}`).join('\r\n')
        const found = readLicenceFile('planningPermit', bytes(csv))
        expect(found.ok && Object.fromEntries(found.value)).toEqual(Object.fromEntries(Object.entries(values).map(([path, text]) => [path, text.trim()])))
      }),
    )
  })
})
