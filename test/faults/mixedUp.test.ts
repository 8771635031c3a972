import { describe, expect, test } from 'vitest'
import { describeRefusal } from '../../electron/app/startRefusal.ts'
import type { JournalRefusal } from '../../electron/station/journal/journal.ts'
import { encodeRecord, findRecordAt, genesis } from '../../electron/station/journal/record.ts'
import { must } from '../builders/counter.ts'
import { appendAll, bodyOf, mustOpen, mustOpenOnly, open, readAll, textsOf } from './journalRun.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

const dir = '/place/office/journal'
const path = (segment: number): string => `${dir}/segment-${String(segment).padStart(6, '0')}.log`
const segmentBytes = 900

/** Segments 1 to 4, the last one open. */
async function aJournal(seed = 'first'): Promise<MemoryFiles> {
  const files = new MemoryFiles()
  const { journal } = await mustOpen(files, { seed, segmentBytes })
  await appendAll(journal, Array.from({ length: 10 }, (_, index) => `${seed} ${index}`))
  await journal.close()
  return files
}
/** With the first segments compressed and the manifest written. */
async function aTendedJournal(): Promise<MemoryFiles> {
  const files = await aJournal()
  const { journal } = await mustOpen(files, { segmentBytes })
  while (must(await journal.tender.step())) continue
  await journal.close()
  return files
}

/** Refused with this; nothing on disk was changed, and the operator reads which file it is and what to do. */
async function expectRefused(files: MemoryFiles, refusal: JournalRefusal): Promise<void> {
  const before = files.fingerprint()
  expect((await open(files, { segmentBytes, seed: 'second' })).result).toEqual({ ok: false, failure: refusal })
  expect(files.fingerprint()).toBe(before)
  const { text } = describeRefusal(refusal, '/place')
  if (refusal.kind === 'journal-mixed-up') expect(text).toContain(refusal.file)
  if (refusal.kind !== 'newer-format') expect(text).toContain('/place')
  expect(text).toMatch(/请/)
}

describe('a journal folder that was mixed up is refused by file, and left as it is', () => {
  test('a segment of another station', async () => {
    const files = await aJournal()
    const other = await aJournal('other')
    files.put(path(5), other.get(path(1)))
    await expectRefused(files, { kind: 'journal-mixed-up', file: 'segment-000005.log', problem: 'numbers-go-back' })
    files.put(path(5), other.get(path(4)))
    await expectRefused(files, { kind: 'journal-mixed-up', file: 'segment-000005.log', problem: 'numbers-go-back' })
    files.entries.delete(path(5))
    files.put(path(4), other.get(path(4)))
    await expectRefused(files, { kind: 'journal-mixed-up', file: 'segment-000004.log', problem: 'other-chain' })
  })

  test('the whole journal of another station', async () => {
    const files = await aJournal()
    const other = await aJournal('other')
    for (const name of other.entries.keys()) if (name.startsWith(dir)) files.put(name, other.get(name))
    await expectRefused(files, { kind: 'journal-mixed-up', file: 'segment-000004.log', problem: 'other-station' })
  })

  test.each([1, 2, 3])('an old segment under a new name (segment %i): what came after it is not hidden', async (segment) => {
    const files = await aJournal()
    files.put(path(5), files.get(path(segment)))
    await expectRefused(files, { kind: 'journal-mixed-up', file: 'segment-000005.log', problem: 'numbers-go-back' })
  })

  test('the same beside a manifest', async () => {
    const files = await aTendedJournal()
    const plain = (await aJournal()).get(path(2))
    files.put(path(5), plain)
    await expectRefused(files, { kind: 'journal-mixed-up', file: 'segment-000005.log', problem: 'numbers-go-back' })
  })

  test('a segment of a copy that went its own way', async () => {
    const files = await aJournal()
    const clone = files.copyOfDisk()
    const { journal } = await mustOpen(clone, { segmentBytes, seed: 'clone' })
    await appendAll(journal, ['另 1', '另 2', '另 3', '另 4', '另 5'])
    await journal.close()
    const own = await mustOpen(files, { segmentBytes, seed: 'own' })
    await appendAll(own.journal, ['本 1', '本 2', '本 3', '本 4', '本 5'])
    await own.journal.close()
    files.put(path(5), clone.get(path(5)))
    const refused = await open(files, { segmentBytes })
    expect(refused.result).toMatchObject({ ok: false, failure: { kind: 'journal-mixed-up' } })
  })

  test.each(['segment-000002 (复件).log', 'segment-000002.log.bak', 'notes.txt', 'segment-2.log'])('a foreign file: %s', async (name) => {
    const files = await aJournal()
    files.put(`${dir}/${name}`, Buffer.from('样例'))
    await expectRefused(files, { kind: 'journal-mixed-up', file: name, problem: 'foreign-file' })
  })

  test('what file managers drop is nobody’s business', async () => {
    const files = await aJournal()
    for (const name of ['.DS_Store', 'Thumbs.db', 'desktop.ini']) files.put(`${dir}/${name}`, Buffer.from('x'))
    expect((await open(files, { segmentBytes })).result.ok).toBe(true)
  })

  test('a record of 50 MB', async () => {
    const files = await aJournal()
    const last = files.get(path(4))
    const head = lastHeader(last)
    const huge = encodeRecord(head.chain, head.seq + 1, 'case:one', Buffer.alloc(50 << 20, 0x20))
    files.put(path(4), Buffer.concat([last, huge.bytes]))
    await expectRefused(files, { kind: 'journal-mixed-up', file: 'segment-000004.log', problem: 'record-too-large' })
  })

  test('numbers that jump further than anybody writes', async () => {
    const files = await aJournal()
    const last = files.get(path(4))
    files.put(path(4), Buffer.concat([last, encodeRecord(genesis, 4_000_000_000, 'case:one', bodyOf('x')).bytes]))
    await expectRefused(files, { kind: 'journal-mixed-up', file: 'segment-000004.log', problem: 'numbers-go-back' })
  })

  test('a record of a newer form inside', async () => {
    const files = await aJournal()
    const head = lastHeader(files.get(path(4)))
    const opening = encodeRecord(head.chain, head.seq + 1, 'journal', bodyOf('{"format":9,"kind":"segment.opened"}'))
    files.put(path(5), opening.bytes)
    await expectRefused(files, { kind: 'newer-format', format: 9 })
  })

  test('an emptied only segment', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    await appendAll(journal, ['一'])
    await journal.close()
    files.put(path(1), Buffer.alloc(0))
    await expectRefused(files, { kind: 'journal-missing' })
  })
})

