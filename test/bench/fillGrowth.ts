import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Pack } from '../../shared/domain/pack.ts'
import { fillOnce } from './fill.ts'
import { asStarted } from './fill/asStarted.ts'
import { FillBrowser } from './fill/fillBrowser.ts'
import { type Filled, fill, openFilledStation } from './fill/filledStation.ts'
import { inFolder } from './fill/inFolder.ts'
import { type RunningOffice, startOffice } from './fill/officeOfCases.ts'
import { type Changed, measureChanges } from './changedCases.ts'
import type { Figure } from './measure.ts'
import { tend } from './seeded.ts'

/** As many as a district has after some years; fewer only while somebody works on these benches. */
const manyCases = Number(process.env['BENCH_CASES'] ?? 20_000)

interface Many {
  readonly office: Pick<RunningOffice, 'documents' | 'events'>
  readonly filled: Filled
  readonly changed: Promise<Changed>
}

/** One large station serves both benches. */
let many: Promise<Many> | null = null
const fillMany = (pack: Pack): Promise<Many> => (many ??= inFolder((folder) => measureMany(pack, folder)))

async function measureMany(pack: Pack, folder: string): Promise<Many> {
  const office = await startOffice(manyCases)
  try {
    const userData = join(folder, 'desk')
    const filled = await fillOneOf(office, folder, join(userData, 'station'), userData)
    process.stderr.write(`  ${manyCases} cases in ${Math.round(filled.ms / 1000)} s\n`)
    await tend(join(userData, 'station'), { ...asStarted(userData), clock: { now: () => new Date(), uptimeMs: () => performance.now() } })
    const changed = measureChanges(pack, office, userData)
    // The fill has been measured, whatever comes of this.
    await changed.catch(() => undefined)
    return { office, filled, changed }
  } finally {
    await office.stop()
  }
}

async function fillOneOf(office: RunningOffice, folder: string, place: string, userData: string): Promise<Filled> {
  const browser = await FillBrowser.launch(join(folder, 'browser'))
  try {
    const station = await openFilledStation(browser, place, 'many-3', userData)
    const filled = await fill(station, office)
    await station.close()
    return filled
  } finally {
    await browser.close()
  }
}

/** How the time of a first fill grows with the number of cases. */
export async function fillGrowth(pack: Pack): Promise<readonly Figure[]> {
  const small = await fillOnce()
  const { office, filled } = await fillMany(pack)
  return [
    { id: 'fill-growth', what: `${manyCases} cases, ${office.events} events; against: a quarter of them in the same run`, unit: 'ms', value: filled.ms, against: small.ms, ratio: filled.ms / small.ms, limit: 4.4, samples: 1 },
    { id: 'fill-growth-memory', what: 'largest resident memory of the main process meanwhile; against: the same with a quarter of the cases', unit: 'MB', value: filled.rssBytes / 1e6, against: small.rssBytes / 1e6, ratio: filled.rssBytes / small.rssBytes, limit: 2, samples: 1 },
  ]
}

/** A hundred cases that others change while a clerk looks at a list, or types. */
export async function changeHundred(pack: Pack): Promise<readonly Figure[]> {
  const changed = await (await fillMany(pack)).changed
  await writeFile(join(process.cwd(), 'out', 'bench', 'change-100-times.json'), JSON.stringify(changed))
  const { shown, listed, keys, keysAlone } = changed
  const what = `100 changed cases on a station of ${manyCases}`
  const of = (id: string, sentence: string, value: number, limit: number, samples: number): Figure => ({ id, what: sentence, unit: 'ms', value, against: null, ratio: null, limit, samples })
  return [
    of('change-100', `${what}: from the last of them standing at the server until the list that shows them is presented, the slowest`, Math.max(...shown), 1000, shown.length),
    of('change-100-while-typing', `${what}: the same until the lists have them, while the clerk types into an intake, the slowest`, Math.max(...listed), 1000, listed.length),
    of('change-100-typing', 'p99 from a key in the number field of an intake to the presented preview, while the changes arrive', p99(keys), 50, keys.length),
    of('change-100-typing-alone', 'the same while nothing arrives', p99(keysAlone), 50, keysAlone.length),
  ]
}

function p99(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN
}
