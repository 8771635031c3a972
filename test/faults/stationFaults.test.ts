import { beforeAll, expect, test } from 'vitest'
import { openPackShelf, type PackShelf } from '../../electron/station/packShelf.ts'
import { openStation, type Station, type StationPorts } from '../../electron/station/station.ts'
import { diskFiles } from '../../electron/station/files.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import type { Result } from '../../shared/domain/result.ts'
import type { DeskService } from '../../electron/station/desk.ts'
import { acceptCommand, exampleFacts, must, noticeOf, order, sampleProject, write } from '../builders/counter.ts'
import { aClock, aPrinter, builtInPack, countedBytes, textDocuments } from '../builders/desk.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

let shelf: PackShelf
beforeAll(async () => {
  const opened = await openPackShelf({ ...diskFiles, create: () => Promise.reject(new SystemError('EROFS', 'open')), makeFolder: () => Promise.reject(new SystemError('EROFS', 'mkdir')) }, '/nowhere', { packDir: builtInPack, overlayDirs: [] }, '0.1.0')
  if (!opened.ok) throw new Error(opened.failure.problems.join('\n'))
  shelf = opened.value
})

const ports = (files: MemoryFiles): StationPorts => ({
  profileRoot: '/place',
  files,
  documents: textDocuments(),
  printers: aPrinter(),
  chooseSavePath: (name) => Promise.resolve(`/stick/${name}`),
  clock: aClock(),
  randomBytes: countedBytes(`${files.entries.size}`),
  announce: () => undefined,
  version: '0.1.0',
})
const asDesk = ({ handlers, close }: Station): DeskService => ({ handle: (channel, request) => (channel === 'profile:switch' ? Promise.reject(new Error('one profile')) : Reflect.get(handlers, channel)(request)), close })

/** A whole morning: every step is tried again when the disk refuses it once. Gives the last state acknowledged. */
async function workAMorning(files: MemoryFiles): Promise<{ readonly refusals: readonly Failure[]; readonly state: CaseState; readonly pdf: Uint8Array }> {
  const refusals: Failure[] = []
  async function insist<T>(step: () => Promise<Result<T, Failure>>): Promise<T> {
    const first = await step()
    if (first.ok) return first.value
    refusals.push(first.failure)
    return must(await step())
  }
  const opening = await openStation('office', ports(files), shelf)
  const opened = opening.ok ? opening : await openStation('office', ports(files), shelf)
  if (!opened.ok) throw new Error(opened.failure.kind)
  if (!opening.ok && opening.failure.kind === 'disk') refusals.push(opening.failure)
  const station = opened.value
  const desk = asDesk(station)
  const { operators } = await insist(() => desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'clerk' }] }))
  must(await desk.handle('station:signIn', { operatorId: operators[0]?.id ?? '' }))
  const fields = Object.entries(sampleProject).map(([path, value]) => ({ path, value, over: [] }))
  let { state } = await insist(() => desk.handle('case:open', { fields }))
  const facts = await exampleFacts(desk, 's01')
  state = (await insist(() => write(desk, state, facts))).state
  const command = await acceptCommand(desk, state)
  state = (await insist(() => order(desk, state, command))).state
  const issued = await insist(async () => {
    const now = must(await desk.handle('case:state', { caseId: state.id }))
    return desk.handle('paper:issue', noticeOf(now))
  })
  state = (await insist(() => desk.handle('paper:save', { caseId: state.id, number: issued.number ?? '' }))).state
  await station.close().catch(() => undefined)
  return { refusals, state, pdf: issued.pdf }
}

test.each([['ENOSPC', 'full'], ['EIO', 'other']] as const)('%s once, at every call of a morning: said as such, nothing acknowledged is lost, no number is wasted', async (code, problem) => {
  let reached = true
  for (let nth = 1; reached; nth += 1) {
    reached = false
    const files = new MemoryFiles()
    let calls = 0
    files.onCall = (call) => {
      calls += 1
      if (calls !== nth) return
      reached = true
      throw new SystemError(code, call)
    }
    const morning = await workAMorning(files)
    for (const refusal of morning.refusals) expect(refusal).toMatchObject({ kind: 'disk', problem })
    expect(morning.state.status).toMatchObject({ status: 'accepted' })
    expect(morning.state.papers).toMatchObject([{ stage: { kind: 'delivered', how: ['saved'] } }])
    expect(morning.state.papers[0]?.number).toMatch(/-0001$/)

    files.onCall = () => undefined
    for (const disk of [files.copyOfDisk(), files.afterPowerCut()]) {
      const again = await openStation('office', ports(disk), shelf)
      if (!again.ok) throw new Error(again.failure.kind)
      const desk = asDesk(again.value)
      expect(must(await desk.handle('case:state', { caseId: morning.state.id }))).toEqual(morning.state)
      expect(Buffer.from(must(await desk.handle('paper:bytes', { caseId: morning.state.id, number: morning.state.papers[0]?.number ?? '' })).pdf).equals(morning.pdf)).toBe(true)
      expect((await desk.handle('station:status', {})).operators.length).toBeGreaterThan(0)
      expect([...disk.entries.keys()].filter((path) => path.startsWith('/stick/') && path.endsWith('.pdf'))).toHaveLength(1)
      expect([...disk.entries.keys()].filter((path) => path.endsWith('.part'))).toEqual([])
      await again.value.close()
    }
  }
})
