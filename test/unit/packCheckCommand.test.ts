import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { anOverlayFolder } from '../builders/overlay.ts'
import { jimeiOverlayDir, readXiamenPack, xiamenPackDir } from '../builders/pack.ts'

const root = join(import.meta.dirname, '..', '..')

function packCheck(...args: string[]): { code: number | null; lines: string[]; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'scripts', 'packCheck.ts'), ...args], { cwd: root, encoding: 'utf8' })
  return { code: status, lines: stdout.trimEnd().split('\n'), stderr }
}

test('the shipped overlay passes, and every worked case says what becomes of it', async () => {
  const { pack } = await readXiamenPack()
  const { code, lines, stderr } = packCheck(xiamenPackDir, '--overlay', jimeiOverlayDir)
  expect([code, stderr]).toEqual([0, ''])
  expect(lines[0]).toContain('全部通过')
  expect(lines).toContain('集美区补充规定（样例） 1.0.0（集美区）：全部通过。对各样例的影响：')
  for (const { id, title_zh } of pack.examples) expect(lines.filter((line) => line.startsWith(`${id} ${title_zh}：`))).toHaveLength(1)
  expect(lines).toContain('s01 办公楼·三项数值均取上限·材料齐全：没有变化')
  const review = lines.findIndex((line) => line.startsWith('s12 '))
  expect(lines.slice(review + 1, review + 3)).toEqual(['  事项“老旧小区改造实施方案联合审查”：承办部门 各区政府 → 集美区建设局（牵头）', '  事项“老旧小区改造实施方案联合审查”：办理时限 10 个工作日 → 7 个工作日'])
  expect(lines.filter((line) => line.includes('（补充自带）'))).toHaveLength(2)
})

test('without an overlay nothing is said of one', () => {
  const { code, lines } = packCheck()
  expect([code, lines.length]).toEqual([0, 2])
})

test('what is wrong is named with the overlay, file and id; a worked case that changes has to be carried', async () => {
  const { pack } = await readXiamenPack()
  const rule = { ...pack.rules.find(({ id }) => id === 'eia-commitment'), id: 'huli-exempt', when: 'lowRisk', effect: { kind: 'exempt', target: ['item:drawing-review'], value: 'exempt' } }
  const dir = anOverlayFolder({ 'policy-rules.json': { rules: [rule] } })
  const { code, lines, stderr } = packCheck('--overlay', dir)
  expect([code, lines]).toEqual([1, ['']])
  expect(stderr).toContain('湖里区补充规定 scenarios.json s01：规则 多 huli-exempt（补充改变了下层的这个样例；确要改变的，请把改后的样例写进补充的 scenarios.json）')
  expect(packCheck('--nonsense').code).toBe(1)
  rmSync(dir, { recursive: true })
})
