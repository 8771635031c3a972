import { beforeAll, expect, test } from 'vitest'
import { DeskRefused, type DeskService } from '../../electron/station/desk.ts'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import { type Insist, practiseABit, workADay } from './day.ts'
import { createLedger, type Ledger, type Promised, witnessed } from './ledger.ts'
import { aWorld, createRecover, openMemoryDesk, openTestShelf } from './memoryDesk.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

let shelf: PackShelf
let recover: ReturnType<typeof createRecover>
beforeAll(async () => {
  shelf = await openTestShelf()
  recover = createRecover(shelf)
}, 300_000)

/** A full disk can still be read. */
const takesRoom = new Set(['makeFolder', 'create', 'write', 'sync', 'copy', 'rename', 'syncFolder'])
const kinds = [
  { code: 'ENOSPC', problem: 'full', hits: (call: string) => takesRoom.has(call) },
  { code: 'EIO', problem: 'other', hits: () => true },
] as const
type Kind = (typeof kinds)[number]

/** The clerk has tried twice and goes home. */
class DayOver extends Error {}

interface Worked {
  readonly files: MemoryFiles
  readonly ledger: Ledger
  readonly refusals: readonly Failure[]
  /** The call that was to fail was reached. */
  readonly reached: boolean
  readonly isOver: boolean
}

/** @param nth the call that fails, counted from 1 by those that this error can hit; `Infinity` for none */
async function workWithFailure({ code, hits }: Kind, nth: number, forGood: boolean, day: (desk: DeskService, insist: Insist) => Promise<void>, files = new MemoryFiles(), ledger = createLedger()): Promise<Worked> {
  let calls = 0
  files.onCall = (call) => {
    if (!hits(call)) return
    calls += 1
    if (calls === nth || (forGood && calls > nth)) throw new SystemError(code, call)
  }
  const world = aWorld()
  const refusals: Failure[] = []
  const insist: Insist = async (step) => {
    const first = await step()
    if (first.ok) return first.value
    refusals.push(first.failure)
    const second = await step()
    if (second.ok) return second.value
    refusals.push(second.failure)
    throw new DayOver()
  }
  const open = async (): Promise<DeskService | null> => {
    try {
      return await openMemoryDesk(shelf, files, world.ports)
    } catch (refused) {
      if (!(refused instanceof DeskRefused) || refused.refusal.kind === 'pack-refused' || refused.refusal.kind !== 'disk') throw refused
      refusals.push(refused.refusal)
      return null
    }
  }
  const desk = (await open()) ?? (await open())
  const noteAndPass = (entry: Promised): void => {
    ledger.note(entry)
    // Once a day is enough: what goes on in the background has points of its own in `everyPoint`.
    if (entry.kind === 'paper') world.pass()
  }
  const isOver = desk === null || (await day(witnessed(desk, noteAndPass), insist).then(() => false, (error: unknown) => {
    if (error instanceof DayOver) return true
    throw error
  }))
  await desk?.close().catch(() => undefined)
  files.onCall = () => undefined
  return { files, ledger, refusals, reached: calls >= nth, isOver }
}

test.each(kinds)('$code once, at every call of a day: said as such, tried again, and nothing is lost, doubled or wasted', async (kind) => {
  const broken: Record<string, readonly string[]> = {}
  let nth = 1
  for (; ; nth += 1) {
    const { files, ledger, refusals, reached, isOver } = await workWithFailure(kind, nth, false, workADay)
    if (!reached) break
    for (const refusal of refusals) expect(refusal).toMatchObject({ kind: 'disk', problem: kind.problem })
    expect(isOver).toBe(false)
    const numbers = ledger.entries.flatMap((entry) => (entry.kind === 'paper' ? [entry.number] : []))
    expect(new Set(numbers.map((number) => number.slice(-5)))).toEqual(new Set(['-0001']))
    expect([...files.entries.keys()].filter((path) => path.startsWith('/stick/') && path.endsWith('.pdf'))).toHaveLength(1)
    expect([...files.entries.keys()].filter((path) => path.endsWith('.part'))).toEqual([])
    for (const [name, disk] of [['going on', files.copyOfDisk()], ['power cut', files.afterPowerCut()]] as const) {
      const found = await recover(disk, ledger.entries)
      if (found.length > 0) broken[`call ${nth}, ${name}`] = found
    }
  }
  expect(nth).toBeGreaterThan(60)
  expect(broken).toEqual({})
}, 600_000)

test.each(kinds)('$code from every call of a day on, for good: refused and said, never acknowledged; once the disk is well, all that was acknowledged is there', async (kind) => {
  const broken: Record<string, readonly string[]> = {}
  let nth = 1
  for (; ; nth += 1) {
    const { files, ledger, refusals, reached } = await workWithFailure(kind, nth, true, workADay)
    if (!reached) break
    for (const refusal of refusals) expect(refusal).toMatchObject({ kind: 'disk', problem: kind.problem })
    const found = await recover(files.afterPowerCut(), ledger.entries)
    if (found.length > 0) broken[`from call ${nth}`] = found
  }
  expect(nth).toBeGreaterThan(60)
  expect(broken).toEqual({})
}, 600_000)

test.each(kinds)('$code once, at every call of a switch to practice and back: the office profile stays as it was', async (kind) => {
  const broken: Record<string, readonly string[]> = {}
  const morning = await workWithFailure(kind, Number.POSITIVE_INFINITY, false, workADay)
  let nth = 1
  for (; ; nth += 1) {
    const evening = await workWithFailure(kind, nth, false, practiseABit, morning.files.copyOfDisk(), createLedger(morning.ledger.entries))
    if (!evening.reached) break
    for (const refusal of evening.refusals) expect(refusal).toMatchObject({ kind: 'disk', problem: kind.problem })
    const found = await recover(evening.files.afterPowerCut(), evening.ledger.entries)
    if (found.length > 0) broken[`call ${nth}`] = found
  }
  expect(nth).toBeGreaterThan(30)
  expect(broken).toEqual({})
}, 600_000)
