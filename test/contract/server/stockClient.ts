import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import type { JsonObject } from '../../fakes/couch/document.ts'
import { listIn } from './call.ts'

/** A stock PouchDB under this account: from one database into memory, on to another where one is given. Gives the documents that it then has. */
export async function runStockClient(account: { readonly name: string; readonly password: string }, from: URL, to?: URL): Promise<readonly JsonObject[]> {
  const client = spawn(process.execPath, [join(import.meta.dirname, 'stockClient.mjs'), from.href, account.name, ...(to ? [to.href] : [])], { stdio: ['pipe', 'pipe', 'inherit'] })
  client.stdin.end(account.password)
  const [said] = await Promise.all([text(client.stdout), once(client, 'close')])
  return listIn(JSON.parse(said))
}
