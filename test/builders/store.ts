import { createEventStore, type EventStore } from '../../electron/station/eventStore.ts'
import { type Journal, openJournal } from '../../electron/station/journal/journal.ts'
import { type Kept, openKept } from '../../electron/station/kept.ts'
import { notesOfRecord } from '../../electron/station/recordEvents.ts'
import { plainSealer, type Sealer } from '../../electron/station/sealer.ts'
import type { MemoryFiles } from '../faults/memoryFiles.ts'
import { must } from './counter.ts'
import { aClock, countedBytes } from './desk.ts'

export interface OpenStore {
  readonly store: EventStore
  readonly journal: Journal
  readonly kept: Kept
  close(): Promise<void>
}

/** What a station has on its disk, without the desk above it. `seed`: of what it draws at this opening. */
export async function openStore(files: MemoryFiles, seed = 'store', segmentBytes?: number, sealer: Sealer = plainSealer): Promise<OpenStore> {
  const clock = aClock()
  const shared = { profileDir: '/place/office', files, sealer, clock, ...(segmentBytes === undefined ? {} : { segmentBytes }) }
  const journal = must(await openJournal({ ...shared, randomBytes: countedBytes(`${seed} journal`), notesOf: notesOfRecord }))
  const kept = must(await openKept({ ...shared, randomBytes: countedBytes(`${seed} kept`), journal, changed: () => undefined }))
  return {
    store: createEventStore({ journal, kept, onImported: () => Promise.resolve(), clock, randomBytes: countedBytes(`${seed} store`), announce: () => undefined }),
    journal,
    kept,
    close: async () => {
      await kept.close()
      await journal.close()
    },
  }
}
