import type { DeskPorts } from '../../electron/station/desk.ts'
import { must } from '../builders/counter.ts'
import { aSafety } from '../builders/safety.ts'
import { acceptOne, importOne, openGuarded, setUp } from './guardedDesk.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

/** Files below a folder, by path. */
export const under = (files: MemoryFiles, folder: string): readonly string[] => [...files.entries.keys()].filter((path) => path.startsWith(`${folder}/`))

/** Another computer, with nothing but the stick. */
export function onlyTheStick(files: MemoryFiles): MemoryFiles {
  const there = new MemoryFiles()
  for (const path of under(files, '/stick')) there.put(path, files.get(path))
  return there
}

/** A station that has been set up and has the folder of its second copy, with that much in it. */
export async function aDiskWithACopy(changed: Partial<DeskPorts> = {}): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  const safety = aSafety()
  safety.chosen = '/stick'
  const desk = await openGuarded(files, safety, changed)
  await setUp(desk)
  must(await desk.handle('copy:choose', {}))
  must(await desk.handle('copy:now', {}))
  await desk.close()
  return files
}

/** Works on while the stick is out: a case with its paper, segments closed and compressed, a case that came from others. */
export async function workWithoutTheStick(files: MemoryFiles, changed: Partial<DeskPorts> = {}): Promise<void> {
  const safety = aSafety()
  files.onCall = (call, path) => {
    if (path.startsWith('/stick')) throw new SystemError('EIO', call)
  }
  const desk = await openGuarded(files, safety, changed)
  await acceptOne(desk)
  must(await desk.handle('records:check', {}))
  await desk.close()
  await importOne(files, safety, changed)
  files.onCall = () => undefined
}

/** Brings the copy up to date. */
export async function copyAll(files: MemoryFiles, changed: Partial<DeskPorts> = {}): Promise<void> {
  const desk = await openGuarded(files, aSafety(), changed)
  must(await desk.handle('copy:now', {}))
  await desk.close()
}
