import { join } from 'node:path'
import * as z from 'zod'
import { largestEventBytes, stationEvent } from '../../shared/contracts/events.ts'
import { readCaseEvent } from '../../shared/contracts/readCaseEvent.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { EventName } from '../../shared/domain/events.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { type DiskFailure, errnoOf, type Files, onDisk } from './files.ts'
import { nameEvent, sha256 } from './identity.ts'
import type { LogRefusal } from './journal/foundFolder.ts'
import type { Journal } from './journal/journal.ts'
import { findJson } from './journal/opening.ts'
import { openRecordLog, type RecordLog, type RecordLogPorts } from './journal/recordLog.ts'
import type { Unwritten } from './journal/segmentWriter.ts'
import { notesOfRecord } from './recordEvents.ts'

/**
 * What came from others: the same files as the journal, in `<profile>/kept/`, made at the first import. A batch is one
 * flush: a record for each stream with its events byte for byte, and one on the stream `kept` that says where they came
 * from, how far that source was read, and what was set aside.
 */
export interface Kept {
  /** `null` before the first import. */
  readonly log: RecordLog | null
  /** Idempotent by name. `known`: names that are here already. */
  import(received: readonly ReceivedEvent[], from: Origin, known: (stream: string) => Promise<Result<ReadonlySet<EventName>, DiskFailure>>): Promise<Result<ImportReport, DiskFailure>>
  /** How far a source was read; `null`: from the beginning, also after a record was lost here. */
  checkpointOf(source: string): Promise<Result<string | null, DiskFailure>>
  /** Everything that was set aside, to be shown and passed on. */
  setAside(): Promise<Result<readonly SetAside[], DiskFailure>>
  close(): Promise<void>
}
/** An event as it arrived. */
export interface ReceivedEvent {
  readonly name: EventName
  readonly bytes: Uint8Array
}
export interface Origin {
  /** Names a feed, a stick, a copy: nothing personal. */
  readonly source: string
  /** `null`: the source has no place to go on from. */
  readonly checkpoint: string | null
}
const asideReasons = ['too-large', 'not-canonical', 'wrong-name', 'unknown-shape'] as const
/** `wrong-name`: the digest of the bytes is another. */
export type AsideReason = (typeof asideReasons)[number]
export interface SetAside extends ReceivedEvent {
  readonly reason: AsideReason
}
export interface ImportReport {
  /** New here. */
  readonly kept: number
  /** Here already. */
  readonly known: number
  readonly aside: readonly SetAside[]
  /** Streams that have something new. */
  readonly streams: readonly string[]
}

/** `streamKeyId` of the records about batches. */
const keptStream = 'kept'
const batchShape = z.object({
  source: z.string(),
  checkpoint: z.string().nullable(),
  aside: z.array(z.object({ name: z.string(), reason: z.enum(asideReasons), bytes: z.base64() })),
})

export interface KeptPorts extends Pick<RecordLogPorts, 'files' | 'sealer' | 'randomBytes' | 'clock' | 'segmentBytes'> {
  readonly profileDir: string
  readonly journal: Journal
}

export async function openKept(ports: KeptPorts): Promise<Result<Kept, LogRefusal>> {
  const dir = join(ports.profileDir, 'kept')
  const found = await onDisk(keptStream, () => isThere(ports.files, dir))
  if (!found.ok) return found
  if (!found.value) return ok(createKept(ports, dir, null))
  const log = await openLog(ports, dir)
  return log.ok ? ok(createKept(ports, dir, log.value)) : log
}

const openLog = ({ journal, ...ports }: KeptPorts, dir: string): Promise<Result<RecordLog, LogRefusal>> =>
  openRecordLog({
    ...ports,
    dir,
    place: keptStream,
    notesOf: notesOfRecord,
    isUsed: false,
    station: journal.station,
    firstIncarnation: () => journal.incarnation,
    drawStation: () => journal.station,
    own: () => Promise.resolve({ owner: journal.owner, wasReleased: journal.wasReleased }),
  })

