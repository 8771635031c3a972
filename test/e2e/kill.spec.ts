import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import type { Pack } from '../../shared/domain/pack.ts'
import { diskFiles } from '../../electron/station/files.ts'
import { anExample, readXiamenPack } from '../builders/pack.ts'
import { readEvidence } from '../faults/journalEvidence.ts'
import { findBroken } from '../faults/promises.ts'
import { createChance } from '../faults/writeback.ts'
import { numberText } from '../../renderer/words/numberText.ts'
import { Clerk } from './clerk.ts'
import { type Desk, expect, isRealElectron, type ProcessRole, test } from './desk.ts'
import { beginWork, deskOfPage, LedgerFile } from './pageDesk.ts'

/** 20 in `npm test`, 200 in the soak. */
const points = Number(process.env.CARAVAN_KILL_POINTS ?? 20)
const seed = process.env.CARAVAN_KILL_SEED ?? '1'
const station = { district: '集美区', name: '三号窗口', operators: ['李敏'] }
const roles: readonly ProcessRole[] = isRealElectron ? ['renderer', 'main', 'everything'] : ['renderer', 'browser', 'main', 'everything']

const yearMs = 365 * 24 * 3600_000
/** Nearly always right; now and then years ahead or behind, and right again at the next start. */
const clockErrors = [0, 0, 0, 0, 10 * yearMs, -yearMs] as const

let pack: Pack
test.beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

/** On the screen, on the disk and in the answers: everything that was promised, once. */
async function holdAgainstLedger(desk: Desk, clerk: Clerk, ledger: LedgerFile, when: string): Promise<void> {
  const evidence = await readEvidence(diskFiles, join(desk.stationFolder, 'office'))
  const opened = new Set(evidence.records.flatMap(({ stream }) => (stream.startsWith('case:') ? [stream] : [])))
  await clerk.search('')
  await expect(clerk.page.getByText(`共 ${numberText(opened.size)} 件`), when).toBeVisible()
  // A few of the cases, whole: asking for all of them grows with every point.
  const { rows } = await deskOfPage(clerk.page).handle('feed:pull', { from: null, scope: 'all' })
  expect(rows.length, when).toBe(Math.min(opened.size, 500))
  if (opened.size <= 500) expect(await findBroken(ledger.entries(), { profile: 'office', desk: deskOfPage(clerk.page), evidence }), when).toEqual([])
}

test(`killed at ${points} points of its work: everything promised is there, once, and on the screen`, async ({ desk, dataFolder }) => {
  test.setTimeout(60_000 + points * 30_000)
  const chance = createChance(`kill ${seed}`)
  const ledger = new LedgerFile(join(dataFolder, 'ledger.jsonl'))
  await new Clerk(desk.page, pack).setUpStation(station)
  for (let point = 0; point < points; point += 1) {
    const role = chance.pick(roles)
    const afterMs = chance.below(700)
    const clockError = chance.pick(clockErrors)
    const when = `seed ${seed}, point ${point}: ${role} after ${afterMs} ms, clock ${clockError / yearMs} years ahead`
    if (clockError !== 0) await desk.jumpClock(clockError)
    ledger.listenTo(desk.page)
    beginWork(desk.page, point * 10_000)
    await pass(afterMs)
    await desk.kill(role)
    if (role === 'renderer') {
      await desk.untilRestored()
      await desk.close()
    }
    const clerk = new Clerk(await desk.start(), pack)
    await clerk.signInIfAsked('李敏')
    await holdAgainstLedger(desk, clerk, ledger, when)
  }
  expect(ledger.entries().length).toBeGreaterThan(points)
  // However wrong it was, what is written now is held against the days before the leap.
  const { records } = await readEvidence(diskFiles, join(desk.stationFolder, 'office'))
  expect(records.findLast(({ events }) => events.length > 0)?.events.map(({ clock }) => clock)).not.toContain('doubtful')
})

test('the page is lost while something is being typed: it comes back to the question, with what was typed', async ({ desk }) => {
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  await clerk.openNewCase('小型厂房、仓库、办公楼')
  await clerk.answer(anExample(pack, 's01'), 'maxHeight')
  await clerk.type({ maxHeight: 23.5 })
  await clerk.waitUntilDraftKept(desk.stationFolder, '23.5')
  await desk.kill('renderer')
  await desk.untilRestored()
  const again = new Clerk(await desk.relaunch(), pack)
  await again.signInIfAsked('李敏')
  await expect(again.page.getByLabel('最高一栋的建筑高度是多少米？')).toHaveValue('23.5')
  expect(readFileSync(join(desk.userData, 'desk.log'), 'utf8')).toContain('page lost')
})

test('the computer sleeps in the middle of the work: nothing is taken for a fault, and it goes on', async ({ desk, dataFolder }) => {
  const ledger = new LedgerFile(join(dataFolder, 'ledger.jsonl'))
  const clerk = new Clerk(desk.page, pack)
  await clerk.setUpStation(station)
  ledger.listenTo(desk.page)
  beginWork(desk.page, 0)
  await expect.poll(() => ledger.entries().length).toBeGreaterThan(5)
  const processes = desk.pidsOf('everything')
  for (const pid of processes) process.kill(pid, 'SIGSTOP')
  // Longer than any watch over the store and the page waits.
  await pass(6_000)
  for (const pid of processes) process.kill(pid, 'SIGCONT')
  const before = ledger.entries().length
  await expect.poll(() => ledger.entries().length).toBeGreaterThan(before + 5)
  await expect(desk.page.locator('.banner')).toHaveCount(0)
  await desk.kill('everything')
  const again = new Clerk(await desk.start(), pack)
  await again.signInIfAsked('李敏')
  await holdAgainstLedger(desk, again, ledger, 'after the sleep')
})
