import { join } from 'node:path'
import { createCouchPeer } from '../../electron/station/sync/couchPeer.ts'
import { aBatch } from '../builders/batches.ts'
import { must } from '../builders/counter.ts'
import { password, startOfficeServer } from '../builders/preparedServer.ts'
import { FillBrowser } from './fill/fillBrowser.ts'
import { openFilledStation } from './fill/filledStation.ts'
import { inFolder } from './fill/inFolder.ts'
import { account } from './fill/stationAccount.ts'
import type { Figure } from './measure.ts'

const waitingEntries = 1000
/** What a request takes to an office across the town and back. */
const lineMs = 20

/** A thousand cases that were opened without a network, sent at once, against a request for each batch, over the same line. */
export function outbox(): Promise<readonly Figure[]> {
  return inFolder(async (folder) => {
    const server = await startOfficeServer([2026], { isZipping: false })
    const browser = await FillBrowser.launch(join(folder, 'browser'))
    try {
      const station = await openFilledStation(browser, join(folder, 'station'), 'outbox-3')
      await station.setUp()
      await station.openCases(waitingEntries)
      server.fault = () => ({ kind: 'latency', ms: lineMs })
      const startedAt = performance.now()
      const confirmed = station.allConfirmed()
      const inStep = station.connect(server.url)
      await confirmed
      const value = performance.now() - startedAt
      await inStep
      const documents = server.database('cases-jimei-2026').ids().filter((id) => id.startsWith('case:')).length
      if (documents < waitingEntries) throw new Error(`${documents} of ${waitingEntries} arrived`)
      await station.close()
      const ending = new AbortController()
      const peer = createCouchPeer({ fetch, url: server.url, account, password, signal: ending.signal })
      const others = Array.from({ length: waitingEntries }, (_, entry) => aBatch(`case:outbox-${String(entry).padStart(8, '0')}`, { sender: account, events: 2 }))
      const oneByOneAt = performance.now()
      for (const batch of others) must(await peer.write('cases-jimei-2026', [batch]))
      const against = performance.now() - oneByOneAt
      return [{ id: 'outbox-1000', what: `${waitingEntries} cases opened without a network, over a line of ${lineMs} ms, until the server has confirmed them all; against: a request for each`, unit: 'ms', value, against, ratio: value / against, limit: 0.1, samples: 1 }]
    } finally {
      await browser.close()
      await server.stop()
    }
  })
}
