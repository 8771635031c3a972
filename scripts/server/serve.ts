import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { districtRole, districtWords } from '../../shared/domain/databases.ts'
import { runCommand } from './command.ts'
import { accountFromEnvironment, connect } from './couch.ts'
import { prepareAccounts, prepareServer } from './prepare.ts'
import { startPeer } from './startPeer.ts'

/**
 * `npm run server [-- --port 5984 --data DIR --districts jimei,huli --years 2026]`: the peer from npm, prepared as an
 * office's server with accounts to try it, until stopped. `--prepare URL` starts nothing and prepares the CouchDB there.
 * The admin is CARAVAN_SERVER_USER with CARAVAN_SERVER_PASSWORD; without a password one is drawn and said once.
 */
await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '5984' },
      data: { type: 'string' },
      districts: { type: 'string', default: Object.values(districtWords).join(',') },
      years: { type: 'string', default: String(new Date().getFullYear()) },
      prepare: { type: 'string' },
    },
  })
  const scope = { districts: values.districts.split(','), years: values.years.split(',').map(Number) }
  const given = accountFromEnvironment(process.env)
  if (values.prepare !== undefined) {
    if (!given) throw new Error('set CARAVAN_SERVER_USER and CARAVAN_SERVER_PASSWORD to the account of an admin')
    const names = await prepareServer(connect(values.prepare, given), scope)
    console.log(`${values.prepare} is prepared: ${names.join(', ')}`)
    return
  }
  const admin = given ?? { name: 'admin', password: randomBytes(12).toString('base64url') }
  const peer = await startPeer({ port: Number(values.port), dataFolder: values.data ?? null, admin })
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void peer.stop())
  const couch = connect(peer.url, admin)
  const names = await prepareServer(couch, scope)
  const accounts = {
    ...Object.fromEntries(scope.districts.flatMap((district) => [1, 2].map((number) => [`${district}-${number}`, ['station', districtRole(district)]]))),
    publisher: ['publisher'],
    authority: ['authority'],
    retention: ['retention'],
  }
  await prepareAccounts(couch, accounts, admin.password)
  console.log(`For development and tests only; the data ${values.data === undefined ? 'are in memory and go with the process' : `are in ${values.data}`}.`)
  console.log(`${peer.url}  admin ${admin.name}${given ? '' : `, password ${admin.password}`}; with the same password: ${Object.keys(accounts).join(', ')}`)
  console.log(names.join('\n'))
  await peer.ended
})
