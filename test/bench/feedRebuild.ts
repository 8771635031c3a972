import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { openDesk } from '../../electron/station/desk.ts'
import { feedScope, watermark } from '../../shared/contracts/feed.ts'
import { LabBrowser } from '../e2e/cacheLab/lab.ts'
import { type Figure, median } from './measure.ts'
import { eventCount, seededStation, stationPorts } from './seeded.ts'

const pairs = 5
const pullRequest = z.strictObject({ from: watermark.nullable(), scope: feedScope })

/**
 * A cache that is gone, filled again from a station of 100 000 events, against Dexie alone putting the same rows in
 * the same browser; in turn. Beside it the same after the station's own rows were lost too.
 */
export async function feedRebuild(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'caravan-bench-'))
  try {
    const { place, cases } = await seededStation()
    await cp(place, join(folder, 'station'), { recursive: true })
    const browser = await LabBrowser.launch(join(folder, 'profile'), 'leveldb', 'test/bench/rebuild/rebuildPage.ts')
    const times: (readonly [number, number])[] = []
    let first = Number.NaN
    for (let pair = -1; pair < pairs; pair += 1) {
      const desk = await openDesk(stationPorts(join(folder, 'station')))
      const page = await browser.page('bench')
      await page.route('**/pull', async (route) => route.fulfill({ json: await desk.handle('feed:pull', pullRequest.parse(route.request().postDataJSON())) }))
      const filled = await page.evaluate((name) => window.rebuild(name), `desk-bench${pair}-x-3`)
      if (filled.rows !== cases) throw new Error(`${filled.rows} rows of ${cases} cases`)
      const put = await page.evaluate(([from, to]) => window.putRows(from, to), [`desk-bench${pair}-x-3`, `desk-put${pair}-x-3`] as const)
      if (pair < 0) first = filled.ms
      else times.push([filled.ms, put])
      await page.close()
      await desk.close()
    }
    await browser.close()
    const [value, against] = [median(times.map(([a]) => a)), median(times.map(([, b]) => b))]
    const samples = `${cases} cases of ${eventCount} events`
    return [
      { id: 'feed-rebuild', what: `an empty cache filled from ${samples}; against: the same rows put by Dexie alone, in turn, median of the paired ratios`, unit: 'ms', value, against, ratio: median(times.map(([a, b]) => a / b)), limit: 2, samples: times.length },
      { id: 'feed-rebuild-from-records', what: `the same when every row has to be made from the records`, unit: 'ms', value: first, against: null, ratio: null, limit: 60_000, samples: 1 },
    ]
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
