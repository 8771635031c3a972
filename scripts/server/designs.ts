import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { casesDatabase, districtRole, sharedDatabases } from '../../shared/domain/databases.ts'

/** What each database of an office's server is set up with; the reasons stand in docs/server.md. */
export interface DatabaseSetUp {
  readonly name: string
  readonly security: Security
  readonly design: DesignDocument
}
export interface Security {
  readonly admins: { readonly names: readonly string[]; readonly roles: readonly string[] }
  readonly members: { readonly names: readonly string[]; readonly roles: readonly string[] }
}
export interface DesignDocument {
  readonly _id: '_design/desk'
  readonly language: 'javascript'
  readonly validate_doc_update: string
  readonly views?: { readonly streams: { readonly map: string; readonly reduce: '_sum' } }
}

const designFolder = join(import.meta.dirname, '..', '..', 'server', 'design')

/** Years and districts whose cases have a database of their own. */
export interface ServerScope {
  readonly districts: readonly string[]
  readonly years: readonly number[]
}

export async function readSetUps({ districts, years }: ServerScope): Promise<readonly DatabaseSetUp[]> {
  const [batches, byRole, streams] = await Promise.all(['batches.js', 'byRole.js', 'streams.js'].map(readFunction))
  if (batches === undefined || byRole === undefined || streams === undefined) throw new Error('a design function is missing')
  const ofStreams = (kinds: readonly string[]): DesignDocument => ({
    _id: '_design/desk',
    language: 'javascript',
    validate_doc_update: batches.replaceAll('STREAM_KINDS', kinds.join('|')),
    views: { streams: { map: streams, reduce: '_sum' } },
  })
  const ofRole = (writer: string, ids: string): DesignDocument => ({
    _id: '_design/desk',
    language: 'javascript',
    validate_doc_update: byRole.replaceAll('WRITER', writer).replaceAll('/ID/', `/${ids}/`),
  })
  const designs: Readonly<Record<(typeof sharedDatabases)[number], DesignDocument>> = {
    ledger: ofStreams(['task']),
    stations: ofStreams(['station']),
    content: ofRole('publisher', '^(pack:[0-9a-f]{64}|inForce:[a-z0-9-]{1,80}(:[a-z0-9-]{1,40})?)$'),
    licences: ofRole('authority', '^licence:[^\\x00-\\x1f]{1,120}$'),
  }
  return [
    ...districts.flatMap((district) => years.map((year) => ({ name: casesDatabase(district, year), security: membersOnly([districtRole(district), 'retention']), design: ofStreams(['case', 'print']) }))),
    ...sharedDatabases.map((name) => ({ name, security: membersOnly([...readers, ...extraWriters[name]]), design: designs[name] })),
  ]
}

const readers = ['station']
const extraWriters: Readonly<Record<(typeof sharedDatabases)[number], readonly string[]>> = {
  ledger: ['retention'],
  stations: ['retention'],
  content: ['publisher'],
  licences: ['authority'],
}

const membersOnly = (roles: readonly string[]): Security => ({ admins: { names: [], roles: ['_admin'] }, members: { names: [], roles } })

/** The function of a file, without the comment in front of it: CouchDB takes one expression. */
async function readFunction(name: string): Promise<string> {
  const text = await readFile(join(designFolder, name), 'utf8')
  return text.slice(text.indexOf('\nfunction (') + 1).trimEnd()
}
