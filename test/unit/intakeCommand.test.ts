import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Pack } from '../../shared/domain/pack.ts'
import { aHead, anOverlayFolder } from '../builders/overlay.ts'
import { anExample, jimeiOverlayDir, readJimeiPack, readXiamenPack, xiamenPackDir } from '../builders/pack.ts'

const root = join(import.meta.dirname, '..', '..')
let pack: Pack
let folder: string
beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
  folder = mkdtempSync(join(tmpdir(), 'intake-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

function write(name: string, content: unknown): string {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}

function intake(...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts', 'intake.ts'), ...args], { cwd: root, encoding: 'utf8' })
  return { code: status, stdout, stderr }
}

test('a worked case prints one JSON object in the agreed shape', () => {
  const example = pack.examples[0]
  const { code, stdout, stderr } = intake(write('s01.json', example?.facts))
  expect([code, stderr]).toEqual([0, ''])
  const printed: Record<string, unknown> = JSON.parse(stdout)
  expect(Object.keys(printed)).toEqual(['pack', 'classification', 'flow', 'items', 'ruleIds', 'undecidedRuleIds', 'materialsWaived', 'open', 'reasons'])
  expect(printed).toMatchObject({ classification: 'social-low-risk', flow: 'low-risk', items: example?.expect.items, undecidedRuleIds: [], open: [] })
  const reasons: Record<string, object[]> = JSON.parse(JSON.stringify(printed.reasons))
  expect(reasons['planning-permit']?.[0]).toEqual({ rule: 'low-risk-works-commitment', clause: 6, tasks: [22], explanation: expect.stringContaining('告知承诺') })
})

test('what-if prints both outcomes and what differs', () => {
  const now = write('now.json', anExample(pack, 's01', { totalFloorArea: 10_200, industrialProject: false }))
  const { code, stdout } = intake(now, '--what-if', write('then.json', anExample(pack, 's01')))
  const printed: { before: { flow: string }; after: { flow: string }; changed: Record<string, string[]> } = JSON.parse(stdout)
  expect([code, printed.before.flow, printed.after.flow]).toEqual([0, 'general-basic', 'low-risk'])
  expect(printed.changed.items).toContain('construction-permit')
  expect(printed.changed.materials).toContain('planning-permit/building-permit-one-form')
  expect(printed.changed.rules).toContain('low-risk-one-form')
})

test('what is not valid exits 2, says nothing on stdout and one line a problem on stderr', () => {
  const bad = intake(write('bad.json', { projectKind: 'castle', maxHeight: 'tall', nothing: 1 }))
  expect([bad.code, bad.stdout]).toEqual([2, ''])
  expect(bad.stderr.trim().split('\n').map((line) => line.match(/\$\S*?(?=:)/)?.[0])).toEqual(['$.projectKind', '$.maxHeight', '$.nothing'])
  const lines = intake(write('lines.json', '{\n"isMajorProject": tru,\n"x":1}\n'), '--what-if', write('also.json', { nothing: 1 })).stderr.trim().split('\n')
  expect(lines.map((line) => line.replace(/^.*\.json: /, ''))).toEqual([expect.stringMatching(/^\$: not JSON/), '$.nothing: unknown fact'])
  for (const args of [[write('half.json', '{"a":')], [join(folder, 'missing.json')], [], [write('ok.json', {}), '--pack', folder], ['--nonsense']]) {
    const refused = intake(...args)
    expect([refused.code, refused.stdout, refused.stderr.length > 0], args.join(' ')).toEqual([2, '', true])
  }
})

test('a pack that is not text through and through is refused by file, never half read', () => {
  const dir = join(folder, 'odd-pack')
  for (const [name, change] of [
    ['half a character', (text: string) => Buffer.from(text.replace('"explanation_zh": "', '"explanation_zh": "\\ud800'))],
    ['another encoding', (text: string) => Buffer.from(text, 'latin1')],
    ['a key that is misspelt', (text: string) => Buffer.from(text.replace('"waive":', '"waives":'))],
  ] as const) {
    cpSync(xiamenPackDir, dir, { recursive: true })
    const file = join(dir, 'policy-rules.json')
    writeFileSync(file, change(readFileSync(file, 'utf8')))
    const { code, stdout, stderr } = intake(write('ok.json', {}), '--pack', dir)
    expect([code, stdout], name).toEqual([2, ''])
    expect(stderr, name).toContain('policy-rules.json')
  }
})

test('another pack is used when named, even while its own examples still speak of the old rule', () => {
  const dir = join(folder, 'pack')
  cpSync(xiamenPackDir, dir, { recursive: true })
  const facts = readFileSync(join(dir, 'facts.json'), 'utf8')
  writeFileSync(join(dir, 'facts.json'), facts.replaceAll('totalFloorArea <= 10000', 'totalFloorArea <= 500'))
  const { code, stdout } = intake(write('s01.json', anExample(pack, 's01', { industrialProject: false })), '--pack', dir)
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ flow: 'general-basic' })
})

test('an overlay is laid on the pack and named beside it; without one nothing is said of overlays', async () => {
  const { city, layered } = await readJimeiPack()
  const lift = write('lift.json', anExample(pack, 's14'))
  const plain: Record<string, unknown> = JSON.parse(intake(lift).stdout)
  expect(plain.pack).toEqual(city.ref)
  const { code, stdout, stderr } = intake(lift, '--overlay', jimeiOverlayDir)
  expect([code, stderr]).toEqual([0, ''])
  const printed: Record<string, unknown> = JSON.parse(stdout)
  expect(printed.pack).toEqual({ ...city.ref, overlays: [{ id: 'jimei-sample', version: '1.0.0', digest: layered.pack.overlays[0]?.digest }] })
  expect(Object.keys(printed)).toEqual(Object.keys(plain))
  expect(printed.ruleIds).toContain('jimei-elevator-notice')
  expect(plain.ruleIds).not.toContain('jimei-elevator-notice')
})

test('overlays are laid in order, and one that is only being tried need not carry the worked cases it changes', () => {
  const items = [{ ...pack.items.find(({ id }) => id === 'eia'), appliesWhen: 'false', confidence: 'low' }]
  const dir = anOverlayFolder({ 'items.json': { items } })
  const { code, stdout } = intake(write('s03.json', anExample(pack, 's03')), '--overlay', jimeiOverlayDir, '--overlay', dir)
  const printed: { pack: { overlays: { id: string }[] }; items: Record<string, string> } = JSON.parse(stdout)
  expect([code, printed.pack.overlays.map(({ id }) => id)]).toEqual([0, ['jimei-sample', aHead.id]])
  expect(printed.items).not.toHaveProperty('eia')
  rmSync(dir, { recursive: true })
})

test('an overlay that breaks the pack is refused with its folder, file and id', () => {
  const dir = anOverlayFolder({ 'items.json': { items: [{ ...pack.items.find(({ id }) => id === 'eia'), materials: ['scroll'], confidence: 'low' }] } })
  const facts = write('ok.json', {})
  for (const [given, expected] of [
    [dir, 'items.json eia: 没有这个材料：scroll'],
    [xiamenPackDir, 'pack.json：补充里没有这种文件'],
    [join(folder, 'nowhere'), 'overlay.json：文件不存在或读不出来'],
  ] as const) {
    const { code, stdout, stderr } = intake(facts, '--overlay', given)
    expect([code, stdout], given).toEqual([2, ''])
    expect(stderr.split('\n')).toContain(`overlay ${given}: ${expected}`)
  }
  rmSync(dir, { recursive: true })
})
