import { mkdtemp, open, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { drawAhead } from '../../electron/station/chance.ts'
import { createEventStore, type EventStore } from '../../electron/station/eventStore.ts'
import { diskFiles } from '../../electron/station/files.ts'
import { drawSalt } from '../../electron/station/identity.ts'
import { type Journal, type JournalPorts, openJournal } from '../../electron/station/journal/journal.ts'
import { openKept } from '../../electron/station/kept.ts'
import { notesOfRecord } from '../../electron/station/recordEvents.ts'
import { plainSealer } from '../../electron/station/sealer.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CaseEvent, CaseEventBody } from '../../shared/domain/events.ts'
import { must } from '../builders/counter.ts'
import { aPackRef } from '../builders/events.ts'
import { type Figure, median, pairedAsyncMs } from './measure.ts'

const by = { operator: 'b'.repeat(24), heads: [], missing: [] }
const caseIdOf = (index: number): string => `3f1c9a52-0000-4000-8000-${String(index).padStart(12, '0')}`

/** As the program draws them. */
const someBytes = drawAhead((count) => new Uint8Array(randomBytes(count)))

const portsIn = (root: string): JournalPorts => ({
  profileDir: join(root, 'office'),
  files: diskFiles,
  sealer: plainSealer,
  randomBytes: someBytes,
  clock: { now: () => new Date(), uptimeMs: () => performance.now() },
  notesOf: notesOfRecord,
})

async function openStore(root: string): Promise<{ readonly journal: Journal; readonly store: EventStore; close(): Promise<void> }> {
  const ports = portsIn(root)
  const journal = await openJournal(ports)
  if (!journal.ok) throw new Error(journal.failure.kind)
  const kept = await openKept({ ...ports, journal: journal.value, changed: () => undefined })
  if (!kept.ok) throw new Error(kept.failure.kind)
  const store = createEventStore({ ...ports, journal: journal.value, kept: kept.value, announce: () => undefined, onImported: () => Promise.resolve() })
  return { journal: journal.value, store, close: () => journal.value.close() }
}

const answer = (index: number): CaseEventBody => ({ kind: 'field.write', payload: { path: 'project.name', value: `集美大道 ${index} 号厂房（样例）` }, over: [] })

/** One answer, from the command inside the main process to the flushed record, against the same bytes written and flushed bare. */
export async function commandToDisk(): Promise<readonly Figure[]> {
  const root = await mkdtemp(join(tmpdir(), 'bench-journal-'))
  try {
    const { journal, store, close } = await openStore(root)
    must(await store.appendToCase(caseIdOf(0), [{ kind: 'case.opened', payload: { pack: aPackRef, district: '集美区' } }], by))
    const segment = join(root, 'office', 'journal', 'segment-000001.log')
    const before = (await stat(segment)).size
    must(await store.appendToCase(caseIdOf(0), [answer(0)], by))
    const bytes = Buffer.alloc((await stat(segment)).size - before, 0x41)
    const bare = await open(join(root, 'bare'), 'w')
    let at = 0
    let index = 0
    const samples = 400
    const [command, raw] = await pairedAsyncMs(
      samples,
      async () => must(await store.appendToCase(caseIdOf(0), [answer((index += 1))], by)),
      async () => {
        await bare.write(bytes, 0, bytes.length, at)
        await bare.sync()
        at += bytes.length
      },
    )
    await bare.close()
    const { seq } = journal.head()
    await close()
    const limitMs = raw * 1.5 + 0.3
    return [{ id: 'command-to-disk', what: `one answer to the flushed record (${bytes.length} bytes, ${seq} records), against a bare write and fsync of as many bytes in turn; limit 1.5 × + 0.3 ms`, unit: 'ms', value: command, against: raw, ratio: command / raw, limit: limitMs / raw, samples }]
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

const perCase = 25
const atOnce = 200

/**
 * Events as ten years of a counter leave them: cases of 25 events, many open at a time, a record each. Written by the
 * journal itself; the shapes, which the store checks before it appends, are right by construction.
 */
async function writeJournal(root: string, events: number): Promise<void> {
  const { journal, close } = await openStore(root)
  for (let first = 0; first < events / perCase; first += atOnce) {
    const ids = Array.from({ length: Math.min(atOnce, events / perCase - first) }, (_, offset) => first + offset)
    // What a start reads is the open segment: as full in a young journal as in an old one.
    if (first + atOnce >= events / perCase) must(await journal.renew('restored'))
    for (let step = 0; step < perCase; step += 1) must(await journal.appendTogether(ids.map((id) => ({ stream: `case:${caseIdOf(id)}`, body: recordOf(id, step) }))))
  }
  for (;;) {
    if (!must(await journal.tender.step())) break
  }
  await close()
}

function recordOf(id: number, step: number): Uint8Array {
  const event: CaseEvent = {
    v: 1,
    salt: drawSalt(someBytes),
    stream: `case:${caseIdOf(id)}`,
    parents: [drawSalt(someBytes)],
    operator: by.operator,
    station: '0'.repeat(16),
    incarnation: 'A1B2C3',
    at: `20${16 + Math.floor(id / 7500)}-03-02T09:${String(step).padStart(2, '0')}:00.000+08:00`,
    clock: 'ok',
    ...bodyOf(id, step),
  }
  return Buffer.from(canonicalJson([event]))
}

function bodyOf(id: number, step: number): CaseEventBody {
  const number = `7KQ2M-A1B2C3-${String(id + 1).padStart(4, '0')}`
  if (step === 0) return { kind: 'case.opened', payload: { pack: aPackRef, district: '集美区' } }
  if (step === 20) return { kind: 'paper.reserved', payload: { paperKind: 'acceptance-notice', number } }
  if (step === 21) return { kind: 'paper.rendered', payload: { number, sha256: 'ef'.repeat(32), page: 'ab'.repeat(32), pages: 1 } }
  if (step === 22) return { kind: 'paper.delivered', payload: { number, how: 'printed' } }
  return answer(id * 100 + step)
}

interface Grown {
  readonly events: number
  readonly bytes: number
  readonly startMs: number
  /** After a kill, with the question of the witness. */
  readonly killedMs: number
  readonly indexMs: number
  readonly heapMb: number
}

async function measureGrown(events: number): Promise<Grown> {
  const root = await mkdtemp(join(tmpdir(), 'bench-journal-'))
  try {
    await writeJournal(root, events)
    const starts: number[] = []
    const indexes: number[] = []
    let heapMb = 0
    for (let round = 0; round < 7; round += 1) {
      const begun = performance.now()
      const { journal, store, close } = await openStore(root)
      if (store.lastSavedAt() === null) throw new Error('the start does not know when it last saved')
      starts.push(performance.now() - begun)
      const heap = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers
      const asked = performance.now()
      must(await store.changedCases(0))
      indexes.push(performance.now() - asked)
      heapMb = (process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - heap) / 1e6
      if (must(await store.countCases()) !== events / perCase) throw new Error(`the index lacks cases at ${journal.head().seq}`)
      await close()
    }
    const killed: number[] = []
    for (let round = 0; round < 7; round += 1) {
      // Whoever wrote until now never released the folder.
      const before = await openStore(root)
      const { seq } = before.journal.head()
      const begun = performance.now()
      const after = await openStore(root)
      if ((await after.journal.findChain(seq)) === null) throw new Error('the start does not find what a witness knows')
      killed.push(performance.now() - begun)
      await after.close()
      await before.close().catch(() => undefined)
    }
    return { events, killedMs: median(killed), bytes: await bytesBelow(join(root, 'office')), startMs: median(starts), indexMs: median(indexes), heapMb }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function bytesBelow(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const sizes = await Promise.all(names.filter((entry) => entry.isFile()).map((entry) => stat(join(entry.parentPath, entry.name))))
  return sizes.reduce((sum, { size }) => sum + size, 0)
}

const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`

/** What a start reads does not grow with the years; what asks about all cases waits for the index, which is read after it. */
export async function journalStart(): Promise<readonly Figure[]> {
  const small = await measureGrown(100_000)
  const large = await measureGrown(1_000_000)
  const words = ({ events, bytes, indexMs, heapMb }: Grown): string => `${events} events: ${mega(bytes)} on disk, index in memory after ${indexMs.toFixed(0)} ms and ${heapMb.toFixed(0)} MB`
  return [
    { id: 'journal-start', what: `opening a journal of 1 000 000 events, against one of 100 000; ${words(small)}; ${words(large)}`, unit: 'ms', value: large.startMs, against: small.startMs, ratio: large.startMs / small.startMs, limit: 1.3, samples: 7 },
    { id: 'journal-start-killed', what: 'the same after a kill, with the question of the witness for an earlier record', unit: 'ms', value: large.killedMs, against: small.killedMs, ratio: large.killedMs / small.killedMs, limit: 1.3, samples: 7 },
    { id: 'journal-start-million', what: 'the same, in itself', unit: 'ms', value: large.startMs, against: null, ratio: null, limit: 1000, samples: 7 },
  ]
}

/** 32 new cases a day, 250 days, ten years, 25 events each: two million. */
export async function tenYears(): Promise<readonly Figure[]> {
  const { events, bytes, startMs, indexMs, heapMb } = await measureGrown(2_000_000)
  return [{ id: 'journal-ten-years', what: `opening the journal of a busy counter after ten years: ${events} events, ${mega(bytes)} on disk, index in memory after ${indexMs.toFixed(0)} ms and ${heapMb.toFixed(0)} MB`, unit: 'ms', value: startMs, against: null, ratio: null, limit: 1000, samples: 7 }]
}
