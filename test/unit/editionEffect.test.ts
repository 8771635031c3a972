import { beforeAll, expect, test } from 'vitest'
import type { EffectRow } from '../../shared/contracts/editions.ts'
import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseState, FieldPath } from '../../shared/domain/events.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { editionEffect } from '../../shared/output/editionEffect.ts'
import { aCase } from '../builders/events.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'

let pack: Pack
let compiled: CompiledPack
beforeAll(async () => {
  ;({ pack, compiled } = await readXiamenPack())
})
const edition = (changes: Partial<Pack>): CompiledPack => compilePack({ ...pack, ...changes }, { id: pack.id, version: '1.1.0', digest: 'ef'.repeat(32) })
function answered(example: string): CaseState {
  const counter = aCase()
  for (const [name, value] of Object.entries(anExample(pack, example))) {
    const path: FieldPath = `facts.${name}`
    counter.write(path, value)
  }
  return counter.state
}
const said = (rows: readonly EffectRow[]): readonly string[] => rows.map(({ what, before, after }) => `${what}：${before} → ${after}`)

test('an edition that is the same in all but its name changes nothing', () => {
  expect(editionEffect(answered('s02'), compiled, edition({ name_zh: '同样的规则' }))).toEqual([])
})

test('days, papers and copies of items that apply are said on both sides; what does not apply is not', () => {
  const items = pack.items.map((item) => {
    if (item.id === 'planning-permit') return { ...item, materials: [...item.materials, 'eia-report'], timeLimit: { ...item.timeLimit, workingDays: 8 } }
    return item.id === 'rural-planning-permit' ? { ...item, timeLimit: { ...item.timeLimit, workingDays: 99 } } : item
  })
  const materials = pack.materials.map((material) => (material.id === 'design-scheme-set' ? { ...material, copies: material.copies + 2 } : material))
  const rows = said(editionEffect(answered('s02'), compiled, edition({ items, materials })))
  expect(rows).toContain('建设工程规划许可证核发的时限：5 个工作日 → 8 个工作日')
  expect(rows.filter((row) => row.startsWith('建设工程规划许可证核发 · ')).join()).toMatch(/环境影响.*：不要 → 要交/)
  expect(rows.filter((row) => row.includes('的份数'))).toHaveLength(1)
  expect(rows.join('\n')).not.toContain('99')
})
