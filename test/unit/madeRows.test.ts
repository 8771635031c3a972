import { expect, test } from 'vitest'
import { openMadeRows } from '../../electron/station/madeRows.ts'
import { plainSealer } from '../../electron/station/sealer.ts'
import { MemoryFiles } from '../faults/memoryFiles.ts'
import { Records } from '../builders/feedRecords.ts'
import { handTimers } from '../builders/officeServer.ts'
import { aRow } from '../builders/rows.ts'

const path = '/place/office/rows'
const count = 300
const rowOf = (n: number) => aRow({ id: `case-${n}`, projectName: `灌口厂房 ${n}（样例）` })

/** A station that has saved its rows: 300 of them. */
async function saved(): Promise<{ readonly files: MemoryFiles; readonly journal: Records }> {
  const files = new MemoryFiles()
  await files.makeFolder('/place/office')
  const journal = new Records('journal')
  for (let n = 0; n < count; n += 1) journal.touch(`case-${n}`)
  const rows = openMadeRows({ profileDir: '/place/office', files, sealer: plainSealer, owner: '0.1.0 station', journal, kept: new Records('kept'), timers: null })
  for (let n = 0; n < count; n += 1) rows.put(`case-${n}`, `${n + 1}/0`, rowOf(n))
  await rows.save()
  return { files, journal }
}
const reopen = (files: MemoryFiles, journal: Records, owner = '0.1.0 station', kept = new Records('kept')) => openMadeRows({ profileDir: '/place/office', files, sealer: plainSealer, owner, journal, kept, timers: null })

test('a row is found again only for the records that it was made from', async () => {
  const { files, journal } = await saved()
  const rows = reopen(files, journal)
  expect(await rows.find('case-7', '8/0')).toEqual(rowOf(7))
  expect(await rows.find('case-7', '8/1')).toBeNull()
  rows.put('case-7', '301/0', rowOf(8))
  expect(await rows.find('case-7', '8/0')).toBeNull()
})

test('rows of another program, another station or a journal that was put back are not used', async () => {
  const { files, journal } = await saved()
  expect(await reopen(files, journal, '0.2.0 station').find('case-7', '8/0')).toBeNull()
  const back = new Records('journal')
  back.touch('case-7')
  expect(await reopen(files, back).find('case-7', '8/0')).toBeNull()
  for (let n = 0; n < count; n += 1) back.touch(`case-${n}`)
  expect(await reopen(files, back).find('case-7', '8/0')).toBeNull()
})

test('a damaged line costs its row, and no row comes out changed', async () => {
  const { files, journal } = await saved()
  const bytes = Buffer.from(await files.read(path))
  for (let at = 0; at < 2000; at += 37) {
    const damaged = Buffer.from(bytes)
    damaged[at] = (damaged[at] ?? 0) ^ 1
    const copy = new MemoryFiles()
    await copy.makeFolder('/place/office')
    const file = await copy.create(path)
    await file.write(damaged, 0)
    const rows = reopen(copy, journal)
    for (let n = 0; n < 8; n += 1) expect([null, JSON.stringify(rowOf(n))]).toContain(await rows.find(`case-${n}`, `${n + 1}/0`).then((row) => row && JSON.stringify(row)))
    expect((await rows.find('case-299', '300/0')) === null).toBe(at < bytes.indexOf(10) + 1)
  }
})

test('the row of an erased case is on disk no more, the others are', async () => {
  const { files, journal } = await saved()
  const name = Buffer.from(JSON.stringify(rowOf(7))).toString('base64')
  expect(Buffer.from(await files.read(path)).includes(name)).toBe(true)
  const rows = reopen(files, journal)
  await rows.drop(['case-7'])
  expect(Buffer.from(await files.read(path)).includes(name)).toBe(false)
  expect(await rows.find('case-7', '8/0')).toBeNull()
  expect(await reopen(files, journal).find('case-8', '9/0')).toEqual(rowOf(8))
})

test('where the program ended before it came to that, the rows of erased cases go after the next start, and only once', async () => {
  const { files, journal } = await saved()
  const name = Buffer.from(JSON.stringify(rowOf(7))).toString('base64')
  const rows = reopen(files, journal)
  await rows.tidy(['case-7', 'case-unknown'])
  expect(Buffer.from(await files.read(path)).includes(name)).toBe(false)
  rows.put('case-7', '8/0', { ...rowOf(7), status: 'erased' })
  await rows.drop(['case-8'])
  const before = await files.read(path)
  await reopen(files, journal).tidy(['case-7', 'case-8'])
  expect(await files.read(path)).toEqual(before)
  expect(await reopen(files, journal).find('case-9', '10/0')).toEqual(rowOf(9))
})

