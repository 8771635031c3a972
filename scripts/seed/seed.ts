import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readPack } from '../../electron/station/packs.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import { casesDatabase, districtWords } from '../../shared/domain/databases.ts'
import { runCommand } from '../server/command.ts'
import { accountFromEnvironment, connect, usualUrl } from '../server/couch.ts'
import { createDraws } from './draws.ts'
import { fillServer } from './fillServer.ts'
import { sampleCase } from './sampleCase.ts'
import { sampleOffice } from './sampleOffice.ts'
import { samplePlans } from './samplePlans.ts'

/**
 * `npm run seed -- --cases 20000 [--url URL --district 集美区 --year 2026 --seed 1 --stations 4]`: fills a prepared server
 * with sample cases, the same for the same seed. Run twice it changes nothing. Account from CARAVAN_SERVER_USER and _PASSWORD.
 */
await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      cases: { type: 'string', default: '20000' },
      url: { type: 'string', default: usualUrl },
      district: { type: 'string', default: '集美区' },
      year: { type: 'string', default: String(new Date().getFullYear()) },
      seed: { type: 'string', default: '1' },
      stations: { type: 'string', default: '4' },
    },
  })
  const account = accountFromEnvironment(process.env)
  const word = districtWords[values.district]
  if (!account) throw new Error('set CARAVAN_SERVER_PASSWORD (and CARAVAN_SERVER_USER) to an account that may write cases and stations')
  if (word === undefined) throw new Error(`no district ${values.district}; there are: ${Object.keys(districtWords).join('、')}`)

  const read = await readPack(join(import.meta.dirname, '..', '..', 'resources', 'packs', 'xiamen-2021'))
  if (!read.ok) throw new Error(read.failure.problems.join('\n'))
  const draws = createDraws(Number(values.seed))
  const compiled = compilePack(read.value.pack, read.value.ref)
  const { office, stationStreams } = sampleOffice(compiled, samplePlans(compiled), draws, { district: values.district, year: Number(values.year), stations: Number(values.stations) })
  const couch = connect(values.url, account)
  const count = Number(values.cases)

  function* cases() {
    for (let index = 0; index < count; index += 1) yield sampleCase(office, draws, index)
  }

  const startedAt = performance.now()
  const seconds = (): number => (performance.now() - startedAt) / 1000
  await fillServer(couch, 'stations', stationStreams, account.name)
  let toldAt = 0
  const filled = await fillServer(couch, casesDatabase(word, office.year), cases(), account.name, ({ documents, events }) => {
    if (seconds() - toldAt < 5) return
    toldAt = seconds()
    console.log(`${documents} batches, ${events} events, ${Math.round(events / seconds())} events a second`)
  })
  console.log(
    `${count} cases: ${filled.documents} batches, ${filled.events} events (${(filled.events / count).toFixed(1)} a case), ${(filled.bytes / 1e6).toFixed(1)} MB in ${seconds().toFixed(1)} s: ` +
      `${Math.round(count / seconds())} cases and ${Math.round(filled.events / seconds())} events a second${filled.alreadyThere > 0 ? `; ${filled.alreadyThere} batches were there already` : ''}`,
  )
})
