import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { crc32c } from '../../electron/station/journal/crc32c.ts'
import { chainOver, encodeRecord, encodeRecords, findRecordAt, genesis } from '../../electron/station/journal/record.ts'
import type { Sealer } from '../../electron/station/sealer.ts'
import { appendAll, bodyOf, mustOpen, open, textsOf } from '../faults/journalRun.ts'
import { MemoryFiles, SystemError } from '../faults/memoryFiles.ts'

const firstSegment = '/place/office/journal/segment-000001.log'

describe('CRC-32C (RFC 3720, B.4)', () => {
  const ascending = Uint8Array.from({ length: 32 }, (_, index) => index)
  test.each([
    ['32 zeros', new Uint8Array(32), 0x8a9136aa],
    ['32 times 0xff', new Uint8Array(32).fill(0xff), 0x62a8ab43],
    ['ascending', ascending, 0x46dd794e],
    ['descending', ascending.toReversed(), 0x113fdb5c],
    ['the digits', Buffer.from('123456789'), 0xe3069283],
    ['nothing', new Uint8Array(0), 0],
  ])('%s', (_, bytes, expected) => {
    expect(crc32c(bytes)).toBe(expected)
  })
})

/** As the RFC has it, one bit after the other. */
function bitByBit(bytes: Uint8Array): number {
  let crc = 0xffff_ffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0x82f6_3b78 : crc >>> 1
  }
  return (crc ^ 0xffff_ffff) >>> 0
}

test('a checksum is what it is bit by bit, wherever the bytes stand in memory', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(7), (bytes, offset) => {
      const elsewhere = new Uint8Array(bytes.length + offset)
      elsewhere.set(bytes, offset)
      expect(crc32c(elsewhere.subarray(offset))).toBe(bitByBit(bytes))
    }),
  )
})

describe('a record', () => {
  test('follows those before it in one piece, and each is found where the one before it ends', () => {
    const bodies = ['["样例"]', '', 'x'.repeat(70_000)].map(bodyOf)
    const { bytes, ends, headers } = encodeRecords(genesis, 7, bodies.map((body) => ({ streamKeyId: 'case:one', body })))
    expect(bodies.map((_, at) => findRecordAt(bytes, ends[at - 1] ?? 0)?.header)).toEqual(headers)
    expect(ends.at(-1)).toBe(bytes.length)
  })

  test('can be read with a text tool: lengths, checksum and header in clear, then the body', () => {
    const { bytes } = encodeRecord(genesis, 7, 'case:one', bodyOf('["样例"]'))
    const [head = '', body, rest] = Buffer.from(bytes).toString().split('\n')
    expect(head).toMatch(/^[0-9a-f]{8} [0-9a-f]{8} \{"bodyDigest":"[0-9a-f]{64}","chain":"[0-9a-f]{64}","seq":7,"streamKeyId":"case:one"\}$/)
    expect(body).toBe('["样例"]')
    expect(rest).toBe('')
    expect(Number.parseInt(head.slice(0, 8), 16)).toBe(bytes.length - 18)
  })

  test('is chained to the one before by their headers', () => {
    const first = encodeRecord(genesis, 1, 'case:one', bodyOf('a'))
    const second = encodeRecord(first.header.chain, 2, 'case:one', bodyOf('b'))
    expect(second.header.chain).toBe(chainOver(first.header.chain, second.header))
    expect(second.header.chain).not.toBe(encodeRecord(genesis, 2, 'case:one', bodyOf('b')).header.chain)
  })

  test('a changed byte anywhere is noticed', () => {
    const { bytes } = encodeRecord(genesis, 1, 'case:one', bodyOf('["样例"]'))
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Uint8Array.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 0x20
      expect(findRecordAt(changed, 0)).toBeNull()
    }
  })
})

