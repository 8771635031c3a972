import { isDeepStrictEqual } from 'node:util'
import { type Couch, documentPath, findDocument } from './couch.ts'
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
    const { _rev: revision, ...there } = (await findDocument(couch, name, design._id)) ?? { _rev: undefined }
    if (!isDeepStrictEqual(there, design)) await couch.ask('PUT', documentPath(name, design._id), revision === undefined ? design : { ...design, _rev: revision })
  }
  return setUps.map(({ name }) => name)
}

/** Accounts for trying things out; one that is there is left alone. */
export async function prepareAccounts(couch: Couch, accounts: Readonly<Record<string, readonly string[]>>, password: string): Promise<void> {
  for (const [name, roles] of Object.entries(accounts)) {
    const id = `org.couchdb.user:${name}`
    await couch.ask('PUT', documentPath('_users', id), { _id: id, type: 'user', name, password, roles }, [201, 202, 409])
  }
}
