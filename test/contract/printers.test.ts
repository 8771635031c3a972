import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Printers } from '../../electron/station/ports.ts'
import { cupsPrinters, noPrinters } from '../../electron/station/printers.ts'
import type { FakeQueue, PrintedJob } from '../fakes/printers.ts'
import { fakePrinters } from '../fakes/printers.ts'
import { findMissingCupsPackages, startPrivateCups } from '../fakes/privateCups.ts'

const queues: readonly FakeQueue[] = [
  { name: 'caravan-test', description: '窗口一号打印机', isDefault: true, accepts: true },
  { name: 'caravan-back', description: '后台打印机', isDefault: false, accepts: true },
  { name: 'caravan-shut', description: '停用的打印机', isDefault: false, accepts: false },
]

interface Office {
  readonly printers: Printers
  readPrinted(): readonly PrintedJob[]
  close(): Promise<void>
}

interface World {
  readonly name: string
  open(queues: readonly FakeQueue[]): Promise<Office>
}
const memory: World = {
  name: 'printers in memory',
  async open(some) {
    const printers = fakePrinters(some)
    return { printers, readPrinted: () => printers.printed, close: async () => {} }
  },
}
const cups: World = {
  name: 'CUPS',
  async open(some) {
    const server = await startPrivateCups(some)
    return { printers: cupsPrinters({ server: server.socket }), readPrinted: server.readPrinted, close: server.stop }
  },
}
const missing = findMissingCupsPackages()
const worlds = missing === null ? [memory, cups] : [memory]

test('CUPS is there to be tested, or left out where nobody requires it', () => {
  const sentence = missing === null ? null : `Printing through CUPS was left out: install the packages ${missing.join(' and ')} to have it tested.`
  if (sentence !== null) console.warn(sentence)
  expect(process.env.CARAVAN_REQUIRE_CUPS === '1' ? sentence : null).toBeNull()
})

/** What the station may rely on, whoever prints. */
describe.each(worlds)('$name', ({ open }) => {
  describe('with three queues', () => {
    let office: Office
    beforeAll(async () => {
      office = await open(queues)
    })
    afterAll(() => office.close())

    const paper = (seed: number, length = 70_000): Uint8Array => {
      const bytes = new Uint8Array(length).map((_, index) => (index * 31 + seed * 7) % 256)
      bytes.set(new TextEncoder().encode('%PDF-1.3\n'))
      return bytes
    }
    const findPrinted = (title: string): PrintedJob | undefined => office.readPrinted().find((job) => job.title === title)

    test('names the queues, in words, and which one is usual', async () => {
      const listed = await office.printers.list()
      expect([...listed].sort((a, b) => (a.name < b.name ? 1 : -1))).toEqual(
        [...queues].sort((a, b) => (a.name < b.name ? 1 : -1)).map(({ name: queue, description, isDefault }) => ({ name: queue, description, isDefault })),
      )
    })

    test('the very bytes arrive in the usual queue', async () => {
      expect(await office.printers.print(paper(1), '厦翔受〔2021〕CV01-000001', null)).toEqual({ ok: true, value: { printer: 'caravan-test' } })
      await expect.poll(() => findPrinted('厦翔受〔2021〕CV01-000001'), { timeout: 10_000 }).toEqual({ printer: 'caravan-test', title: '厦翔受〔2021〕CV01-000001', pdf: paper(1) })
    })

    test('the queue the clerk chose is the one that prints', async () => {
      expect(await office.printers.print(paper(2), 'CV01-000002', 'caravan-back')).toEqual({ ok: true, value: { printer: 'caravan-back' } })
      await expect.poll(() => findPrinted('CV01-000002')?.printer, { timeout: 10_000 }).toBe('caravan-back')
    })

    test('a paper of three megabytes arrives whole', async () => {
      await office.printers.print(paper(3, 3_000_000), 'CV01-000003', null)
      await expect.poll(() => findPrinted('CV01-000003')?.pdf.length, { timeout: 10_000 }).toBe(3_000_000)
      expect(Buffer.compare(findPrinted('CV01-000003')?.pdf ?? new Uint8Array(), paper(3, 3_000_000))).toBe(0)
    })

    test('a title that looks like an option is a title', async () => {
      expect((await office.printers.print(paper(4), '-d caravan-back', null)).ok).toBe(true)
      await expect.poll(() => findPrinted('-d caravan-back')?.printer, { timeout: 10_000 }).toBe('caravan-test')
    })

    test('a queue that is gone fails with its name', async () => {
      const result = await office.printers.print(paper(5), 'CV01-000005', 'caravan-gone')
      expect(result).toMatchObject({ ok: false, failure: { kind: 'print-failed', printer: 'caravan-gone' } })
    })

    test('a queue that takes no jobs fails with its name and prints nothing', async () => {
      const result = await office.printers.print(paper(6), 'CV01-000006', 'caravan-shut')
      expect(result).toMatchObject({ ok: false, failure: { kind: 'print-failed', printer: 'caravan-shut' } })
      expect(findPrinted('CV01-000006')).toBeUndefined()
    })
  })

  describe('without queues', () => {
    let office: Office
    beforeAll(async () => {
      office = await open([])
    })
    afterAll(() => office.close())

    test('lists none and says that there is no printer', async () => {
      expect(await office.printers.list()).toEqual([])
      expect(await office.printers.print(new Uint8Array([1]), 'CV01-000001', null)).toEqual({ ok: false, failure: { kind: 'no-printer' } })
      expect(await office.printers.print(new Uint8Array([1]), 'CV01-000001', 'caravan-test')).toEqual({ ok: false, failure: { kind: 'no-printer' } })
    })
  })

  describe('with one queue that nobody made the usual one', () => {
    let office: Office
    beforeAll(async () => {
      office = await open([{ name: 'only', description: '唯一的打印机', isDefault: false, accepts: true }])
    })
    afterAll(() => office.close())

    test('prints there', async () => {
      expect(await office.printers.print(new Uint8Array([37, 80, 68, 70]), 'CV01-000001', null)).toEqual({ ok: true, value: { printer: 'only' } })
    })
  })
})

describe('a machine without CUPS', () => {
  test('has no printers, whether the commands or the server are missing', async () => {
    for (const printers of [noPrinters, cupsPrinters({ lp: '/nowhere/lp', lpstat: '/nowhere/lpstat' }), cupsPrinters({ server: '/nowhere/cups.sock' })]) {
      expect(await printers.list()).toEqual([])
      expect(await printers.print(new Uint8Array([1]), 'CV01-000001', null)).toEqual({ ok: false, failure: { kind: 'no-printer' } })
    }
  })
})
