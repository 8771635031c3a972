import { describe, expect, test } from 'vitest'
import { findRecordAt } from '../../electron/station/journal/record.ts'
import { appendAll, bodyOf, mustOpen, open, textsOf } from './journalRun.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

const segment = '/place/office/journal/segment-000001.log'
const texts = ['第一条', '第二条', '第三条', '第四条']

async function aSmallJournal(): Promise<{ readonly files: MemoryFiles; readonly bytes: Buffer; readonly incarnation: string }> {
  const files = new MemoryFiles()
  const { journal } = await mustOpen(files)
  await appendAll(journal, texts)
  await journal.close()
  return { files, bytes: files.get(segment), incarnation: journal.incarnation }
}

/** Where each record ends. */
function endsOf(bytes: Uint8Array): readonly number[] {
  const ends: number[] = []
  for (let record = findRecordAt(bytes, 0); record; record = findRecordAt(bytes, record.end)) ends.push(record.end)
  return ends
}

describe('one call of the disk fails', () => {
  const problems = { ENOSPC: 'full', EIO: 'other', EROFS: 'read-only' } as const

  test.each(['ENOSPC', 'EIO', 'EROFS'] as const)('%s at every call: nothing is acknowledged that is not there, and nothing there is lost', async (code) => {
    let failed = true
    let tried = 0
    for (let nth = 1; failed; nth += 1) {
      failed = false
      const files = new MemoryFiles()
      let calls = 0
      files.onCall = (call) => {
        calls += 1
        if (calls !== nth) return
        failed = true
        throw new SystemError(code, call)
      }
      const acknowledged: string[] = []
      const first = await open(files, { segmentBytes: 900 })
      if (first.result.ok) {
        const journal = first.result.value
        for (const text of texts) {
          const appended = await journal.append('case:one', bodyOf(text))
          if (appended.ok) acknowledged.push(text)
          else expect(appended.failure).toEqual({ kind: 'disk', problem: problems[code], place: 'journal' })
        }
        await journal.close().catch(() => undefined)
      } else {
        expect(first.result.failure).toEqual({ kind: 'disk', problem: problems[code], place: 'journal' })
      }
      // One failing call may cost one answer, not the work after it.
      if (first.result.ok) expect(acknowledged.length).toBeGreaterThanOrEqual(texts.length - 1)
      for (const disk of [files.copyOfDisk(), files.afterPowerCut()]) {
        const { seen, journal } = await mustOpen(disk, { seed: 'second', segmentBytes: 900 })
        expect(textsOf(seen)).toEqual(acknowledged)
        // A disk that refused once is no damage.
        if (first.result.ok) expect(journal.damage).toBeNull()
        expect(await appendAll(journal, ['以后'])).toEqual(['以后'])
        await journal.close()
        expect(textsOf((await mustOpen(disk, { seed: 'third', segmentBytes: 900 })).seen)).toEqual([...acknowledged, '以后'])
      }
      tried += 1
    }
    expect(tried).toBeGreaterThan(20)
  })

  test('a flush that failed is not tried again on the same file', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    const synced: string[] = []
    files.onCall = (call, path) => {
      if (call !== 'sync') return
      synced.push(path)
      if (synced.length === 1) throw new SystemError('EIO', 'fsync')
    }
    expect(await appendAll(journal, ['一', '二'])).toEqual(['二'])
    expect(synced[0]).toBe(segment)
    expect(synced.slice(1)).not.toContain(segment)
  })

  test('what was refused can not come back, even when it could not be cut off again', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    files.onCall = (call) => {
      if (call === 'sync' || call === 'truncate') throw new SystemError('EIO', call)
    }
    expect(await appendAll(journal, ['被拒'])).toEqual([])
    files.onCall = () => undefined
    expect(files.get(segment).toString()).toContain('被拒')
    expect(await appendAll(journal, ['以后'])).toEqual(['以后'])
    await journal.close()
    const again = await mustOpen(files)
    expect(textsOf(again.seen)).toEqual(['以后'])
    expect(again.journal.damage).toBeNull()
  })

  test.each(['half of write', 'write', 'sync'])('what was refused (%s), and could not be cut off then, does not come back where nothing was written after it, and alarms nobody', async (refused) => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    await appendAll(journal, ['以前'])
    const whole = files.get(segment).length
    files.onCall = (call) => {
      if (call === 'truncate' || (call === 'sync' && refused === 'sync')) throw new SystemError('EIO', call)
    }
    files.onDone = (call) => {
      if (call === refused) throw new SystemError('EIO', call)
    }
    expect(await appendAll(journal, ['被拒'])).toEqual([])
    files.onCall = () => undefined
    files.onDone = null
    expect(files.get(segment).length).toBeGreaterThan(whole)
    await journal.close()
    for (const disk of [files.copyOfDisk(), files.afterPowerCut()]) {
      const again = await mustOpen(disk, { seed: 'again' })
      expect(textsOf(again.seen)).toEqual(['以前'])
      expect(again.journal.damage).toBeNull()
      expect(again.journal.incarnation).toBe(journal.incarnation)
    }
  })

  test('nothing is cut off where another program has come since and may have read it', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    files.onCall = (call) => {
      if (call === 'sync' || call === 'truncate') throw new SystemError('EIO', call)
    }
    expect(await appendAll(journal, ['被拒'])).toEqual([])
    files.onCall = () => undefined
    const other = await mustOpen(files, { seed: 'other' })
    expect(textsOf(other.seen)).toEqual(['被拒'])
    await journal.close()
    await appendAll(other.journal, ['以后'])
    await other.journal.close()
    expect(textsOf((await mustOpen(files, { seed: 'third' })).seen)).toEqual(['被拒', '以后'])
  })

  test('where the word that it was refused is damaged as well, nothing acknowledged is lost with it', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    files.onCall = (call) => {
      if (call === 'sync' || call === 'truncate') throw new SystemError('EIO', call)
    }
    await appendAll(journal, ['被拒'])
    files.onCall = () => undefined
    await appendAll(journal, ['以后'])
    await journal.close()
    const second = files.get(segment.replace('000001', '000002'))
    second[30] = (second[30] ?? 0) ^ 1
    expect(textsOf((await mustOpen(files)).seen)).toContain('以后')
  })

  test('the remains of a segment that could not be begun are not read', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files, { segmentBytes: 100 })
    files.onCall = (call, path) => {
      if (call === 'sync' && path.endsWith('000002.log')) throw new SystemError('EIO', call)
      if (call === 'remove') throw new SystemError('EIO', call)
    }
    expect(await appendAll(journal, ['一', '二'])).toEqual(['二'])
    files.onCall = () => undefined
    await journal.close()
    expect([...files.entries.keys()].filter((path) => path.includes('segment-'))).toHaveLength(3)
    const again = await mustOpen(files)
    expect(textsOf(again.seen)).toEqual(['二'])
    expect(again.journal.damage).toBeNull()
    expect(again.journal.head()).toEqual(journal.head())
  })

  test('a disk that stays full refuses every time, and takes records again once there is room', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    files.onCall = (call) => {
      if (call === 'write' || call === 'create') throw new SystemError('ENOSPC', call)
    }
    expect(await appendAll(journal, ['一', '二', '三'])).toEqual([])
    files.onCall = () => undefined
    expect(await appendAll(journal, ['四'])).toEqual(['四'])
    await journal.close()
    const again = await mustOpen(files.afterPowerCut())
    expect(textsOf(again.seen)).toEqual(['四'])
    expect(again.journal.damage).toBeNull()
  })
})

