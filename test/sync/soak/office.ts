import { readBatch } from '../../../electron/station/sync/readBatch.ts'
import type { SyncState } from '../../../shared/contracts/sync.ts'
import { casesDatabase } from '../../../shared/domain/databases.ts'
import { aClock } from '../../builders/desk.ts'
import { cases, startOfficeServer } from '../../builders/officeServer.ts'
import type { Backup, FakeCouch } from '../../fakes/couch/fakeCouch.ts'
import { SoakCounter } from './counter.ts'

const years = [2024, 2025, 2026, 2027, 2028]
const databases = ['stations', ...years.map((year) => casesDatabase('jimei', year))]

/** Three counters and a server; what was promised anywhere, and what does not hold of it. */
export class SoakOffice {
  readonly server: FakeCouch
  readonly counters: readonly SoakCounter[]
  readonly ids: string[] = []
  /** Notes that were acknowledged anywhere, by case. */
  readonly promised = new Map<string, Set<string>>()
  /** Notes that somebody tried to write: they may be there even if they were not acknowledged. */
  readonly tried = new Map<string, Set<string>>()
  /** Documents that no reader takes. */
  readonly spoilt: string[] = []
  backup: Backup | null = null
  /** Counters that have not met the server since it was put back, whose receipts are about the one before. */
  readonly notYetMet = new Set<SoakCounter>()

  private constructor(server: FakeCouch, counters: readonly SoakCounter[]) {
    this.server = server
    this.counters = counters
  }
  static async open(name: string): Promise<SoakOffice> {
    const server = await startOfficeServer(years)
    server.now = () => new Date('2026-06-01T09:00:00+08:00')
    const counters: SoakCounter[] = []
    for (const who of [1, 2, 3]) counters.push(await SoakCounter.begin(server, `jimei-${who}`, `${name} ${who}`, aClock()))
    return new SoakOffice(server, counters)
  }

  streamsAtServer(names: readonly string[] = databases): ReadonlyMap<string, ReadonlySet<string>> {
    const streams = new Map<string, Set<string>>()
    for (const name of names) {
      const database = this.server.database(name)
      for (const id of database.ids()) {
        const read = readBatch(database.read(id, null))
        if (!read.ok || read.value.kind !== 'batch') continue
        const texts = streams.get(read.value.stream) ?? new Set()
        for (const { text } of read.value.events) texts.add(text)
        streams.set(read.value.stream, texts)
      }
    }
    return streams
  }
  async textsAt(counter: SoakCounter, stream: string): Promise<readonly string[]> {
    const texts = await counter.open.station.readStream(stream)
    return texts.ok ? texts.value.toSorted() : []
  }

  /** What a counter acknowledged stands there; nothing stands there that nobody wrote. */
  async brokenAt(counter: SoakCounter): Promise<readonly string[]> {
    const broken: string[] = counter.bugs.splice(0).map((bug) => `a bug: ${bug instanceof Error ? (bug.stack ?? bug.message) : String(bug)}`)
    for (const id of this.ids) {
      const there = await counter.open.notesOf(id)
      const notes = there ?? []
      for (const text of counter.promised.get(id) ?? []) if (!notes.includes(text)) broken.push(`N1: ${text} of ${id} was acknowledged here and is gone`)
      if (counter.promised.has(id) && there === null) broken.push(`N1: case ${id} was acknowledged here and is gone`)
      if (new Set(notes).size !== notes.length) broken.push(`doubled in ${id}: ${notes.join(', ')}`)
      for (const text of notes) if (this.tried.get(id)?.has(text) !== true) broken.push(`${text} of ${id} was written by nobody`)
    }
    return broken
  }

