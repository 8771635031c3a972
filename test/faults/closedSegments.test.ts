import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { Journal } from '../../electron/station/journal/journal.ts'
import { must } from '../builders/counter.ts'
import { appendAll, mustOpen, mustOpenOnly, readAll, textsOf } from './journalRun.ts'
import { MemoryFiles, SystemError } from './memoryFiles.ts'

const dir = '/place/office/journal'
const segmentBytes = 900
const texts = Array.from({ length: 12 }, (_, index) => `第 ${index + 1} 条`)
const namesIn = (files: MemoryFiles): readonly string[] => [...files.entries.keys()].flatMap((path) => (path.startsWith(`${dir}/`) && !path.includes('/aside/') ? [path.slice(dir.length + 1)] : [])).sort()

async function tendAll(journal: Journal): Promise<void> {
  while (must(await journal.tender.step())) continue
}

/** Several closed segments, all compressed, and an open one. */
async function aTendedJournal(): Promise<{ readonly files: MemoryFiles; readonly incarnation: string }> {
  const files = new MemoryFiles()
  const { journal } = await mustOpen(files, { segmentBytes })
  await appendAll(journal, texts)
  await tendAll(journal)
  await journal.close()
  return { files, incarnation: journal.incarnation }
}

describe('closed segments', () => {
  test('are compressed, the plain file goes last, and everything can still be read', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files, { segmentBytes })
    await appendAll(journal, texts)
    const order: string[] = []
    files.onCall = (call, path) => {
      if (call === 'rename' || call === 'remove') order.push(`${call} ${path.slice(dir.length + 1)}`)
    }
    const plain = files.get(`${dir}/segment-000001.log`)
    must(await journal.tender.step())
    expect(gunzipSync(files.get(`${dir}/segment-000001.log.gz`))).toEqual(plain)
    expect(order.filter((line) => !line.endsWith('.part'))).toEqual(['rename segment-000001.log.gz', 'rename segment-000001.idx', 'rename manifest.json', 'remove segment-000001.log'])
    files.onCall = () => undefined
    await tendAll(journal)
    expect(textsOf(await readAll(journal))).toEqual(texts)
    const logs = namesIn(files).filter((name) => name.endsWith('.log'))
    expect(logs).toHaveLength(1)
    expect(namesIn(files).filter((name) => name.endsWith('.gz')).length).toBeGreaterThan(2)
    await journal.close()
    expect(textsOf((await mustOpen(files.afterPowerCut(), { segmentBytes })).seen)).toEqual(texts)
  })

  test('are not read at a start: only the manifest and the open one', async () => {
    const { files } = await aTendedJournal()
    const read: string[] = []
    files.onCall = (call, path) => {
      if (call === 'read' || call === 'open' || call === 'readAt') read.push(path.slice(dir.length + 1))
    }
    const journal = await mustOpenOnly(files, { segmentBytes })
    expect(read.filter((name) => name.endsWith('.gz') || name.endsWith('.idx'))).toEqual([])
    expect(read).toContain('manifest.json')
    files.onCall = () => undefined
    expect(textsOf(await readAll(journal))).toEqual(texts)
  })

  test('without manifest and index, or with any byte of them changed, the start makes do with the segments', async () => {
    const { files, incarnation } = await aTendedJournal()
    for (const name of namesIn(files).filter((known) => known.endsWith('.idx') || known === 'manifest.json')) {
      const bytes = files.get(`${dir}/${name}`)
      for (let at = -1; at < bytes.length; at += 41) {
        const disk = files.copyOfDisk()
        const changed = Buffer.from(bytes)
        if (at < 0) disk.entries.delete(`${dir}/${name}`)
        else {
          changed[at] = (changed[at] ?? 0) ^ 1
          disk.put(`${dir}/${name}`, changed)
        }
        const { journal, seen } = await mustOpen(disk, { segmentBytes })
        expect(textsOf(seen)).toEqual(texts)
        expect(journal).toMatchObject({ damage: null, incarnation })
        await tendAll(journal)
        await journal.close()
        expect(namesIn(disk)).toEqual(namesIn(files))
      }
    }
  })

  test('a changed byte in a compressed segment costs what stands in its member; it is said once, under a new incarnation', async () => {
    const { files, incarnation } = await aTendedJournal()
    const path = `${dir}/segment-000002.log.gz`
    const bytes = files.get(path)
    for (let at = 0; at < bytes.length; at += 11) {
      const disk = files.copyOfDisk()
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      disk.put(path, changed)
      const { journal } = await mustOpen(disk, { segmentBytes, seed: 'second' })
      expect(journal.damage).toBeNull()
      const checked = must(await journal.tender.checkNow(() => undefined, new AbortController().signal))
      const left = textsOf(await readAll(journal))
      // Fixed bytes of the gzip head say nothing about the content.
      if (journal.damage === null) {
        expect(left).toEqual(texts)
        continue
      }
      expect(left.length).toBe(texts.length - journal.damage.skipped.length + 1)
      expect(checked.missing).toEqual(journal.damage.skipped)
      expect(journal.incarnation).not.toBe(incarnation)
      expect([...disk.entries].some(([name, { now }]) => name.includes('/aside/') && now.equals(changed))).toBe(true)
      expect(await appendAll(journal, ['以后'])).toEqual(['以后'])
      await journal.close()

      const again = await mustOpen(disk, { segmentBytes, seed: 'third' })
      must(await again.journal.tender.checkNow(() => undefined, new AbortController().signal))
      expect(again.journal).toMatchObject({ damage: null, incarnation: journal.incarnation })
      expect(textsOf(again.seen)).toEqual([...left, '以后'])
    }
  })

  test('a compressed segment that was cut short or taken away: what is left is used, the numbers are said', async () => {
    const { files } = await aTendedJournal()
    const path = `${dir}/segment-000002.log.gz`
    for (const damage of ['cut', 'gone'] as const) {
      const disk = files.copyOfDisk()
      if (damage === 'cut') disk.put(path, files.get(path).subarray(0, 50))
      else disk.entries.delete(path)
      const { journal, seen } = await mustOpen(disk, { segmentBytes, seed: 'second' })
      must(await journal.tender.checkNow(() => undefined, new AbortController().signal))
      expect(journal.damage?.skipped.length).toBeGreaterThan(0)
      expect(textsOf(await readAll(journal)).length).toBeLessThan(texts.length)
      expect(seen.length).toBeGreaterThan(0)
      await journal.close()
      expect((await mustOpen(disk, { segmentBytes, seed: 'third' })).journal.damage).toBeNull()
    }
  })

  test.each(['ENOSPC', 'EIO'] as const)('%s once at every call of tending: refused as such, nothing is lost, and it is done the next time', async (code) => {
    let reached = true
    for (let nth = 1; reached; nth += 1) {
      reached = false
      const files = new MemoryFiles()
      const { journal } = await mustOpen(files, { segmentBytes })
      await appendAll(journal, texts)
      let calls = 0
      files.onCall = (call) => {
        calls += 1
        if (calls !== nth) return
        reached = true
        throw new SystemError(code, call)
      }
      for (let more = true; more; ) {
        const step = await journal.tender.step()
        if (!step.ok) expect(step.failure).toMatchObject({ kind: 'disk', place: 'journal' })
        more = step.ok ? step.value : true
      }
      files.onCall = () => undefined
      expect(textsOf(await readAll(journal))).toEqual(texts)
      expect(journal.damage).toBeNull()
      await journal.close()
      for (const disk of [files.copyOfDisk(), files.afterPowerCut()]) expect(textsOf((await mustOpen(disk, { segmentBytes })).seen)).toEqual(texts)
    }
  })

  test('killed or without power at every call of tending: everything is there, and tending goes on', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files, { segmentBytes })
    await appendAll(journal, texts)
    const disks: MemoryFiles[] = []
    files.onCall = () => {
      disks.push(files.copyOfDisk(), files.afterPowerCut())
    }
    await tendAll(journal)
    expect(disks.length).toBeGreaterThan(50)
    for (const disk of disks) {
      const again = await mustOpen(disk, { segmentBytes, seed: 'second' })
      expect(textsOf(again.seen)).toEqual(texts)
      expect(again.journal.damage).toBeNull()
      await tendAll(again.journal)
      expect(textsOf(await readAll(again.journal))).toEqual(texts)
      expect(namesIn(disk).filter((name) => name.endsWith('.log'))).toHaveLength(1)
    }
  })

  test('the clerk goes on working while they are tended', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files, { segmentBytes })
    await appendAll(journal, texts)
    const more = Array.from({ length: 12 }, (_, index) => `又 ${index + 1}`)
    await Promise.all([tendAll(journal), appendAll(journal, more), readAll(journal)])
    await tendAll(journal)
    expect(textsOf(await readAll(journal))).toEqual([...texts, ...more])
    expect(journal.damage).toBeNull()
  })
})
