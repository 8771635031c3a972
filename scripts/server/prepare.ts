import { isDeepStrictEqual } from 'node:util'
import type { Couch } from './couch.ts'
import { documentPath } from './couch.ts'
import { readSetUps, type ServerScope } from './designs.ts'

/**
 * Makes the databases of an office with their security objects and design documents. Done twice it changes nothing;
 * a design document of another version is replaced.
 */
export async function prepareServer(couch: Couch, scope: ServerScope): Promise<readonly string[]> {
  // CouchDB 3 begins without the two that accounts and replication need.
  for (const name of ['_users', '_replicator']) await couch.ask('PUT', name, undefined, [201, 202, 412])
  const setUps = await readSetUps(scope)
  for (const { name, security, design } of setUps) {
    await couch.ask('PUT', name, undefined, [201, 202, 412])
    await couch.ask('PUT', `${name}/_security`, security)
    const path = documentPath(name, design._id)
    const { status, body } = await couch.ask('GET', path, undefined, [200, 404])
    const { _rev: revision, ...there } = status === 200 && typeof body === 'object' && body !== null ? { _rev: undefined, ...body } : { _rev: undefined }
    if (!isDeepStrictEqual(there, design)) await couch.ask('PUT', path, revision === undefined ? design : { ...design, _rev: revision })
  }
  return setUps.map(({ name }) => name)
}
