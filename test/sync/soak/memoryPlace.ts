import { join } from 'node:path'
import { diskFiles, type Files } from '../../../electron/station/files.ts'
import { openPackShelf, type PackShelf } from '../../../electron/station/packShelf.ts'
import { aPlace, builtInPack, type TestClock, type TestPlace } from '../../builders/desk.ts'
import { MemoryFiles } from '../../faults/memoryFiles.ts'

/** A profile on a disk in memory, which can be killed, cut off from power and made to fail; its packs lie on a real disk. */
export interface MemoryPlace extends TestPlace {
  files: MemoryFiles
  readonly shelf: PackShelf
}

export async function aMemoryPlace(name: string, clock: TestClock): Promise<MemoryPlace> {
  const inner = await aPlace()
  const shelf = await openPackShelf(diskFiles, join(inner.root, 'profile', 'packs'), { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  if (!shelf.ok) throw new Error(shelf.failure.problems.join('\n'))
  const place: MemoryPlace = {
    root: name,
    files: new MemoryFiles(),
    shelf: shelf.value,
    ports: (changed = {}) => inner.ports({ profileRoot: '/place', files: besideReal(place.files, inner.root), clock, segmentBytes: 20_000, ...changed }),
    open: () => Promise.reject(new Error('a station, not a desk, is opened here')),
    remove: inner.remove,
  }
  return place
}

/** Packs are read by modules that know no other disk than the real one. */
function besideReal(memory: MemoryFiles, realRoot: string): Files {
  const of = (path: string): Files => (path.startsWith(realRoot) ? diskFiles : memory)
  return {
    read: (path) => of(path).read(path),
    list: (folder) => of(folder).list(folder),
    stat: (path) => of(path).stat(path),
    makeFolder: (path) => of(path).makeFolder(path),
    create: (path) => of(path).create(path),
    open: (path) => of(path).open(path),
    copy: (from, to) => of(to).copy(from, to),
    rename: (from, to) => of(to).rename(from, to),
    remove: (path) => of(path).remove(path),
    removeFolder: (path) => of(path).removeFolder(path),
    syncFolder: (path) => of(path).syncFolder(path),
  }
}
