import { spawnSync } from 'node:child_process'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { must, openCase, order, sampleProject } from '../builders/counter.ts'
import { aBackground, aPlace, atTheCounter, type TestPlace } from '../builders/desk.ts'

const root = join(import.meta.dirname, '..', '..')
let place: TestPlace
let profile: string
let journal: string
beforeAll(async () => {
  place = await aPlace()
  profile = join(place.root, 'profile', 'office')
  journal = join(profile, 'journal')
  const background = aBackground()
  const desk = await atTheCounter(await place.open({ segmentBytes: 4000, runInBackground: background.run }))
  for (let count = 0; count < 5; count += 1) must(await order(desk, await openCase(desk, sampleProject), { kind: 'note', text: '来电补充' }))
  await background.untilIdle()
  must(await order(desk, await openCase(desk, sampleProject), { kind: 'note', text: '最后一条' }))
  await desk.close()
})
afterAll(() => place.remove())

function run(script: string, ...args: string[]): { readonly code: number | null; readonly lines: readonly string[]; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts', `${script}.ts`), ...args], { cwd: root, encoding: 'utf8' })
  return { code: status, lines: stdout.split('\n').filter((line) => line !== ''), stderr }
}
const bytesBelow = (folder: string): string => readdirSync(folder).map((name) => (statSync(join(folder, name)).isDirectory() ? bytesBelow(join(folder, name)) : `${name} ${readFileSync(join(folder, name)).toString('hex')}`)).join('\n')
function withChangedByte(name: string, work: () => void): void {
  const whole = readFileSync(join(journal, name))
  const changed = Buffer.from(whole)
  changed[whole.length >> 1] = (changed[whole.length >> 1] ?? 0) ^ 1
  writeFileSync(join(journal, name), changed)
  try {
    work()
  } finally {
    writeFileSync(join(journal, name), whole)
  }
}
const compressed = 'segment-000002.log.gz'
const index = 'segment-000002.idx'

test('a journal as text: number, moment, who, which case, what, in words; nothing is changed', () => {
  const before = bytesBelow(profile)
  chmodSync(journal, 0o500)
  const { code, lines, stderr } = run('journal', profile)
  chmodSync(journal, 0o700)
  expect([code, stderr]).toEqual([0, ''])
  expect(lines[0]).toBe('# 本站记录')
  expect(lines[1]).toMatch(/^1 {2}== 第 1 段 首次启用，工作站 [0-9a-f]{16}，代 [0-9A-Z]{6}$/)
  expect(lines.find((line) => line.includes('启用工作站'))).toMatch(/^2 {2}2026-03-02 09:0\d:\d\d {2}\[[0-9a-f]{24}\] {2}station:/)
  expect(lines.filter((line) => line.includes('填写  project.name = '))).toHaveLength(6)
  expect(lines.at(-1)).toContain('备注  {"text":"最后一条"}')
  expect(bytesBelow(profile)).toBe(before)
})

test('a damaged journal is shown as far as it goes, the missing records by number', () => {
  withChangedByte(compressed, () => {
    const { code, lines } = run('journal', profile)
    expect(code).toBe(0)
    expect(lines.some((line) => line.endsWith('! 缺失'))).toBe(true)
    expect(lines.at(-1)).toContain('最后一条')
  })
})

test('verify: one line for a whole journal, one line per problem and exit 1 for a damaged one', () => {
  expect(run('verify', 'journal', profile)).toMatchObject({ code: 0, lines: [expect.stringMatching(/^journal: whole, station [0-9a-f]{16}, \d+ records in \d+ segments, last \d+, chain [0-9a-f]{64}$/)] })
  withChangedByte(compressed, () => {
    const { code, lines } = run('verify', 'journal', profile)
    expect(code).toBe(1)
    expect(lines.some((line) => /^journal: record \d+: damaged or missing$/.test(line))).toBe(true)
    expect(lines).toContain('journal: manifest.json: segment 2 has another content')
  })
  withChangedByte(index, () => expect(run('verify', 'journal', profile)).toMatchObject({ code: 1, lines: ['journal: segment-000002.idx: damaged, or of another segment', expect.stringContaining('1 problems')] }))
  withChangedByte('manifest.json', () => expect(run('verify', 'journal', profile)).toMatchObject({ code: 1, lines: ['journal: manifest.json: damaged', expect.any(String)] }))
})

test('without a journal, or used wrongly: said on stderr, exit 2', () => {
  expect(run('journal', place.root)).toMatchObject({ code: 2, lines: [], stderr: expect.stringContaining('no journal here') })
  expect(run('verify', 'papers', profile)).toMatchObject({ code: 2, lines: [], stderr: expect.stringContaining('usage') })
})
