import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { districtWords } from '../../shared/domain/databases.ts'
import { accountFromEnvironment, connect } from './couch.ts'
import { prepareServer } from './prepare.ts'
import { startPeer } from './startPeer.ts'

/**
 * `npm run server [-- --port 5984 --data DIR --districts jimei,huli --years 2026]`: the peer from npm, prepared as an
 * office's server, until stopped. `--prepare URL` starts nothing and prepares the CouchDB there.
 * The admin's password comes from CARAVAN_SERVER_PASSWORD, or is drawn and said once.
 */
const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '5984' },
    data: { type: 'string' },
    admin: { type: 'string' },
    districts: { type: 'string', default: Object.values(districtWords).join(',') },
    years: { type: 'string', default: String(new Date().getFullYear()) },
    prepare: { type: 'string' },
  },
})
const scope = { districts: values.districts.split(','), years: values.years.split(',').map(Number) }
const given = accountFromEnvironment(process.env)
const admin = { name: values.admin ?? given?.name ?? 'admin', password: given?.password ?? randomBytes(12).toString('base64url') }

if (values.prepare !== undefined) {
  if (!given) throw new Error('set CARAVAN_SERVER_PASSWORD (and CARAVAN_SERVER_USER) to the account of an admin')
  const names = await prepareServer(connect(values.prepare, admin), scope)
  console.log(`${values.prepare} is prepared: ${names.join(', ')}`)
} else {
  const peer = await startPeer({ port: Number(values.port), dataFolder: values.data ?? null, admin })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void peer.stop())
  const names = await prepareServer(connect(peer.url, admin), scope)
  console.log(`For development and tests only; the data ${values.data === undefined ? 'are in memory and go with the process' : `are in ${values.data}`}.`)
  console.log(`${peer.url}  account ${admin.name}${given ? '' : `, password ${admin.password}`}`)
  console.log(names.join('\n'))
  await peer.ended
}
