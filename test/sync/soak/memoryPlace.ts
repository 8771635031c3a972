import { aPlace, type TestClock, type TestPlace } from '../../builders/desk.ts'
import { MemoryFiles } from '../../faults/memoryFiles.ts'

/** A profile on a disk in memory, which can be killed, cut off from power and made to fail. */
export interface MemoryPlace extends TestPlace {
  files: MemoryFiles
}

export async function aMemoryPlace(name: string, clock: TestClock): Promise<MemoryPlace> {
  const inner = await aPlace({ neverStarted: true })
  const place: MemoryPlace = {
    root: name,
    files: new MemoryFiles(),
    ports: (changed = {}) => inner.ports({ profileRoot: '/place', files: place.files, clock, segmentBytes: 20_000, ...changed }),
    open: () => Promise.reject(new Error('a station, not a desk, is opened here')),
    remove: inner.remove,
  }
  return place
}
