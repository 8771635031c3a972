/** A PouchDB as npm has it: replicates a database into memory and prints the documents. argv: URL, account; password on standard input. */
import { text } from 'node:stream/consumers'
import PouchDB from 'pouchdb'
import memory from 'pouchdb-adapter-memory'

const [url = '', username = ''] = process.argv.slice(2)
const password = await text(process.stdin)
PouchDB.plugin(memory)
const here = new PouchDB('here', { adapter: 'memory' })
await here.replicate.from(new PouchDB(url, { auth: { username, password }, skip_setup: true }))
const { rows } = await here.allDocs({ include_docs: true })
process.stdout.write(JSON.stringify(rows.map(({ doc }) => doc)), () => process.exit(0))
