import { isDeepStrictEqual } from 'node:util'
import { nameEvent } from '../../../electron/station/identity.ts'
import { receiptsStream } from '../../../electron/station/sync/receipts.ts'
import type { Contact, SyncState } from '../../../shared/contracts/sync.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import { cases } from '../../builders/officeServer.ts'
import { heldAt } from '../../builders/erasures.ts'
import { digestOf } from '../../builders/scans.ts'
import { readEvidence } from '../../faults/journalEvidence.ts'
import { brokenErasures, contentOnDisk, takeBack } from './erased.ts'
import { eraseAtServer } from './retention.ts'
import { countOne } from '../../faults/soak/lives.ts'
import type { SoakCounter } from './counter.ts'
import { databases, type Scan, type SoakOffice } from './office.ts'

/** What has to hold at any time, after an exchange, and in the end; everything that does not, one line each. */

type On = SyncState & { readonly kind: 'on' }

/** What a counter acknowledged stands there; nothing stands there that nobody wrote. */
export async function brokenAt(office: SoakOffice, counter: SoakCounter): Promise<readonly string[]> {
  const broken = [...(await brokenErasures(office, counter))]
  broken.push(...counter.bugs.splice(0).map((bug) => `a bug: ${bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)}`))
  for (const id of office.ids) {
    const there = await counter.open.notesOf(id)
    const notes = there ?? []
    for (const text of counter.promised.get(id) ?? []) if (!notes.includes(text)) broken.push(`N1: ${text} of ${id} was acknowledged here and is gone`)
    if (counter.promised.has(id) && there === null) broken.push(`N1: case ${id} was acknowledged here and is gone`)
    if (new Set(notes).size !== notes.length) broken.push(`doubled in ${id}: ${notes.join(', ')}`)
    for (const text of notes) if (office.tried.get(id)?.has(text) !== true) broken.push(`${text} of ${id} was written by nobody`)
  }
  const { pack } = await counter.handlers['station:status']({})
  if (counter.chosen !== null && pack.digest !== counter.chosen) broken.push(`N1: the edition that was chosen here is not the one in use`)
  return broken
}

/** Events of this very station and incarnation that are at the server and not here: somebody else takes itself for it. */
export async function ownElsewhere(office: SoakOffice, counter: SoakCounter): Promise<number> {
  const { station, incarnation } = counter.open.station.journal
  let count = 0
  for (const [stream, texts] of office.streamsAtServer(['stations', cases])) {
    const own = [...texts].filter((text) => text.includes(`"station":"${station}"`) && text.includes(`"incarnation":"${incarnation}"`))
    if (own.length === 0 || isSpoilt(office, stream)) continue
    const here = new Set(await office.textsAt(counter, stream))
    count += own.filter((text) => !here.has(text)).length
  }
  return count
}
/** Whoever met its own later self goes on under another incarnation, and says so. */
export async function untoldTwin(counter: SoakCounter, incarnation: string): Promise<readonly string[]> {
  const { notices } = await counter.handlers['station:status']({})
  const broken: string[] = []
  if (counter.open.station.journal.incarnation === incarnation) broken.push('N4: the station met its own later events and goes on under the same incarnation')
  if (!notices.some(({ kind }) => kind === 'put-back' || kind === 'copied')) broken.push('N3: the station met its own later events and nobody is told')
  return broken
}

/** How often this counter has taken the server for one that was put back; everything is sent and read again then. */
export async function countLives(counter: SoakCounter): Promise<number> {
  const { journal } = counter.open.station
  const index = await journal.index()
  const bodies = index.ok ? await journal.read(index.value.seqsOf(receiptsStream)) : index
  return bodies.ok ? bodies.value.filter((body) => body && Buffer.from(body).includes('"kind":"server.renewed"')).length : 0
}