describe('two programs on one profile', () => {
  test('the last one to come writes; the other is refused, and nothing that it acknowledged is lost', async () => {
    const files = new MemoryFiles()
    const first = await mustOpenOnly(files, { seed: 'first' })
    expect(await appendAll(first, ['一'])).toEqual(['一'])
    const second = await mustOpenOnly(files, { seed: 'second' })
    expect(second.station).toBe(first.station)
    expect(await first.append('case:one', bodyOf('迟'))).toEqual({ ok: false, failure: { kind: 'disk', problem: 'taken-over', place: 'journal' } })
    expect(await appendAll(second, ['二', '三'])).toEqual(['二', '三'])
    expect(await appendAll(first, ['又迟'])).toEqual([])
    await first.close()
    expect(await appendAll(second, ['四'])).toEqual(['四'])
    await second.close()
    for (const disk of [files.copyOfDisk(), files.afterPowerCut()]) {
      const again = await mustOpen(disk, { seed: 'third' })
      expect(textsOf(again.seen)).toEqual(['一', '二', '三', '四'])
      expect(again.journal.damage).toBeNull()
    }
  })

  test('wherever the second comes in between: what the first has acknowledged is read by the second', async () => {
    let came = true
    for (let nth = 1; came; nth += 1) {
      came = false
      const files = new MemoryFiles()
      const first = await mustOpenOnly(files, { seed: 'first', segmentBytes })
      let calls = 0
      const seconds: ReturnType<typeof mustOpenOnly>[] = []
      files.onCall = () => {
        calls += 1
        if (calls !== nth) return
        came = true
        seconds.push(mustOpenOnly(files, { seed: 'second', segmentBytes }))
      }
      const acknowledged = await appendAll(first, ['一', '二', '三', '四'])
      const [second] = seconds
      if (!second) break
      const opened = await second
      const seen = textsOf(await readAll(opened))
      expect(seen).toEqual(expect.arrayContaining([...acknowledged]))
      expect(await appendAll(first, ['迟'])).toEqual([])
      expect(await appendAll(opened, ['以后'])).toEqual(['以后'])
    }
  })

  test('an owner file that can not be read refuses the record, and the record does not come back', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    files.onCall = (call, name) => {
      if (call === 'readAt' && name.endsWith('owner.json')) throw new SystemError('EIO', call)
    }
    expect(await appendAll(journal, ['被拒'])).toEqual([])
    files.onCall = () => undefined
    for (const disk of [files.copyOfDisk(), files.afterPowerCut()]) expect(textsOf((await mustOpen(disk)).seen)).toEqual([])
  })
})

function lastHeader(bytes: Buffer): { readonly seq: number; readonly chain: string } {
  let last = { seq: 0, chain: genesis }
  for (let record = findRecordAt(bytes, 0); record; record = findRecordAt(bytes, record.end)) last = record.header
  return last
}
