import { readBatch } from '../../../electron/station/sync/readBatch.ts'
import { casesDatabase } from '../../../shared/domain/databases.ts'
import { aClock } from '../../builders/desk.ts'
import { startOfficeServer } from '../../builders/officeServer.ts'
import { digestOf } from '../../builders/scans.ts'
import type { Backup, FakeCouch } from '../../fakes/couch/fakeCouch.ts'
import { SoakCounter } from './counter.ts'

const years = [2024, 2025, 2026, 2027, 2028]
export const databases = ['stations', ...years.map((year) => casesDatabase('jimei', year))]

/** A file on the stick, and what it is known to hold. */
export interface StickFile {
  readonly bytes: Buffer
  /** Events by stream. */
  readonly holds: ReadonlyMap<string, readonly string[]>
  /** Scans that its writer had, by case. */
  readonly scans: readonly Scan[]
}
export interface Scan {
  readonly caseId: string
  readonly digest: string
}
/** What erases a case, and where it stands. */
export interface SoakErasure {
  readonly database: string
  readonly texts: readonly string[]
  /** Acts where it is read; otherwise it waits for a supervisor of each station. */
  readonly byRetention: boolean
}
const keyOf = ({ caseId, digest }: Scan): string => `${caseId}.${digest}`

/** Three counters, a server and a stick; what was promised anywhere, and what somebody still has of it. */
export class SoakOffice {
  readonly server: FakeCouch
  readonly counters: readonly SoakCounter[]
  readonly ids: string[] = []
  /** What each was called when it was opened. */
  readonly names = new Map<string, string>()
  /** Notes that were acknowledged anywhere, by case. */
  readonly promised = new Map<string, Set<string>>()
  /** Notes that somebody tried to write: they may be there even if they were not acknowledged. */
  readonly tried = new Map<string, Set<string>>()
  /** Files that were acknowledged anywhere, and that somebody still has. */
  readonly scans = new Map<string, Scan>()
  /** Documents that no reader takes. */
  readonly spoilt: string[] = []
  readonly stick = new Map<string, StickFile>()
  /** Documents of editions that are published, each with whether it is sound. */
  readonly editions = new Map<string, boolean>()
  /** By case. */
  readonly erasures = new Map<string, SoakErasure>()
  /** Cases that are erased at some counter by the word of its supervisor alone. */
  readonly #letGo = new Set<string>()
  /** Cases of which documents were deleted at the server. */
  readonly robbed = new Set<string>()
  /** Most documents of one database that were ever gone: deleted, or erased. */
  mostGone = 0
  backup: Backup | null = null
  /** Counters that have not met the server since it was put back, whose receipts are about the one before. */
  readonly notYetMet = new Set<SoakCounter>()
  /** What a counter may say of the server: reasons that follow from what has gone wrong in this exchange. */
  readonly sayable = new Set<string>()

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

  promiseScan(scan: Scan): void {
    if (!this.isGone(scan.caseId)) this.scans.set(keyOf(scan), scan)
  }
  erase(id: string, erasure: SoakErasure): void {
    this.erasures.set(id, erasure)
    if (erasure.byRetention) this.letGo(id)
  }
  /** From now on nobody is promised anything of this case, but at a counter where it is not erased. */
  letGo(id: string): void {
    this.#letGo.add(id)
    this.promised.delete(id)
    for (const [key, { caseId }] of this.scans) if (caseId === id) this.scans.delete(key)
  }
  isGone(id: string): boolean {
    return this.#letGo.has(id)
  }
  /** Documents with events of a case at the server; stubs are none. */
  batchesOf(id: string): readonly string[] {
    return databases.flatMap((name) => {
      const database = this.server.database(name)
      return database.ids().filter((each) => {
        if (!each.startsWith(`case:${id}:`)) return false
        const read = readBatch(database.read(each, null))
        return read.ok && read.value.kind === 'batch'
      })
    })
  }
  databaseOf(id: string): string | null {
    return databases.find((name) => this.server.database(name).ids().some((each) => each.startsWith(`case:${id}:`))) ?? null
  }
  countGone(): void {
    for (const name of databases) {
      const database = this.server.database(name)
      const alive = database.ids()
      const erased = alive.filter((id) => id.startsWith('case:') && database.read(id, null)['as'] === 'retention')
      this.mostGone = Math.max(this.mostGone, erased.length + database.documents.size - alive.length)
    }
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

  /** Whether the parts at the server, in some cut, make up the file. */
  isWholeAtServer({ caseId, digest }: Scan): boolean {
    const prefix = `case:${caseId}:${digest}:`
    const parts: Part[] = []
    for (const name of databases) {
      const database = this.server.database(name)
      for (const id of database.ids()) {
        if (!id.startsWith(prefix)) continue
        const [first = 0, end = 0] = id.slice(prefix.length).split('-').map(Number)
        const document = JSON.stringify(database.read(id, null, { withAttachments: true })['_attachments'] ?? null)
        const data = /"data":"([^"]*)"/.exec(document)?.[1]
        if (data !== undefined) parts.push({ first, end, bytes: Buffer.from(data, 'base64') })
      }
    }
    return coversOf(parts, 0).some((bytes) => digestOf(bytes) === digest)
  }
  isOnDisk(counter: SoakCounter, { caseId, digest }: Scan): boolean {
    const path = `/place/office/scans/${caseId}.${digest}`
    return counter.place.files.entries.has(path) && digestOf(counter.place.files.get(path)) === digest
  }

  /** After something was lost on purpose: a promise counts where somebody still has it, and at a counter where it stands. */
  async forgetLost(): Promise<void> {
    const atServer = this.streamsAtServer()
    for (const id of new Set([this, ...this.counters].flatMap(({ promised }) => [...promised.keys()]))) {
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
    for (const [key, scan] of this.scans) if (!this.isWholeAtServer(scan) && !this.counters.some((counter) => this.isOnDisk(counter, scan))) this.scans.delete(key)
  }
  async close(): Promise<void> {
    for (const counter of this.counters) await counter.close()
    await this.server.stop()
  }
}

interface Part {
  readonly first: number
  readonly end: number
  readonly bytes: Buffer
}
/** Every file that the parts from here on can make up. */
function coversOf(parts: readonly Part[], from: number): readonly Buffer[] {
  const next = parts.filter(({ first, end, bytes }) => first === from && end > first && bytes.length === end - first)
  return next.flatMap(({ end, bytes }) => [bytes, ...coversOf(parts, end).map((rest) => Buffer.concat([bytes, rest]))])
}

function keepNamed(notes: Set<string> | undefined, texts: string): void {
  for (const note of notes ?? []) if (!texts.includes(`"${note}"`)) notes?.delete(note)
}
