import { expect, test } from 'vitest'
import type { DeskService } from '../../electron/station/desk.ts'
import { checkCopy, finishRestore, restoreCopy } from '../../electron/station/restore.ts'
import { plainSealer } from '../../electron/station/sealer.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import { must } from '../builders/counter.ts'
import { markingSealer, personal } from '../builders/markingSealer.ts'
import { aSafety } from '../builders/safety.ts'
import { acceptOne, openGuarded, openGuardedOffice } from './guardedDesk.ts'
import { type MemoryFiles, SystemError } from './memoryFiles.ts'
import { aDiskWithACopy, copyAll, onlyTheStick, under, workWithoutTheStick } from './usedDisk.ts'

const sealed = { sealer: markingSealer }

async function casesOf(desk: DeskService): Promise<readonly CaseState[]> {
  const { rows } = await desk.handle('feed:pull', { from: null, scope: 'all' })
  return Promise.all(rows.map(async ({ id }) => must(await desk.handle('case:state', { caseId: id }))))
}

test.each([
  ['plain', plainSealer],
  ['sealed', markingSealer],
])('compressed segments and what came from others, %s, are copied and come back', async (kind, sealer) => {
  const files = await aDiskWithACopy({ sealer })
  await workWithoutTheStick(files, { sealer })
  await copyAll(files, { sealer })
  const desk = await openGuarded(files, aSafety(), { sealer })
  const before = await casesOf(desk)
  expect(before).toHaveLength(2)
  await desk.close()

  const there = onlyTheStick(files)
  const names = under(there, '/stick').map((path) => path.replace(/^\/stick\/[^/]+\//, ''))
  expect(names).toEqual(expect.arrayContaining(['office/journal/segment-000001.log.gz', 'office/kept/segment-000001.log']))
  expect(names).not.toContain('office/journal/segment-000001.log')
  const named = under(there, '/stick').filter((path) => !path.includes('/packs/') && personal.test(there.get(path).toString()))
  // Names are in plain segments and papers: the test would see them.
  if (kind === 'plain') expect(named.length).toBeGreaterThan(0)
  else expect(named).toEqual([])

  const safety = aSafety({ machine: 'counter-4' })
  safety.chosen = '/stick'
  const other = await openGuarded(there, safety, { sealer })
  const offer = must(await other.handle('restore:check', {}))
  expect(offer).toMatchObject({ named: { name: '样例窗口' }, missing: [] })
  must(await other.handle('restore:run', { offer: offer.id }))
  expect(await casesOf(other)).toEqual(before)
  expect(must(await other.handle('records:check', {}))).toMatchObject({ newlyMissing: [], fromOthers: { newlyMissing: [] } })
  await other.close()
  const office = await openGuardedOffice(there, safety, { sealer })
  expect(must(await office.checkpointOf('stick'))).toBe('7')
  await office.close()
})

/** Calls on files, of which one fails. */
function failAt(files: MemoryFiles, nth: number, code: string, hits: (path: string) => boolean): { readonly isReached: () => boolean } {
  let calls = 0
  files.onCall = (call, path) => {
    if (!hits(path)) return
    calls += 1
    if (calls === nth) throw new SystemError(code, call)
  }
  return { isReached: () => calls >= nth }
}

test('a copy that is broken off at any point is a whole earlier state, and is completed by the next pass', async () => {
  const before = await aDiskWithACopy(sealed)
  await workWithoutTheStick(before, sealed)
  const seen = new Set<number>()
  for (let nth = 1; ; nth += 1) {
    const files = before.fork()
    const desk = await openGuarded(files, aSafety(), sealed)
    const { isReached } = failAt(files, nth, 'EIO', (path) => path.startsWith('/stick'))
    await desk.handle('copy:now', {})
    files.onCall = () => undefined
    if (!isReached()) break
    const states = new Map([files.copyOfDisk(), files.afterPowerCut()].map(onlyTheStick).map((left) => [left.fingerprint(), left]))
    for (const left of states.values()) {
      const checked = await checkCopy(left, markingSealer, '/stick')
      if (!checked.ok) throw new Error(`call ${nth}: ${checked.failure.kind}`)
      expect(checked.value.records, `call ${nth}`).toMatchObject({ missing: [], named: { name: '样例窗口' } })
      // A record of a case is there only when the paper it names is.
      if (checked.value.records.cases > 0) expect(checked.value.papers, `call ${nth}`).toBe(1)
      seen.add(checked.value.records.records)
    }
    expect(must(await desk.handle('copy:now', {})), `call ${nth}`).toMatchObject({ now: { kind: 'up-to-date' } })
    expect((await checkCopy(onlyTheStick(files), markingSealer, '/stick')).ok).toBe(true)
    await desk.close()
  }
  expect(seen.size).toBeGreaterThan(2)
})

test.each(['ENOSPC', 'EIO'])('a restore that meets %s at any call leaves what stood there, or has put the copy in its place', async (code) => {
  const before = await aDiskWithACopy(sealed)
  await workWithoutTheStick(before, sealed)
  await copyAll(before, sealed)
  const later = await openGuarded(before, aSafety(), sealed)
  must(await later.handle('copy:stop', {}))
  const { id: caseId } = await acceptOne(later)
  await later.close()
  const looked = new Set<string>()
  const outcomes = new Set<string>()
  for (let nth = 1; ; nth += 1) {
    const files = before.fork()
    const checked = await checkCopy(files, markingSealer, '/stick')
    if (!checked.ok) throw new Error(checked.failure.kind)
    const { isReached } = failAt(files, nth, code, () => true)
    const restored = await restoreCopy(files, '/place', checked.value)
    files.onCall = () => undefined
    if (!isReached()) break
    for (const left of [files.copyOfDisk(), files.afterPowerCut()]) {
      await finishRestore(left, '/place')
      const state = `${restored.ok} ${left.fingerprint()}`
      if (looked.has(state)) continue
      looked.add(state)
      const desk = await openGuarded(left, aSafety(), sealed)
      const isBack = (await desk.handle('station:status', {})).notices.some(({ kind }) => kind === 'restored')
      outcomes.add(`said ${restored.ok}, is ${isBack}`)
      if (restored.ok) expect(isBack, `call ${nth}`).toBe(true)
      expect(await casesOf(desk), `call ${nth}`).toHaveLength(isBack ? 2 : 3)
      expect((await desk.handle('case:state', { caseId })).ok, `call ${nth}`).toBe(!isBack)
      if (isBack) expect(under(left, '/place/office.before-restore-1').length).toBeGreaterThan(0)
      expect(under(left, '/place/office').filter((path) => path.endsWith('.part'))).toEqual([])
      await desk.close()
    }
  }
  expect([...outcomes].toSorted()).toEqual(['said false, is false', 'said false, is true'])
})
