import { basename } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import { practiseABit, workADay } from './day.ts'
import { createLedger, type Promised, witnessed } from './ledger.ts'
import { aWorld, createRecover, openMemoryDesk, openTestShelf } from './memoryDesk.ts'
import { MemoryFiles } from './memoryFiles.ts'
import { writebacks } from './writeback.ts'

/** The disk and what had been promised, at one moment of a day. */
interface Point {
  readonly name: string
  readonly disk: MemoryFiles
  readonly promised: readonly Promised[]
}

let shelf: PackShelf
let recover: ReturnType<typeof createRecover>
let points: readonly Point[]
beforeAll(async () => {
  shelf = await openTestShelf()
  recover = createRecover(shelf)
  points = await recordADay()
}, 300_000)

/** Works a day and looks at the disk after every call to it, in the middle of every write and at every promise. */
async function recordADay(): Promise<readonly Point[]> {
  const recorded: Point[] = []
  const ledger = createLedger()
  const files = new MemoryFiles()
  const record = (name: string): void => {
    recorded.push({ name: `${recorded.length}: ${name}`, disk: files.fork(), promised: [...ledger.entries] })
  }
  files.onDone = (call, path) => {
    if (!['read', 'readAt', 'list', 'open', 'close'].includes(call)) record(`after ${call} of ${basename(path)}`)
  }
  const world = aWorld()
  const desk = witnessed(await openMemoryDesk(shelf, files, world.ports), (entry) => {
    ledger.note(entry)
    record(`after the promise ${entry.kind}`)
    world.pass()
  })
  await workADay(desk)
  await practiseABit(desk)
  await desk.close()
  record('closed')
  return recorded
}

test('a kill at every point of a day: what was promised is there once, whole, chained, and the work goes on', async () => {
  expect(points.length).toBeGreaterThan(100)
  const broken: Record<string, readonly string[]> = {}
  for (const { name, disk, promised } of points) {
    const found = await recover(disk.copyOfDisk(), promised)
    if (found.length > 0) broken[name] = found
  }
  expect(broken).toEqual({})
}, 600_000)

test('a power cut at every point of a day, in four orders of writing back: the same', async () => {
  const broken: Record<string, readonly string[]> = {}
  for (const { name, disk, promised } of points) {
    for (const writeback of writebacks(name)) {
      const found = await recover(disk.afterPowerCut(writeback), promised)
      if (found.length > 0) broken[`${name}, ${writeback.name} written back`] = found
    }
  }
  expect(recover.tried()).toBeGreaterThan(400)
  expect(broken).toEqual({})
}, 600_000)
