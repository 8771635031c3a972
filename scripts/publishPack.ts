import { parseArgs } from 'node:util'
import { isDay } from '../shared/domain/days.ts'
import { runCommand } from './server/command.ts'
import { accountFromEnvironment, connect, usualUrl } from './server/couch.ts'
import { publishPack } from './server/publishPack.ts'

/**
 * `npm run publish-pack -- DIR [--overlay DIR]… [--url URL] [--from 2026-05-01]`: publishes a pack to the `content` of a
 * server. Account from CARAVAN_SERVER_USER and CARAVAN_SERVER_PASSWORD; it needs the role `publisher`.
 */
await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { overlay: { type: 'string', multiple: true }, url: { type: 'string', default: usualUrl }, from: { type: 'string' } },
  })
  const [dir, ...more] = positionals
  const account = accountFromEnvironment(process.env)
  if (dir === undefined || more.length > 0) throw new Error('usage: npm run publish-pack -- DIR [--overlay DIR]… [--url URL] [--from YYYY-MM-DD]')
  if (values.from !== undefined && !isDay(values.from)) throw new Error(`--from ${values.from} is no day`)
  if (!account) throw new Error('set CARAVAN_SERVER_USER and CARAVAN_SERVER_PASSWORD to an account with the role publisher')
  const { id, inForce, isNew } = await publishPack(connect(values.url, account), { dir, overlayDirs: values.overlay ?? [] }, account.name, values.from ?? null)
  console.log(`${id}: ${isNew ? 'published' : 'was there already'}; ${inForce}`)
})
