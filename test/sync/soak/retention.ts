import { asRetention, erasureOf } from '../../builders/batches.ts'
import { password } from '../../builders/officeServer.ts'
import { callAs } from '../../contract/server/call.ts'
import type { SoakOffice } from './office.ts'

/** Retention puts stubs in the place of what was sent, and says that the case is erased; the parts of its files stay until there are keys. */
export async function eraseAtServer(office: SoakOffice, id: string): Promise<void> {
  const retention = callAs(office.server.url, { name: 'retention', password })
  const database = office.erasures.get(id)?.database ?? office.databaseOf(id)
  if (database === null) throw new Error(`case ${id} is in no database`)
  const erasure = erasureOf(id)
  const stored = office.server.database(database)
  const batches = office.batchesOf(id).filter((each) => each !== erasure._id)
  office.erase(id, { database, texts: erasure.events, byRetention: true })
  const said = stored.ids().includes(erasure._id) ? stored.read(erasure._id, null) : null
  if (batches.length === 0 && said?.['as'] === 'retention') return
  const there = said ? { _rev: said['_rev'] } : {}
  const stubs = batches.map((_id) => ({ _id, _rev: stored.read(_id, null)['_rev'], v: 1, sender: 'retention', as: 'retention', erased: true }))
  const answered = await retention('POST', `${database}/_bulk_docs`, { docs: [...stubs, { ...asRetention(erasure), ...there }] })
  if (answered.status !== 201 || JSON.stringify(answered.body).includes('"error"')) throw new Error(`retention was refused: ${JSON.stringify(answered.body)}`)
  office.countGone()
}

/** Said by somebody who is not entitled to. */
export async function wishAway(office: SoakOffice, id: string): Promise<void> {
  const erasure = erasureOf(id)
  const database = office.databaseOf(id)
  if (database === null) return
  office.erase(id, { database, texts: erasure.events, byRetention: false })
  await callAs(office.server.url, { name: 'jimei-2', password })('POST', `${database}/_bulk_docs`, { docs: [erasure] })
}