/** The sentence that is shown names a thing that went wrong, and when it is tried again. */
export function misnamed(office: SoakOffice, contact: Contact): readonly string[] {
  switch (contact.kind) {
    case 'in-step':
    case 'disk-refused':
      return []
    case 'out-of-contact': {
      const { kind } = contact.because
      const needsSomeone = kind === 'unauthorised' || kind === 'forbidden'
      return [
        ...(office.sayable.has(kind) ? [] : [`N3: the screen says ${kind}, and what went wrong was ${[...office.sayable].join(', ') || 'nothing'}`]),
        ...(needsSomeone === (contact.tryAgainAt === null) ? [] : [`N3: ${kind} is tried again at ${String(contact.tryAgainAt)}`]),
      ]
    }
    default:
      return [`N3: after an exchange the screen says ${contact.kind}`]
  }
}

/** What a counter does not name as waiting is at the server. */
export async function untold(office: SoakOffice, counter: SoakCounter, { waiting, contact, files }: On): Promise<readonly string[]> {
  if (contact.kind === 'in-step') office.notYetMet.delete(counter)
  if (office.notYetMet.has(counter)) return []
  const atServer = office.streamsAtServer()
  const named = new Set(waiting.map(({ caseId }) => (caseId === null ? null : `case:${caseId}`)))
  const broken: string[] = []
  // Of what was erased the server has no more than it is sent; at other counters a stub stands for it.
  for (const stream of office.ids.filter((id) => !office.isGone(id)).map((id) => `case:${id}`)) {
    const lacking = (await office.textsAt(counter, stream)).filter((text) => atServer.get(stream)?.has(text) !== true)
    if (lacking.length > 0 && !named.has(stream)) broken.push(`N3: the server lacks ${lacking.length} events of ${stream}, which is not said to wait (${contact.kind})`)
  }
  const unsent = await unsentScans(office, counter)
  if (unsent.length > files.waiting) broken.push(`N3: the server lacks ${unsent.length} files of this counter, and ${files.waiting} are said to wait`)
  // In step: whatever there was is here. An earlier year that refuses an account is left alone, as one that was closed.
  for (const [stream, texts] of contact.kind === 'in-step' ? office.streamsAtServer(['stations', cases]) : []) {
    if (isSpoilt(office, stream)) continue
    const here = new Set(await office.textsAt(counter, stream))
    const unread = [...texts].filter((text) => !here.has(text))
    if (unread.length > 0) broken.push(`N3: ${unread.length} events of ${stream} were not read, and it is called in step`)
  }
  return broken
}

/** Files that lie here, that the case still names, and that are not whole at the server. */
async function unsentScans(office: SoakOffice, counter: SoakCounter): Promise<readonly Scan[]> {
  const unsent: Scan[] = []
  for (const scan of office.scans.values()) {
    if (!office.isOnDisk(counter, scan) || office.isWholeAtServer(scan)) continue
    const state = await counter.handlers['case:state']({ caseId: scan.caseId })
    if (state.ok && names(state.value, scan)) unsent.push(scan)
  }
  return unsent
}
const names = (state: CaseState, { digest }: Scan): boolean => state.scans.some((known) => known.digest === digest && !known.retracted)

/** Every file that was promised and not lost on purpose lies at some counter, or whole at the server. */
export function lostScans(office: SoakOffice): readonly string[] {
  return [...office.scans.values()].flatMap((scan) => (office.counters.some((counter) => office.isOnDisk(counter, scan)) || office.isWholeAtServer(scan) ? [] : [`N1: the file ${scan.digest} of ${scan.caseId} was acknowledged and is nowhere`]))
}

/** What the office has published is here or refused with its reason; what it wants in use is said until it is. */
export async function untoldEditions(office: SoakOffice, counter: SoakCounter): Promise<readonly string[]> {
  const published = office.server.database('content').ids().filter((id) => id.startsWith('pack:'))
  if (published.length === 0) return []
  const { editions, refused } = await counter.handlers['edition:list']({})
  const broken: string[] = []
  for (const id of published) {
    const isHere = editions.some(({ ref }) => `pack:${ref.digest}` === id)
    const isRefused = refused.some(({ document }) => document === id)
    if (office.editions.get(id) === true ? !isHere : isHere || !isRefused) broken.push(`N3: the edition ${id} is ${isHere ? 'here' : 'not here'} and ${isRefused ? 'refused' : 'not refused'}`)
  }
  const { notices } = await counter.handlers['station:status']({})
  const wanted = editions.find(({ orderedFrom }) => orderedFrom !== null)
  if (wanted && !wanted.isInUse && !notices.some(({ kind }) => kind === 'edition-waiting')) broken.push(`N3: the office wants ${wanted.ref.version} in use, and nobody is told`)
  return broken
}

