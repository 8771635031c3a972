import { beforeAll, expect, test } from 'vitest'
import { conflictEffects, type ConflictScene } from '../../../renderer/words/conflictEffect.ts'
import { lookUpPack } from '../../../renderer/words/packLookup.ts'
import { assess } from '../../../shared/domain/assess.ts'
import type { FieldPath, MaterialState } from '../../../shared/domain/events.ts'
import { anExample, readXiamenPack } from '../../builders/pack.ts'

let scene: ConflictScene
beforeAll(async () => {
  const { pack, compiled } = await readXiamenPack()
  const facts = anExample(pack, 's01', { buildingType: 'workshop', totalFloorArea: 9_800, industrialProject: true, onCommitmentNegativeList: false })
  scene = { lookup: lookUpPack(pack), compiled, facts, assessment: assess(compiled, facts), materialOf: () => null }
})

test('two floor areas: flow, items and the number of materials, as far as they differ', () => {
  const effects = conflictEffects('facts.totalFloorArea', [9_800, 10_200], scene)
  if (effects.kind !== 'differ') throw new Error('the outcomes do not differ')
  expect(effects.lines[0]?.[0]).toMatch(/^流程：.*低风险/)
  expect(effects.lines.map((lines) => lines.filter((line) => line.startsWith('要交材料')).length)).toEqual([1, 1])
  expect(effects.lines[0]).not.toEqual(effects.lines[1])
})

test('two floor areas on one side of the limit lead to the same', () => {
  expect(conflictEffects('facts.totalFloorArea', [9_800, 9_900], scene)).toEqual({ kind: 'same', text: '选哪一种，办理结果都一样。' })
})

test('a material: how many are still missing by each', () => {
  const wanted = scene.assessment.items.flatMap(({ id, materials }) => materials.flatMap((material) => (material.disposition.kind === 'needed' ? [`${id}/${material.id}`] : [])))
  const received: MaterialState = { kind: 'received', originals: 1, copies: 0 }
  const said = wanted.map((place) => {
    const path: FieldPath = `materials.${place.split('/')[0] ?? ''}/${place.split('/')[1] ?? ''}`
    return conflictEffects(path, [received, null], scene)
  })
  const differing = said.find(({ kind }) => kind === 'differ')
  if (differing?.kind !== 'differ') throw new Error('no material makes a difference')
  expect(differing.lines[0]?.[0]).toMatch(/^还差 \d+ 份材料$|^材料就齐了$/)
  expect(differing.lines[0]).not.toEqual(differing.lines[1])
  const path: FieldPath = `materials.${wanted[0]?.split('/')[0] ?? ''}/${wanted[0]?.split('/')[1] ?? ''}`
  expect(conflictEffects(path, [received, { kind: 'original-seen' }], scene)).toMatchObject({ kind: 'same' })
})

test('a name, a theme and the data of a licence change no outcome, and that is said', () => {
  const paths = ['project.name', 'theme', 'planningPermit.location'] as const
  expect(paths.map((path) => conflictEffects(path, ['甲', '乙'], scene))).toEqual([
    { kind: 'same', text: '不影响办理结果，会印在文书上。' },
    { kind: 'same', text: '主题不影响办理结果：事项和材料以各题的答复为准。' },
    { kind: 'same', text: '不影响办理结果，会印在证书上。' },
  ])
})