async function isThere(files: Files, dir: string): Promise<boolean> {
  try {
    return (await files.list(dir)).length > 0
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}

function createKept(ports: KeptPorts, dir: string, opened: RecordLog | null): Kept {
  let log = opened
  let working: Promise<unknown> = Promise.resolve()

  async function batches(): Promise<Result<readonly (z.infer<typeof batchShape> | null)[], DiskFailure>> {
    if (!log) return ok([])
    const index = await log.index()
    if (!index.ok) return index
    const bodies = await log.read(index.value.seqsOf(keptStream))
    return bodies.ok ? ok(bodies.value.map((body) => (body ? (batchShape.safeParse(findJson(body)).data ?? null) : null))) : bodies
  }

  const setAside: Kept['setAside'] = async () => {
    const found = await batches()
    return found.ok ? ok(found.value.flatMap((batch) => (batch?.aside ?? []).map(({ name, reason, bytes }) => ({ name, reason, bytes: Buffer.from(bytes, 'base64') })))) : found
  }

  async function importBatch(received: readonly ReceivedEvent[], { source, checkpoint }: Origin, known: Parameters<Kept['import']>[2]): Promise<Result<ImportReport, DiskFailure>> {
    const streams = new Map<string, Map<EventName, string>>()
    const refused = new Map<string, SetAside>()
    for (const event of received) {
      const judged = judge(event)
      if ('reason' in judged) refused.set(keyOf({ ...event, reason: judged.reason }), { ...event, reason: judged.reason })
      else streams.set(judged.stream, (streams.get(judged.stream) ?? new Map<EventName, string>()).set(event.name, judged.text))
    }
    const before = await setAside()
    if (!before.ok) return before
    for (const aside of before.value) refused.delete(keyOf(aside))
    let alreadyHere = 0
    const records: Unwritten[] = []
    const changed: string[] = []
    for (const [stream, events] of streams) {
      const here = await known(stream)
      if (!here.ok) return here
      const fresh = [...events].filter(([name]) => !here.value.has(name))
      alreadyHere += events.size - fresh.length
      if (fresh.length === 0) continue
      changed.push(stream)
      for (const part of partsOf(fresh.map(([, text]) => text))) records.push({ stream, body: Buffer.from(`[${part.join(',')}]`) })
    }
    const aside = [...refused.values()]
    records.push({ stream: keptStream, body: Buffer.from(canonicalJson({ source, checkpoint, aside: aside.map(({ name, reason, bytes }) => ({ name, reason, bytes: Buffer.from(bytes).toString('base64') })) })) })
    const report: ImportReport = { kept: [...streams.values()].reduce((sum, events) => sum + events.size, 0) - alreadyHere, known: alreadyHere, aside, streams: changed }
    if (report.kept === 0 && aside.length === 0 && checkpoint === null) return ok(report)
    if (!log) {
      const first = await openLog(ports, dir)
      if (!first.ok) return first.failure.kind === 'disk' ? { ok: false, failure: first.failure } : { ok: false, failure: { kind: 'disk', problem: 'other', place: keptStream } }
      log = first.value
    }
    const written = await log.appendTogether(records)
    return written.ok ? ok(report) : written
  }

  return {
    get log() {
      return log
    },
    // One batch after the other: what the second knows includes the first.
    import: (received, from, known) => {
      const done = working.then(() => importBatch(received, from, known))
      working = done.catch(() => undefined)
      return done
    },
    checkpointOf: async (source) => {
      if (log && log.tender.missing().length > 0) return ok(null)
      const found = await batches()
      return found.ok ? ok(found.value.findLast((batch) => batch?.source === source && batch.checkpoint !== null)?.checkpoint ?? null) : found
    },
    setAside,
    close: async () => {
      await working
      await log?.close()
    },
  }
}

/** As much as a record may hold, with room to spare. */
const largestPartBytes = 1 << 20

function partsOf(texts: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = []
  let bytes = Infinity
  for (const text of texts) {
    bytes += Buffer.byteLength(text)
    if (bytes > largestPartBytes) {
      parts.push([])
      bytes = Buffer.byteLength(text)
    }
    parts.at(-1)?.push(text)
  }
  return parts
}

const keyOf = ({ name, reason, bytes }: SetAside): string => `${reason} ${name} ${sha256(bytes)}`

/** The one door for events from elsewhere: size, form, name, shape. */
function judge({ name, bytes }: ReceivedEvent): { readonly stream: string; readonly text: string } | { readonly reason: AsideReason } {
  if (bytes.length > largestEventBytes) return { reason: 'too-large' }
  const text = Buffer.from(bytes).toString('utf8')
  const json = findJson(bytes)
  if (json === null || !isCanonical(json, text) || !Buffer.from(text).equals(bytes)) return { reason: 'not-canonical' }
  if (nameEvent(text) !== name) return { reason: 'wrong-name' }
  const stream = readCaseEvent(json, text)?.stream ?? stationEvent.safeParse(json).data?.stream
  return stream === undefined ? { reason: 'unknown-shape' } : { stream, text }
}

function isCanonical(json: unknown, text: string): boolean {
  try {
    return canonicalJson(json) === text
  } catch {
    // Unpaired surrogates, or nested deeper than the stack.
    return false
  }
}
