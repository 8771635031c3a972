import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { LabBrowser, type Layout, allNames, storeFolder } from './lab.ts'

export const damages = ['truncated', 'flipped', 'zeroed', 'removed'] as const
export type Damage = (typeof damages)[number]

/** What was done to which file of a store, and what came of it. */
export interface DamageOutcome {
  readonly layout: Layout
  readonly file: string
  readonly damage: Damage
  /** Names that the list does not show, or shows differently. */
  readonly wrong: number
  /** `sound`: nothing was amiss; `rebuilt` and `memory` are told to the clerk. */
  readonly told: 'sound' | 'rebuilt' | 'memory' | 'failed'
  /** The first question to the station was for everything, not for what had come since. */
  readonly beganEmpty: boolean
}

/**
 * Damages every file of the browser's store, each in a store of its own, between two runs of the browser, and says
 * what the next run shows. Half of the records are in the store's main file and half in its log.
 * @param wanted which damages to do; all unless given
 */
export async function damageEveryFile(profile: string, layout: Layout, wanted: (file: string, damage: Damage) => boolean = () => true): Promise<readonly DamageOutcome[]> {
  const first = await LabBrowser.launch(profile, layout)
  await rest(first, 'probe', 60)
  await first.close()
  const second = await LabBrowser.launch(profile, layout)
  await rest(second, 'probe', 120)
  await second.kill()
  const plan = filesOf(storeFolder(profile, 'probe')).flatMap((file) => damages.filter((damage) => wanted(file, damage)).map((damage) => ({ file, damage })))

  for (const [cases, end] of [[60, 'close'], [120, 'kill']] as const) {
    const browser = await LabBrowser.launch(profile, layout)
    for (const at of plan.keys()) await rest(browser, `store-${at}`, cases)
    await browser[end]()
  }
  for (const [at, { file, damage }] of plan.entries()) doDamage(join(storeFolder(profile, `store-${at}`), file), damage)

  const after = await LabBrowser.launch(profile, layout)
  const outcomes: DamageOutcome[] = []
  for (const [at, { file, damage }] of plan.entries()) {
    const page = await after.start(`store-${at}`)
    let state = await page.evaluate(() => window.lab.rest())
    let shown = await page.evaluate(() => window.lab.list())
    // Damaged rows are found by whoever reads them; what is said changes with that, and a screen asks anew.
    for (let after = await page.evaluate(() => window.lab.rest()); !isDeepStrictEqual(after, state); after = await page.evaluate(() => window.lab.rest())) {
      state = after
      shown = await page.evaluate(() => window.lab.list())
    }
    const wrong = allNames().filter((name, row) => shown[row] !== name).length + Math.max(0, shown.length - allNames().length)
    const [first] = await page.evaluate(() => window.lab.asked())
    outcomes.push({ layout, file, damage, wrong, beganEmpty: first === null, told: state.kind === 'stored' ? (state.rebuilt === null ? 'sound' : 'rebuilt') : state.kind === 'memory' ? 'memory' : 'failed' })
    await page.close()
  }
  await after.close()
  return outcomes
}

async function rest(browser: LabBrowser, origin: string, cases: number): Promise<void> {
  const page = await browser.start(origin, { cases })
  await page.evaluate(() => window.lab.rest())
  await page.close()
}

/** All that a store is made of; the database's own diary and lock hold nothing. */
const filesOf = (folder: string): readonly string[] => readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile() && !/^LOG|^LOCK$/.test(name)).toSorted()

function doDamage(path: string, damage: Damage): void {
  const bytes = readFileSync(path)
  switch (damage) {
    case 'truncated':
      return truncateSync(path, Math.floor(bytes.length / 2))
    case 'flipped':
      return writeFileSync(path, bytes.map((byte, at) => (at % 61 === 30 ? byte ^ 0x10 : byte)))
    case 'zeroed':
      return writeFileSync(path, Buffer.alloc(bytes.length))
    case 'removed':
      return rmSync(path)
  }
}