/** In the end: everybody in step, everybody the same, everything promised, and nobody has anything more to say. */
export async function brokenAtTheEnd(office: SoakOffice): Promise<readonly string[]> {
  const { server, counters } = office
  server.fault = () => null
  const lawful = [...office.erasures].filter(([, { byRetention }]) => byRetention).map(([id]) => id)
  // As after a restore: what was erased since the back-up is erased once more.
  for (const id of lawful) await eraseAtServer(office, id)
  // Sent by the last is read by the first in the second round; a third changes nothing. What was deleted is sent again by one after the other, as each has read of it.
  for (const counter of counters) await counter.sync()
  const ofHeld: string[] = []
  for (const counter of counters) if (office.erasures.size > 0) ofHeld.push(...(await brokenAt(office, counter)), ...(await letAct(office, counter)))
  for (let round = 0; round < (office.robbed.size > 0 ? 4 : office.erasures.size > 0 ? 2 : 1); round += 1) for (const counter of counters) await counter.sync()
  const [before, broken] = [countSends(office), ofHeld]
  for (const counter of counters) {
    const { contact, counts, files } = await counter.sync()
    const left = [counts.waiting, counts.refused, counts.held, office.robbed.size > 0 ? 0 : counts.deleted, files.waiting]
    if (contact.kind !== 'in-step' || left.some((count) => count > 0)) broken.push(`not in step in the end: ${JSON.stringify(contact)} ${left.join(' ')}`)
    broken.push(...(await brokenAt(office, counter)), ...(await untoldEditions(office, counter)))
    for (const id of lawful) if (!counter.erased.has(id)) broken.push(`erased: retention has erased case ${id}, and ${counter.account} still has it`)
  }
  if (countSends(office) > before) broken.push(`${countSends(office) - before} requests more, though everything was said`)
  broken.push(...(await brokenAfterAStart(office)))
  const atServer = office.streamsAtServer()
  const streams = new Set([...atServer.keys(), ...office.ids.map((id) => `case:${id}`), ...counters.map(({ open }) => `station:${open.station.journal.station}`)])
  for (const stream of streams) {
    if (office.isGone(stream.slice('case:'.length))) continue
    const there = [...(atServer.get(stream) ?? [])].sort()
    for (const [at, counter] of counters.entries()) {
      const here = await office.textsAt(counter, stream)
      if (!isSpoilt(office, stream) && JSON.stringify(here) !== JSON.stringify(there)) broken.push(`${stream}: ${here.length} events at counter ${at + 1}, ${there.length} at the server`)
    }
  }
  for (const [id, promised] of office.promised) {
    const notes = (await counters[0]?.open.notesOf(id)) ?? []
    for (const note of promised) if (!notes.includes(note)) broken.push(`N1: ${note} of ${id} was acknowledged and is nowhere`)
  }
  for (const [id, { texts }] of office.erasures) {
    for (const counter of counters) if (!(await office.textsAt(counter, `case:${id}`)).some((text) => texts.includes(text))) broken.push(`the erasure of ${id} is not at ${counter.account}`)
  }
  return [...broken, ...(await differentStates(office)), ...(await brokenScans(office)), ...(await brokenSpoilt(office))]
}

/** A program that starts knows what it has said: receipts of another life of the server, or lost ones, would say everything once more. What was erased is on no disk. */
async function brokenAfterAStart(office: SoakOffice): Promise<readonly string[]> {
  const broken: string[] = []
  for (const counter of office.counters) {
    await counter.restart()
    await counter.tend()
    const sends = countSends(office)
    const { contact, counts, files } = await counter.sync()
    if (contact.kind !== 'in-step' || counts.waiting + files.waiting > 0) broken.push(`after a start ${counter.account} is ${contact.kind}, and ${counts.waiting} wait`)
    if (countSends(office) > sends) broken.push(`after a start ${counter.account} sends ${countSends(office) - sends} times, though everything was said`)
    // While it ran, what a disk had refused and not let be cut off might stand at the end.
    broken.push(...(await brokenRecords(office, counter)), ...(await brokenErasures(office, counter)), ...contentOnDisk(office, counter))
  }
  return broken
}
const countSends = ({ server }: SoakOffice): number => server.requests.filter((request) => request.endsWith('_bulk_docs')).length

