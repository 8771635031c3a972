import { readBatch } from '../../../electron/station/sync/readBatch.ts'
import { refusedAt } from '../../builders/erasures.ts'
import { quickCipher, eachOf, passphrase, wholeOf } from '../../builders/sticks.ts'
import type { SoakCounter } from './counter.ts'
import { databases, type SoakOffice } from './office.ts'

/** What has to hold of cases that were erased: they stay so, and nothing but their records still holds what stood in them (docs/events.md). */

/** Takes note of what is erased here by now, and says what has come back, or was erased without a word. */
export async function brokenErasures(office: SoakOffice, counter: SoakCounter): Promise<readonly string[]> {
  const broken: string[] = []
  for (const [id, { byRetention }] of office.erasures) {
    const state = await counter.handlers['case:state']({ caseId: id })
    const isErased = state.ok && state.value.standing.kind === 'erased'
    if (counter.erased.has(id) && !isErased) broken.push(`erased: case ${id} was erased here and has come back`)
    if (!isErased) continue
    if (counter.refused.has(id)) broken.push(`erased: the erasure of ${id} was refused here, and it acts`)
    if (!byRetention && !counter.confirmed.has(id)) broken.push(`erased: case ${id} is erased here, and nobody entitled has said so`)
    counter.erased.add(id)
    counter.promised.delete(id)
    const { notes, scans, fields, papers } = state.value
    const timeline = await counter.handlers['case:timeline']({ caseId: id })
    if (notes.length + scans.length + Object.keys(fields).length + papers.length > 0 || !timeline.ok || timeline.value.length > 0) broken.push(`erased: case ${id} is erased here and still shown`)
  }
  if (office.erasures.size === 0) return broken
  const { rows } = await counter.handlers['feed:pull']({ from: null, scope: 'all' })
  for (const row of rows) if (counter.erased.has(row.id) && holds(office, row.id, JSON.stringify(row))) broken.push(`erased: case ${row.id} is erased here and stands in the list`)
  return broken
}

/** Names and notes of this case. */
function holds(office: SoakOffice, id: string, text: string): boolean {
  return [office.names.get(id) ?? [], ...(office.tried.get(id) ?? [])].flat().some((content) => text.includes(content))
}

/** Whatever lies on the disk beside the records, which are left until there are keys. */
export function contentOnDisk(office: SoakOffice, counter: SoakCounter): readonly string[] {
  const broken: string[] = []
  for (const [path, { now }] of counter.place.files.entries) {
    if (/^\/stick\/|\/(?:journal|kept)\//.test(path)) continue
    // Rows are sealed, plainly for now.
    const text = now.toString('utf8').replaceAll(/[\w+/=]{24,}/g, (sealed) => `${sealed} ${Buffer.from(sealed, 'base64').toString('utf8')}`)
    for (const id of counter.erased) if (path.includes(`/scans/${id}.`) || holds(office, id, text)) broken.push(`erased: case ${id} is erased here and its content stands in ${path.slice(path.lastIndexOf('/', path.lastIndexOf('/') - 1))}`)
  }
  return broken
}

/** Documents at the server of what is erased at this counter. */
export function documentsOfErased(office: SoakOffice, counter: SoakCounter): ReadonlySet<string> {
  if (counter.erased.size === 0) return new Set()
  return new Set(databases.flatMap((name) => office.server.database(name).ids().filter((id) => counter.erased.has(id.split(':', 2)[1] ?? ''))))
}
/** Of an erased case nothing but its erasure is passed on. */
export function passedOn(office: SoakOffice, counter: SoakCounter, before: ReadonlySet<string>): readonly string[] {
  if (counter.erased.size === 0) return []
  const broken: string[] = []
  for (const name of databases) {
    const database = office.server.database(name)
    for (const id of database.ids()) {
      const caseId = id.split(':', 2)[1] ?? ''
      const erasure = office.erasures.get(caseId)
      if (before.has(id) || !erasure || !counter.erased.has(caseId)) continue
      const read = readBatch(database.read(id, null))
      if (!read.ok || read.value.kind !== 'batch' || read.value.events.some(({ text }) => !erasure.texts.includes(text))) broken.push(`erased: case ${caseId} is erased here, and more than its erasure was sent`)
    }
  }
  return broken
}

/** The same of a stick. */
export async function carriedOn(office: SoakOffice, counter: SoakCounter, bytes: Uint8Array): Promise<readonly string[]> {
  if (counter.erased.size === 0) return []
  const opened = await quickCipher.open(passphrase, eachOf([bytes]))
  const text = opened.ok ? (await wholeOf(opened.value)).toString('utf8') : ''
  return [...counter.erased].filter((id) => holds(office, id, text) || text.split('\n').some((line) => line.includes('"kind":"scan"') && line.includes(`"case:${id}"`))).map((id) => `erased: case ${id} is erased here and was carried on by stick`)
}

/** What was refused here acts after all. */
export async function takeBack(world: { readonly office: SoakOffice; readonly look: (counter: SoakCounter) => Promise<readonly string[]> }, counter: SoakCounter): Promise<readonly string[]> {
  const broken: string[] = []
  for (const one of await refusedAt(counter.handlers)) {
    counter.refused.delete(one.caseId)
    world.office.letGo(one.caseId)
    counter.confirmed.add(one.caseId)
    const released = await counter.handlers['erasure:confirm']({ erasures: [one] })
    if (!released.ok) return [`refused: ${JSON.stringify(released.failure)}`]
    broken.push(...(await world.look(counter)))
    if (!counter.erased.has(one.caseId)) broken.push(`the erasure of ${one.caseId} was refused, then let act, and it does not`)
  }
  return broken
}

/** Read from retention, an erasure acts; only where many came at once it is held, and then that is said. */
export async function unheard(office: SoakOffice, counter: SoakCounter, held: number): Promise<readonly string[]> {
  const broken: string[] = []
  const refused = new Set((await refusedAt(counter.handlers)).map(({ caseId }) => caseId))
  for (const id of counter.refused) if (!refused.has(id)) broken.push(`N3: the erasure of ${id} was refused here, and that is not shown`)
  for (const [id, { byRetention, database, texts }] of office.erasures) {
    if (counter.erased.has(id) || refused.has(id)) continue
    const found = await counter.handlers['case:state']({ caseId: id })
    const isAsked = found.ok && found.value.unconfirmedErasures.length > 0
    const isRead = texts.some((text) => office.streamsAtServer([database]).get(`case:${id}`)?.has(text))
    if (!isAsked && isRead) broken.push(`N3: an erasure of ${id} was read, and nobody is asked about it`)
    if (byRetention && isByRetention(office, database, id) && (held === 0 || office.mostGone <= 5)) broken.push(`N3: retention has erased ${id}, and here it does not act; ${held} are said to be held`)
  }
  return broken
}
function isByRetention(office: SoakOffice, name: string, id: string): boolean {
  const database = office.server.database(name)
  return database.ids().some((each) => {
    const document = each.startsWith(`case:${id}:`) ? database.read(each, null) : {}
    return document['as'] === 'retention' && 'events' in document
  })
}