  /** What a counter does not name as waiting is at the server. */
  async untold(counter: SoakCounter, { waiting, contact }: SyncState & { readonly kind: 'on' }): Promise<readonly string[]> {
    if (contact.kind === 'in-step') this.notYetMet.delete(counter)
    if (this.notYetMet.has(counter)) return []
    const atServer = this.streamsAtServer()
    const named = new Set(waiting.map(({ caseId }) => (caseId === null ? null : `case:${caseId}`)))
    const broken: string[] = []
    for (const stream of this.ids.map((id) => `case:${id}`)) {
      const lacking = (await this.textsAt(counter, stream)).filter((text) => atServer.get(stream)?.has(text) !== true)
      if (lacking.length > 0 && !named.has(stream)) broken.push(`N3: the server lacks ${lacking.length} events of ${stream}, which is not said to wait (${contact.kind})`)
    }
    // In step: whatever there was is here. An earlier year that refuses an account is left alone, as one that was closed.
    for (const [stream, texts] of contact.kind === 'in-step' ? this.streamsAtServer(['stations', cases]) : []) {
      if (this.#isSpoilt(stream)) continue
      const here = new Set(await this.textsAt(counter, stream))
      const unread = [...texts].filter((text) => !here.has(text))
      if (unread.length > 0) broken.push(`N3: ${unread.length} events of ${stream} were not read, and it is called in step`)
    }
    return broken
  }

  /** After something was lost on purpose: a promise counts where somebody still has it, and at a counter where it stands. */
  async forgetLost(): Promise<void> {
    const atServer = this.streamsAtServer()
    for (const id of [...this.promised.keys()]) {
      const stream = `case:${id}`
      const texts = [...(atServer.get(stream) ?? [])]
      for (const counter of this.counters) {
        const here = (await this.textsAt(counter, stream)).join('\n')
        if (here === '') counter.promised.delete(id)
        keepNamed(counter.promised.get(id), here)
        texts.push(here)
      }
      if (texts.join('') === '') this.promised.delete(id)
      keepNamed(this.promised.get(id), texts.join('\n'))
    }
  }

  /** In the end: everybody in step, everybody the same, everything promised, and nobody has anything more to say. */
  async brokenAtTheEnd(): Promise<readonly string[]> {
    const { server, counters } = this
    server.fault = () => null
    // Sent by the last is read by the first in the second round; a third changes nothing.
    for (let round = 0; round < 2; round += 1) for (const counter of counters) await counter.sync()
    const sends = (): number => server.requests.filter((request) => request.endsWith('_bulk_docs')).length
    const [before, broken]: [number, string[]] = [sends(), []]
    for (const counter of counters) {
      const { contact, counts } = await counter.sync()
      const left = [counts.waiting, counts.refused, counts.held, counts.deleted]
      if (contact.kind !== 'in-step' || left.some((count) => count > 0)) broken.push(`not in step in the end: ${JSON.stringify(contact)} ${left.join(' ')}`)
      broken.push(...(await this.brokenAt(counter)))
    }
    if (sends() > before) broken.push(`${sends() - before} requests more, though everything was said`)
    const atServer = this.streamsAtServer()
    const streams = new Set([...atServer.keys(), ...this.ids.map((id) => `case:${id}`), ...counters.map(({ open }) => `station:${open.station.journal.station}`)])
    for (const stream of streams) {
      const there = [...(atServer.get(stream) ?? [])].sort()
      for (const [at, counter] of counters.entries()) {
        const here = await this.textsAt(counter, stream)
        if (!this.#isSpoilt(stream) && JSON.stringify(here) !== JSON.stringify(there)) broken.push(`${stream}: ${here.length} events at counter ${at + 1}, ${there.length} at the server`)
      }
    }
    for (const [id, promised] of this.promised) {
      const notes = (await counters[0]?.open.notesOf(id)) ?? []
      for (const note of promised) if (!notes.includes(note)) broken.push(`N1: ${note} of ${id} was acknowledged and is nowhere`)
    }
    return [...broken, ...(await this.#brokenSpoilt())]
  }
  #isSpoilt(stream: string): boolean {
    return this.spoilt.some((id) => id.startsWith(`${stream}:`))
  }
  /** What stands at the server and can't be read is named at every counter. */
  async #brokenSpoilt(): Promise<readonly string[]> {
    const standing = this.spoilt.filter((id) => databases.some((name) => this.server.database(name).ids().includes(id)))
    const broken: string[] = []
    for (const [at, counter] of this.counters.entries()) {
      const aside = await counter.handlers['sync:setAside']({})
      const count = aside.ok ? aside.value.length : 0
      if (count < standing.length) broken.push(`N3: ${standing.length} documents can't be read, and counter ${at + 1} names ${count}`)
    }
    return broken
  }
  async close(): Promise<void> {
    for (const counter of this.counters) await counter.close()
    await this.server.stop()
  }
}

function keepNamed(notes: Set<string> | undefined, texts: string): void {
  for (const note of notes ?? []) if (!texts.includes(`"${note}"`)) notes?.delete(note)
}