async function letAct(office: SoakOffice, counter: SoakCounter): Promise<readonly string[]> {
  const held = await heldAt(counter.handlers)
  for (const { caseId } of held) counter.confirmed.add(caseId)
  const released = held.length > 0 ? await counter.handlers['erasure:confirm']({ erasures: [...held] }) : null
  return released?.ok === false ? [`refused: ${JSON.stringify(released.failure)}`] : takeBack({ office, look: (each) => brokenAt(office, each) }, counter)
}

/** As somebody reads the disk who shares no code with the program: each event stands there once, and the chains run through. */
async function brokenRecords(office: SoakOffice, counter: SoakCounter): Promise<readonly string[]> {
  const { files } = counter.place
  const logs = [await readEvidence(files, '/place/office'), ...([...files.entries.keys()].some((path) => path.startsWith('/place/office/kept/')) ? [await readEvidence(files, '/place/office', 'kept')] : [])]
  const counts = new Map<string, number>()
  for (const { records } of logs) for (const { events } of records) for (const { name } of events) countOne(counts, name)
  // An erasure that lay aside and begins to act is written once more, as a change of its case.
  const erasures = new Set([...office.erasures.values()].flatMap(({ texts }) => texts.map(nameEvent)))
  const doubled = [...counts].filter(([name, count]) => count > 1 && !erasures.has(name))
  return [...doubled.map(([name, count]) => `doubled: ${name} stands ${count} times on the disk of ${counter.account}`), ...logs.flatMap(({ problems, knownMissing }) => (knownMissing.length > 0 ? [] : problems.map((problem) => `N6: ${problem}`)))]
}

/** The same events are the same case, however they came. */
async function differentStates(office: SoakOffice): Promise<readonly string[]> {
  const broken: string[] = []
  for (const id of office.ids) {
    // Erased at some counter by its supervisor's word alone.
    if (office.isGone(id) && office.erasures.get(id)?.byRetention !== true) continue
    const [first, ...others] = await Promise.all(office.counters.map((counter) => counter.handlers['case:state']({ caseId: id })))
    for (const [at, other] of others.entries()) if (!isDeepStrictEqual(other, first)) broken.push(`case ${id} is another at counter ${at + 2} than at the first`)
  }
  return broken
}

/** Every file that a case still names is whole at the server, and can be looked at everywhere. */
async function brokenScans(office: SoakOffice): Promise<readonly string[]> {
  const broken = [...lostScans(office)]
  for (const scan of office.scans.values()) {
    for (const [at, counter] of office.counters.entries()) {
      const state = await counter.handlers['case:state']({ caseId: scan.caseId })
      if (!state.ok || !names(state.value, scan)) continue
      if (at === 0 && !office.isWholeAtServer(scan)) broken.push(`N1: the file ${scan.digest} of ${scan.caseId} is not whole at the server`)
      const opened = await counter.handlers['scan:open'](scan)
      const digest = opened.ok ? digestOf(opened.value.bytes) : JSON.stringify(opened.failure)
      if (digest !== scan.digest) broken.push(`the file ${scan.digest} of ${scan.caseId} is ${digest} at counter ${at + 1}`)
    }
  }
  return broken
}

const isSpoilt = (office: SoakOffice, stream: string): boolean => office.spoilt.some((id) => id.startsWith(`${stream}:`))

/** What stands at the server and can't be read is named at every counter. */
async function brokenSpoilt(office: SoakOffice): Promise<readonly string[]> {
  const standing = office.spoilt.filter((id) => databases.some((name) => office.server.database(name).ids().includes(id)))
  const broken: string[] = []
  for (const [at, counter] of office.counters.entries()) {
    const aside = await counter.handlers['sync:setAside']({})
    const count = aside.ok ? aside.value.length : 0
    if (count < standing.length) broken.push(`N3: ${standing.length} documents can't be read, and counter ${at + 1} names ${count}`)
  }
  return broken
}