describe('a torn tail', () => {
  test('at every byte: cut at the last whole record, copied aside, told, under a new incarnation', async () => {
    const { files: intact, bytes, incarnation } = await aSmallJournal()
    const ends = endsOf(bytes)
    for (let length = 0; length < bytes.length; length += 1) {
      const files = intact.copyOfDisk()
      files.put(segment, bytes.subarray(0, length))
      if (length < (ends[0] ?? 0)) {
        // Not one whole record: as good as gone, and nothing may be begun in its place.
        expect((await open(files)).result).toEqual({ ok: false, failure: { kind: 'journal-missing' } })
        expect(files.get(segment)).toEqual(bytes.subarray(0, length))
        continue
      }
      const { journal, seen } = await mustOpen(files, { seed: `after ${length}` })
      const whole = ends.filter((end) => end <= length)
      expect(textsOf(seen)).toEqual(texts.slice(0, Math.max(0, whole.length - 1)))
      const torn = length - (whole.at(-1) ?? 0)
      if (torn === 0) {
        expect(journal.damage).toBeNull()
      } else {
        expect(journal.damage).toMatchObject({ cutBytes: torn, skipped: [] })
        expect(journal.incarnation).not.toBe(incarnation)
        const copies = [...files.entries].flatMap(([path, { now }]) => (path.includes('/aside/') ? [now.toString('hex')] : []))
        expect(copies).toEqual([bytes.subarray(0, length).toString('hex')])
        expect(files.get(segment).length).toBe(length - torn)
      }
      expect(await appendAll(journal, ['以后'])).toEqual(['以后'])
      await journal.close()
      const again = await mustOpen(files, { seed: 'third' })
      expect(textsOf(again.seen).at(-1)).toBe('以后')
      expect(again.journal).toMatchObject({ damage: null, incarnation: journal.incarnation })
    }
  })
})

