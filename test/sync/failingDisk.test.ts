import { expect } from 'vitest'
import { must } from '../builders/counter.ts'
import { aClock } from '../builders/desk.ts'
import type { OfficeStation } from '../builders/officeServer.ts'
import { officeTest as test } from '../builders/officeTest.ts'
import { scatteredWriteback } from '../faults/writeback.ts'
import { SoakCounter } from './soak/counter.ts'

const textsOf = async ({ station }: OfficeStation, id: string): Promise<readonly string[]> => must(await station.readStream(`case:${id}`)).toSorted()

/** @param times how often the disk refuses, once it begins to */
const kinds = [
  { code: 'ENOSPC', problem: 'full', times: 1 },
  { code: 'ENOSPC', problem: 'full', times: Number.POSITIVE_INFINITY },
  { code: 'EIO', problem: 'other', times: 1 },
] as const

test.for(kinds)('$code, $times times, from every call on by which an exchange writes: said as such, and the next one is whole', async ({ code, problem, times }, { server, there }) => {
  const here = await SoakCounter.begin(server, 'jimei-1', `failing disk ${code}`, aClock())
  const first = await there.openCase('一')
  await there.sync()
  await here.sync()
  let nth = 0
  let count = 0
  for (let reached = true; reached; nth += 1) {
    // Both have something to say: a receipt is to be written, and a page to be kept.
    count += 1
    const theirs = await there.openCase(`那边：${count}`)
    await there.note(first, `那边：${count}`)
    await there.sync()
    await here.open.note(first, `这边：${count}`)
    let contact: unknown = null
    reached = await here.failDuring(code, nth, times, async () => {
      ;({ contact } = await here.sync())
    })
    if (reached) expect(contact, `call ${nth}`).toMatchObject({ kind: 'disk-refused', problem, tryAgainAt: expect.any(String) })
    // Power goes as well: nothing that was confirmed hangs on what was never flushed.
    if (nth % 2 === 1) {
      await here.open.close()
      await here.startOn(here.place.files.afterPowerCut(scatteredWriteback(`${code} ${nth}`)))
    }
    expect(await here.sync(), `after call ${nth}`).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } })
    await there.sync()
    expect(await here.open.notesOf(theirs), `after call ${nth}`).toEqual([])
    expect(await textsOf(here.open, first), `after call ${nth}`).toEqual(await textsOf(there, first))
  }
  // A receipt and a page of the feed, each written and flushed.
  expect(nth).toBeGreaterThan(4)
  expect((await there.notesOf(first))?.length).toBe(2 * count)
  expect(here.bugs).toEqual([])
  await here.close()
})

test.for(kinds)('$code, $times times, from every call of the very first exchange on, which makes what is kept of others: said as such, and the next one is whole', async ({ code, problem, times }, { server, there }) => {
  const theirs = await there.openCase('一')
  await there.note(theirs, '备注')
  await there.sync()
  const morning = server.backUp()
  let nth = 0
  for (let reached = true; reached; nth += 1) {
    server.restore(morning, 'same')
    const here = await SoakCounter.begin(server, 'jimei-1', `first contact ${code} ${times} ${nth}`, aClock())
    const mine = await here.open.openCase('二')
    let contact: unknown = null
    reached = await here.failDuring(code, nth, times, async () => {
      ;({ contact } = await here.sync())
    })
    if (reached) expect(contact, `call ${nth}`).toMatchObject({ kind: 'disk-refused', problem, tryAgainAt: expect.any(String) })
    await here.open.close()
    await here.startOn(nth % 2 === 0 ? here.place.files.copyOfDisk() : here.place.files.afterPowerCut(scatteredWriteback(`${code} ${nth}`)))
    expect(await here.sync(), `after call ${nth}`).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } })
    expect(await here.open.notesOf(theirs)).toEqual(['备注'])
    const another = await SoakCounter.begin(server, 'jimei-3', `looks at it ${nth}`, aClock())
    await another.sync()
    for (const id of [theirs, mine]) expect(await textsOf(here.open, id), `after call ${nth}`).toEqual(await textsOf(another.open, id))
    expect(here.bugs).toEqual([])
    await another.close()
    await here.close()
  }
  expect(nth).toBeGreaterThan(10)
})
