import { type DeskPorts, type DeskService, openDeskWith } from '../../electron/station/desk.ts'
import type { PackShelf } from '../../electron/station/packShelf.ts'
import { openStation, type Station } from '../../electron/station/station.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import { acceptCommand, exampleFacts, must, noticeOf, order, sampleProject, write } from '../builders/counter.ts'
import { countedBytes } from '../builders/desk.ts'
import { aSafety, type TestSafety } from '../builders/safety.ts'
import { openTestShelf, portsOn } from './memoryDesk.ts'
import { MemoryFiles } from './memoryFiles.ts'

/** Read once: the packs lie on the real disk and are not what is tested. */
let shelf: Promise<PackShelf> | null = null
function readShelf(): Promise<PackShelf> {
  shelf ??= openTestShelf()
  return shelf
}

let opened = 0
/** Every opening draws numbers of its own. */
function portsFor(files: MemoryFiles, safety: TestSafety, changed: Partial<DeskPorts>): DeskPorts {
  opened += 1
  return portsOn(files, { safety, randomBytes: countedBytes(`opening ${opened}`), ...changed })
}

/** A desk on a disk in memory, with everything that guards its data. */
export async function openGuarded(files: MemoryFiles, safety: TestSafety, changed: Partial<DeskPorts> = {}): Promise<DeskService> {
  return openDeskWith(await readShelf(), portsFor(files, safety, changed))
}

/** The office profile by itself, for what a desk does not offer yet. */
export async function openGuardedOffice(files: MemoryFiles, safety: TestSafety, changed: Partial<DeskPorts> = {}): Promise<Station> {
  const station = await openStation('office', portsFor(files, safety, changed), await readShelf())
  if (!station.ok) throw new Error(station.failure.kind)
  return station.value
}

export async function setUp(desk: DeskService): Promise<void> {
  must(await desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'clerk' }] }))
}

/** A case that is accepted, with its notice. */
export async function acceptOne(desk: DeskService): Promise<CaseState> {
  const fields = Object.entries(sampleProject).map(([path, value]) => ({ path, value, over: [] }))
  const begun = must(await desk.handle('case:open', { fields })).state
  const answered = must(await write(desk, begun, await exampleFacts(desk, 's01'))).state
  const accepted = must(await order(desk, answered, await acceptCommand(desk, answered))).state
  return must(await desk.handle('paper:issue', noticeOf(accepted))).state
}

/** A case of another station comes in, as from a stick. */
export async function importOne(files: MemoryFiles, safety: TestSafety, changed: Partial<DeskPorts> = {}): Promise<void> {
  const elsewhere = new MemoryFiles()
  const desk = await openGuarded(elsewhere, aSafety())
  await setUp(desk)
  const { id } = await acceptOne(desk)
  await desk.close()
  const there = await openGuardedOffice(elsewhere, aSafety())
  const events = must(await there.exportCase(id))
  await there.close()
  const here = await openGuardedOffice(files, safety, changed)
  must(await here.importEvents(events, { source: 'stick', checkpoint: '7' }))
  await here.close()
}

/** Every paper number on record, in the order of their cases. */
export async function numbersOf(desk: DeskService): Promise<readonly string[]> {
  const { rows } = await desk.handle('feed:pull', { from: null, scope: 'all' })
  return rows.flatMap(({ papers }) => papers.map(({ number }) => number))
}