for (const [what, restsOn] of [
  ['a command', (seq: number) => `${count + seq}/0`],
  ['what others changed', (seq: number) => `0/${seq}`],
] as const) {
  test(`${what} is not held up by rows that can not rest on it: the file is read whole for a fill alone`, async () => {
    const { files, journal } = await saved()
    const reads = countReads(files)
    const rows = reopen(files, journal)
    for (let seq = 1; seq < 20; seq += 1) {
      expect(await rows.find('case-7', restsOn(seq))).toBeNull()
      rows.forget()
    }
    // Once, to see how far the file goes.
    expect(reads()).toBe(1)
    expect(await rows.find('case-7', '8/0')).toEqual(rowOf(7))
  })
}

test('rows of what came from others before that was put back are not used', async () => {
  const { files, journal } = await saved()
  const kept = new Records('kept')
  for (let n = 0; n < 5; n += 1) kept.touch(`case-${n}`)
  const rows = reopen(files, journal, '0.1.0 station', kept)
  for (let n = 0; n < 200; n += 1) rows.put(`case-${n}`, `0/${n}`, rowOf(n))
  await rows.save()
  expect(await reopen(files, journal, '0.1.0 station', kept).find('case-3', '0/3')).toEqual(rowOf(3))
  const back = new Records('put back')
  for (let n = 0; n < 5; n += 1) back.touch(`case-${n}`)
  expect(await reopen(files, journal, '0.1.0 station', back).find('case-3', '0/3')).toBeNull()
})

test('a large file is not written again for a few rows', async () => {
  const files = new MemoryFiles()
  await files.makeFolder('/place/office')
  const rows = reopen(files, new Records('journal'))
  const written = async (from: number, to: number): Promise<number> => {
    for (let n = from; n < to; n += 1) rows.put(`case-${n}`, `${n + 1}/0`, rowOf(n))
    await rows.save()
    return Buffer.from(await files.read(path)).toString('latin1').split('\n').length - 2
  }
  expect(await written(0, 8000)).toBe(8000)
  expect(await written(8000, 8300)).toBe(8000)
  expect(await written(8300, 8400)).toBe(8400)
  const again = reopen(files, new Records('journal'))
  for (let n = 0; n < 300; n += 1) again.put(`case-${n}`, `${n + 1}/1`, rowOf(n))
  const before = await files.read(path)
  await again.save()
  expect(Buffer.compare(await files.read(path), before)).toBe(0)
})

/** How often the file of rows was read since. */
function countReads(files: MemoryFiles): () => number {
  let reads = 0
  const read = files.read.bind(files)
  files.read = (name) => {
    if (name === path) reads += 1
    return read(name)
  }
  return () => reads
}

test('what is put off is saved a little later, once; who saves before that has saved it', async () => {
  async function filled() {
    const files = new MemoryFiles()
    await files.makeFolder('/place/office')
    let renamed = 0
    files.onDone = (call) => {
      if (call === 'rename') renamed += 1
    }
    const timers = handTimers()
    const journal = new Records('journal')
    for (let n = 0; n < count; n += 1) journal.touch(`case-${n}`)
    const rows = openMadeRows({ profileDir: '/place/office', files, sealer: plainSealer, owner: '0.1.0 station', journal, kept: new Records('kept'), timers })
    for (let n = 0; n < count; n += 1) rows.put(`case-${n}`, `${n + 1}/0`, rowOf(n))
    return { timers, rows, writes: () => renamed }
  }
  const alone = await filled()
  alone.rows.saveSoon()
  alone.rows.saveSoon()
  expect(alone.writes()).toBe(0)
  alone.timers.pass(1000)
  await expect.poll(alone.writes).toBe(1)
  const asked = await filled()
  asked.rows.saveSoon()
  await asked.rows.save()
  expect(asked.writes()).toBe(1)
  for (let n = 0; n < count; n += 1) asked.rows.put(`case-${n}`, `${n + 1}/0`, rowOf(n + 1))
  asked.timers.pass(60_000)
  await asked.rows.drop([])
  expect(asked.writes()).toBe(1)
})
