/**
 * A real HTTP peer from npm that speaks CouchDB's protocol, in a process of its own: it has routes whose promises are
 * rejected unseen, and is for development and tests only (docs/decisions/0016-server.md).
 * argv: port, data folder (empty: in memory), name of the admin; the password on standard input.
 * Says `{"port":…}` on standard output when it listens and ends when standard input is closed.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import expressPouchDB from 'express-pouchdb'
import PouchDB from 'pouchdb'
import memory from 'pouchdb-adapter-memory'

const [port = '0', dataFolder = '', admin = 'admin'] = process.argv.slice(2)

// Known routes of express-pouchdb; the request itself has then been answered or is left to the client's own time-out.
process.on('unhandledRejection', (reason) => console.error(`unhandled: ${String(reason)}`))

const password = await firstLine(process.stdin)
const isInMemory = dataFolder === ''
if (!isInMemory) mkdirSync(dataFolder, { recursive: true })
const store = isInMemory ? PouchDB.plugin(memory).defaults({ adapter: 'memory' }) : PouchDB.defaults({ prefix: join(dataFolder, '/') })
const peer = expressPouchDB({
  mode: 'fullCouchDB',
  logPath: devNull,
  overrideMode: { exclude: ['routes/fauxton', 'routes/log', 'routes/http-log'] },
  // Its own file is written by two at once at the start; what must outlast a restart is who the server is.
  inMemoryConfig: true,
})
await configure('couchdb', 'uuid', isInMemory ? newUuid() : keptUuid(join(dataFolder, 'server-uuid')))
await configure('admins', admin, password)
await peer.setPouchDB(store)

const app = express()
// As `require_valid_user` in CouchDB: this peer leaves an anonymous PUT of a database without an answer.
app.use((request, response, next) => {
  const isOpen = ['/', '/_session', '/_up'].includes(request.path)
  if (isOpen || request.headers.authorization !== undefined || request.headers.cookie?.includes('AuthSession=')) return next()
  response.status(401).json({ error: 'unauthorized', reason: 'Authentication required.' })
})
// This peer leaves these without an answer where CouchDB refuses them …
app.put(['/:db', '/:db/_security'], (request, response, next) => void letAdminsPass(request, response, next))
app.delete('/:db', (request, response, next) => void letAdminsPass(request, response, next))
// … and hands out documents here to whoever asks.
app.post('/:db/_bulk_get', (request, response, next) => void letMembersPass(request, response, next))
app.use('/', peer)

const server = app.listen(Number(port), '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`)
})
server.on('error', (error) => {
  console.error(error.message)
  process.exit(1)
})
// Also when whoever started it was killed.
process.stdin.on('end', () => process.exit(0))
process.stdin.resume()

function configure(section, key, value) {
  return new Promise((done, failed) => {
    peer.couchConfig.set(section, key, value, (error) => (error ? failed(error) : done()))
  })
}

function newUuid() {
  return randomUUID().replaceAll('-', '')
}

function keptUuid(file) {
  if (!existsSync(file)) writeFileSync(file, newUuid())
  return readFileSync(file, 'utf8')
}

async function letAdminsPass(request, response, next) {
  const session = await asTheSame(request, '/_session')
  const { userCtx } = await session.json()
  if (userCtx?.roles.includes('_admin')) return next()
  response.status(401).json({ error: 'unauthorized', reason: 'You are not a server admin.' })
}

async function letMembersPass(request, response, next) {
  const entered = await asTheSame(request, `/${request.params.db}`)
  if (entered.ok) return next()
  response.status(entered.status).json(await entered.json())
}

/** What the peer would say to another question of whoever asks this one. */
function asTheSame({ headers: { authorization, cookie } }, path) {
  return fetch(`http://127.0.0.1:${server.address().port}${path}`, { headers: { ...(authorization === undefined ? {} : { authorization }), ...(cookie === undefined ? {} : { cookie }) } })
}

function firstLine(stream) {
  return new Promise((done) => {
    let text = ''
    const listen = (bytes) => {
      text += bytes
      const end = text.indexOf('\n')
      if (end === -1) return
      stream.off('data', listen)
      done(text.slice(0, end))
    }
    stream.setEncoding('utf8').on('data', listen)
  })
}
