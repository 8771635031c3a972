import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { loadPack } from '../../../electron/station/packs.ts'
import { viewOutcome } from '../../../renderer/words/outcomeView.ts'
import { lookUpPack, type PackLookup } from '../../../renderer/words/packLookup.ts'
import { askedQuestion, factsOf, readAnswer, whyAsked } from '../../../renderer/words/questionView.ts'
import { limitSentence } from '../../../renderer/words/limitText.ts'
import { groupMaterials, itemsForNow } from '../../../renderer/words/materialView.ts'
import { countMaterials } from '../../../shared/domain/materialCount.ts'
import { viewReason } from '../../../renderer/words/reasonView.ts'
import { assess } from '../../../shared/domain/assess.ts'
import { compilePack, type CompiledPack } from '../../../shared/domain/compilePack.ts'
import { findLimits } from '../../../shared/domain/limits.ts'
import type { Facts } from '../../../shared/domain/pack.ts'
import { nextQuestions } from '../../../shared/domain/questions.ts'

let lookup: PackLookup
let compiled: CompiledPack
let workshop: Facts

beforeAll(async () => {
  const loaded = await loadPack(join(import.meta.dirname, '../../../resources/packs/xiamen-2021'))
  if (!loaded.ok) throw new Error('the built-in pack does not load')
  lookup = lookUpPack(loaded.value.pack)
  compiled = compilePack(loaded.value.pack, loaded.value.ref)
  const example = loaded.value.pack.examples.find(({ expect: wanted }) => wanted.flow === 'low-risk')
  if (!example) throw new Error('no low-risk example')
  workshop = example.facts
})

test('every line of an outcome has its word and stands under one heading only', () => {
  const assessment = assess(compiled, workshop)
  const view = viewOutcome(lookup, assessment)
  const lines = view.groups.flatMap(({ lines: certain, possible }) => [...certain, ...possible])
  expect(lines.map(({ id }) => id).toSorted()).toEqual(assessment.items.map(({ id }) => id).toSorted())
  expect(lines.every(({ word }) => word !== '')).toBe(true)
  expect(view.groups.at(-1)?.title).toBe('并行推进')
})

test('an open item says which answer it lacks', () => {
  const view = viewOutcome(lookup, assess(compiled, { projectKind: 'building', investmentKind: 'social' }))
  const open = view.groups.flatMap(({ lines }) => lines).filter(({ tone }) => tone === 'open')
  expect(open.length).toBeGreaterThan(0)
  expect(open.every(({ word, note }) => word === '待定' && note.startsWith('缺：'))).toBe(true)
})

test('10 200 m² says how far it is from low risk and what would follow at 10 000 m²', () => {
  const facts = { ...workshop, totalFloorArea: 10_200 }
  const flowNow = assess(compiled, facts).flow
  const sentences = findLimits(compiled, facts).flatMap((limit) => (limit.fact === 'totalFloorArea' ? (limitSentence(lookup, limit, flowNow) ?? []) : []))
  expect(sentences[0]?.distance).toBe('超过 10\u202f000 平方米 200 平方米，不属于社会投资简易低风险工程建设项目。')
  expect(sentences[0]?.gain).toMatch(/^若能调整到 10\u202f000 平方米以内：.+。$/u)
})

test('a question says how much it decides and where that stands in the plan', () => {
  const [first] = nextQuestions(compiled, {})
  expect(first && whyAsked(lookup, first)).toMatch(/^这一问决定 \d+ 个事项 · 方案第/u)
})

test('every question the assessment asks can be shown', () => {
  const questions = nextQuestions(compiled, { projectKind: 'building' })
  expect(questions.length).toBeGreaterThan(3)
  for (const question of questions) {
    const asked = askedQuestion(lookup, question)
    expect(asked && factsOf(asked)).toEqual(question.kind === 'fact' ? [question.fact] : question.lines)
  }
})

test('typed answers are read in the unit of the question, and refused in words', () => {
  const area = lookup.facts.get('totalFloorArea')
  const floors = lookup.facts.get('undergroundFloors')
  if (!area || !floors) throw new Error('the pack has lost its facts')
  expect(readAnswer(area, '10 200.456', '2026-11-24')).toEqual({ kind: 'value', value: 10_200.46 })
  expect(readAnswer(area, '', '2026-11-24')).toEqual({ kind: 'none' })
  expect(readAnswer(area, '-1', '2026-11-24')).toMatchObject({ kind: 'problem', sentence: expect.stringContaining('不小于 0 平方米') })
  expect(readAnswer(floors, '1.5', '2026-11-24')).toMatchObject({ kind: 'problem', sentence: expect.stringContaining('整数') })
})

test('a material that several items want is missing once, and received for all at once', () => {
  const assessment = assess(compiled, workshop)
  const nothing = countMaterials(assessment.items, () => null)
  expect(nothing.missing).toBe(nothing.wanted)
  const shared = groupMaterials(lookup, assessment, () => null).flatMap(({ lines }) => lines).find(({ sharedWith }) => sharedWith.length > 0)
  if (!shared) throw new Error('no material is shared in this example')
  const one = countMaterials(assessment.items, (_item, material) => (material === shared.material.id ? { kind: 'received', originals: 1, copies: 0 } : null))
  expect(one).toMatchObject({ missing: nothing.wanted - 1, received: 1 })
})

test('materials for when the works are done do not count as missing now', () => {
  const assessment = assess(compiled, workshop)
  const now = countMaterials(itemsForNow(lookup, assessment), () => null)
  const all = countMaterials(assessment.items, () => null)
  expect(now.missing).toBeLessThan(all.missing)
  const later = groupMaterials(lookup, assessment, () => null).filter(({ isLater }) => isLater)
  expect(later.map(({ item }) => item.id)).toContain('completion-filing')
  expect(later.map(({ item }) => item.id)).not.toContain('construction-permit')
})

test('a reason names rule, sentence, place in the plan and the answers it rests on', () => {
  const assessment = assess(compiled, workshop)
  const reason = viewReason(lookup, compiled, assessment, workshop, 'planning-permit')
  const [rule] = reason?.deciding ?? []
  expect(rule?.sentence).not.toBe('')
  expect(rule?.tasks.length).toBeGreaterThan(0)
  expect(rule?.facts.some(({ label, answer }) => label === '总建筑面积' && answer !== null)).toBe(true)
  expect(viewReason(lookup, compiled, assessment, workshop, 'no-such-item')).toBeNull()
})
