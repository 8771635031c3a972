/**
 * A PouchDB as npm has it: replicates a database into memory, on to another database where one is given, and prints its
 * documents. argv: URL, account, URL of the other; password on standard input.
 */
import { text } from 'node:stream/consumers'
import PouchDB from 'pouchdb'
import memory from 'pouchdb-adapter-memory'

const [url = '', username = '', otherUrl = ''] = process.argv.slice(2)
const password = await text(process.stdin)
PouchDB.plugin(memory)
const at = (address) => new PouchDB(address, { auth: { username, password }, skip_setup: true })
const here = new PouchDB('here', { adapter: 'memory' })
await here.replicate.from(at(url))
if (otherUrl !== '') await here.replicate.to(at(otherUrl))
const { rows } = await here.allDocs({ include_docs: true })
process.stdout.write(JSON.stringify(rows.map(({ doc }) => doc)), () => process.exit(0))