describe('the journal', () => {
  test('gives back after a restart what was appended, under the same identity', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    expect(await appendAll(journal, ['一', '二'])).toEqual(['一', '二'])
    await journal.close()

    const again = await mustOpen(files.afterPowerCut(), { seed: 'other' })
    expect(again.seen).toEqual([[2, '一'], [3, '二']])
    expect(again.journal).toMatchObject({ station: journal.station, incarnation: journal.incarnation, damage: null })
    expect(again.journal.head()).toEqual(journal.head())
    const read = await again.journal.read([3, 2, 99])
    expect(read.ok && read.value.map((body) => body && Buffer.from(body).toString())).toEqual(['二', '一', null])
  })

  test('what waits together is flushed together', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    let flushes = 0
    files.onCall = (call) => {
      if (call === 'sync') flushes += 1
    }
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append('case:one', bodyOf(String(index)))))
    expect(answers.every(({ ok }) => ok)).toBe(true)
    expect(flushes).toBeLessThanOrEqual(2)
  })

  test('answers only after the flush', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    const calls: string[] = []
    files.onCall = (call) => calls.push(call)
    await journal.append('case:one', bodyOf('一')).then(() => calls.push('answer'))
    // The last look is whether another program has come meanwhile.
    expect(calls).toEqual(['write', 'sync', 'readAt', 'answer'])
  })

  test('what turns out to be a bug while the disk flushes is never acknowledged, and does not come back', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    const bug = (): never => {
      throw new Error('not of the contract')
    }
    await expect(journal.append('case:one', bodyOf('错'), bug)).rejects.toThrow('not of the contract')
    for (const disk of [files.copyOfDisk(), files.afterPowerCut()]) expect(textsOf((await mustOpen(disk)).seen)).toEqual([])
    expect(await journal.append('case:one', bodyOf('一'))).toMatchObject({ ok: true })
    for (const disk of [files.copyOfDisk(), files.afterPowerCut()]) expect(textsOf((await mustOpen(disk)).seen)).toEqual(['一'])
  })

  test('a closed journal takes nothing more, what was under way is finished first', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    const underWay = journal.append('case:one', bodyOf('一'))
    await journal.close()
    expect(await underWay).toMatchObject({ ok: true })
    await expect(journal.append('case:one', bodyOf('二'))).rejects.toThrow('closed')
    expect(textsOf((await mustOpen(files)).seen)).toEqual(['一'])
  })

  test('a fault of the program reaches who asked, and the next record is taken', async () => {
    let isBroken = true
    const sealer: Sealer = {
      seal: async (bytes, { stream }) => {
        if (isBroken && stream !== 'journal') throw new Error('no key')
        return bytes
      },
      open: async (bytes) => bytes,
    }
    const { journal } = await mustOpen(new MemoryFiles(), { sealer })
    await expect(journal.append('case:one', bodyOf('一'))).rejects.toThrow('no key')
    isBroken = false
    expect(await appendAll(journal, ['二'])).toEqual(['二'])
  })

  test('what a killed process had not flushed counts only once the next start has flushed it', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    // Killed: what was written stays with the system, nothing more happens to it.
    let killed = files
    files.onDone = (call) => {
      if (call === 'write') killed = files.fork()
    }
    await appendAll(journal, ['一'])
    const { seen } = await mustOpen(killed)
    expect(textsOf(seen)).toEqual(['一'])
    expect(textsOf((await mustOpen(killed.afterPowerCut())).seen)).toEqual(['一'])
  })

  test('a full segment is followed by a new one, and the chain runs on', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files, { segmentBytes: 1000 })
    const texts = Array.from({ length: 12 }, (_, index) => `第 ${index} 条`)
    await appendAll(journal, texts)
    await journal.close()
    expect([...files.entries.keys()].filter((path) => path.includes('segment')).length).toBeGreaterThan(2)
    const again = await mustOpen(files.afterPowerCut(), { segmentBytes: 1000 })
    expect(textsOf(again.seen)).toEqual(texts)
    expect(again.journal.damage).toBeNull()
    expect(again.journal.incarnation).toBe(journal.incarnation)
  })

  test('a record whose content was exchanged is skipped, although its checksum fits', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    await appendAll(journal, ['一', '二', '三'])
    const bytes = files.get(firstSegment)
    const opening = findRecordAt(bytes, 0)
    const forged = encodeRecord(genesis, 2, 'case:one', bodyOf('假'))
    const end = findRecordAt(bytes, opening?.end ?? 0)?.end ?? 0
    files.put(firstSegment, Buffer.concat([bytes.subarray(0, opening?.end), forged.bytes, bytes.subarray(end)]))
    const again = await mustOpen(files, { seed: 'other' })
    expect(textsOf(again.seen)).not.toContain('假')
    expect(again.journal.damage?.skipped.length).toBeGreaterThan(0)
  })

  test('a new incarnation begins a segment; what was waiting is on disk before, and a disk that refuses leaves the old one', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    const first = journal.incarnation
    const waiting = journal.append('case:one', bodyOf('一'))
    expect(await journal.renew('copied')).toEqual({ ok: true, value: null })
    const second = journal.incarnation
    expect(second).not.toBe(first)
    expect(await waiting).toEqual({ ok: true, value: { seq: 2 } })
    files.onCall = (call) => {
      if (call === 'create') throw new SystemError('ENOSPC', call)
    }
    expect(await journal.renew('copied')).toMatchObject({ ok: false, failure: { problem: 'full' } })
    files.onCall = () => undefined
    expect(journal.incarnation).toBe(second)
    expect(await journal.append('case:one', bodyOf('二'))).toEqual({ ok: true, value: { seq: 4 } })
    await journal.close()
    const again = await mustOpen(files.afterPowerCut())
    expect(again.journal).toMatchObject({ damage: null, incarnation: second })
    expect(textsOf(again.seen)).toEqual(['一', '二'])
  })

  test('every body goes through the sealer, the headers stay clear', async () => {
    const files = new MemoryFiles()
    const xor = (bytes: Uint8Array): Uint8Array => bytes.map((byte) => byte ^ 0x5a)
    const marking: Sealer = {
      seal: async (bytes, { stream }) => Buffer.concat([Buffer.from(`sealed for ${stream}:`), xor(bytes)]),
      open: async (bytes, { stream }) => {
        const mark = `sealed for ${stream}:`
        return Buffer.from(bytes).toString('latin1').startsWith(mark) ? xor(bytes.subarray(mark.length)) : null
      },
    }
    const { journal } = await mustOpen(files, { sealer: marking })
    await appendAll(journal, ['厦门样例公司'])
    await journal.close()
    const onDisk = files.get(firstSegment).toString('utf8')
    expect(onDisk).not.toContain('厦门样例公司')
    expect(onDisk).not.toContain('segment.opened')
    expect(onDisk).toContain('"streamKeyId":"case:one"')
    expect(textsOf((await mustOpen(files, { sealer: marking })).seen)).toEqual(['厦门样例公司'])
  })

  test('a newer format is refused before anything is touched', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    await journal.close()
    files.put('/place/office/format.json', Buffer.from('{"format":3}'))
    const before = [...files.entries].map(([path, { now }]) => [path, now.toString('hex')])
    expect((await open(files)).result).toEqual({ ok: false, failure: { kind: 'newer-format', format: 3 } })
    expect([...files.entries].map(([path, { now }]) => [path, now.toString('hex')])).toEqual(before)
  })

  test('a place that was used and has lost its journal is no fresh start', async () => {
    const files = new MemoryFiles()
    const { journal } = await mustOpen(files)
    await journal.close()
    files.entries.delete(firstSegment)
    expect((await open(files)).result).toEqual({ ok: false, failure: { kind: 'journal-missing' } })
  })
})
