import { sha256 } from '../../../electron/station/identity.ts'
import { createCouchPeer } from '../../../electron/station/sync/couchPeer.ts'
import { must } from '../../builders/counter.ts'
import { password } from '../../builders/preparedServer.ts'
import { account } from './stationAccount.ts'

const documentsTogether = 400

/** Milliseconds that merely parsing what a server sends, parsing each event in it and hashing it takes on one thread, with nothing kept. */
export async function readFloorMs(url: string, database: string): Promise<number> {
  const ending = new AbortController()
  const peer = createCouchPeer({ fetch, url, account, password, signal: ending.signal })
  let ms = 0
  for (let since = '0'; ; ) {
    const bytes = must(await peer.page(database, since, documentsTogether))
    const startedAt = performance.now()
    const page: { readonly last_seq: string; readonly results: readonly { readonly doc?: { readonly events?: readonly string[] } }[] } = JSON.parse(Buffer.from(bytes).toString('utf8'))
    for (const { doc } of page.results) {
      for (const text of doc?.events ?? []) {
        JSON.parse(text)
        sha256(text)
      }
    }
    ms += performance.now() - startedAt
    since = page.last_seq
    if (page.results.length < documentsTogether) return ms
  }
}