describe('a changed byte', () => {
  test('anywhere in the journal: at most the record around it is lost, and it is said which', async () => {
    const { files: intact, bytes, incarnation } = await aSmallJournal()
    const ends = endsOf(bytes)
    for (let at = 0; at < bytes.length; at += 1) {
      for (const bit of [0x01, 0x20]) {
        const files = intact.copyOfDisk()
        const changed = Buffer.from(bytes)
        changed[at] = (changed[at] ?? 0) ^ bit
        files.put(segment, changed)
        const { journal, seen } = await mustOpen(files, { seed: `after ${at}` })
        const hit = ends.findIndex((end) => at < end)
        expect(textsOf(seen)).toEqual(texts.filter((_, index) => index + 1 !== hit))
        const isLast = hit === ends.length - 1
        expect(journal.damage).toMatchObject(isLast ? { skipped: [], cutBytes: bytes.length - (ends.at(-2) ?? 0) } : { skipped: [hit + 1], cutBytes: 0 })
        expect(journal.incarnation).not.toBe(incarnation)
        const before = journal.incarnation
        await journal.close()

        // Told once: the next start knows of it.
        const again = await mustOpen(files, { seed: 'third' })
        expect(again.journal).toMatchObject({ damage: null, incarnation: before })
        expect(textsOf(again.seen)).toEqual(textsOf(seen))
      }
    }
  })

  test('in a closed segment, and the tail torn as well: both are told', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files, { segmentBytes: 900 })
    await appendAll(journal, texts)
    await journal.close()
    const middle = files.get(segment)
    middle[middle.length - 5] = 0
    const lastPath = [...files.entries.keys()].filter((path) => path.includes('/journal/segment')).sort().at(-1) ?? ''
    files.put(lastPath, files.get(lastPath).subarray(0, -3))
    const again = await mustOpen(files, { seed: 'other', segmentBytes: 900 })
    expect(again.journal.damage?.skipped).toHaveLength(1)
    expect(again.journal.damage?.cutBytes).toBeGreaterThan(0)
    expect([...files.entries.keys()].filter((path) => path.includes('/aside/'))).toHaveLength(2)
  })
})
