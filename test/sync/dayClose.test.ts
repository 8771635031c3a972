import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { textsOf } from '../../electron/station/recordEvents.ts'
import type { DayAccount } from '../../shared/contracts/dayClose.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { accountedFor, totalOf } from '../../shared/domain/dayAccount.ts'
import { isBalanced } from '../../shared/output/dayWords.ts'
import { readPackText } from '../../shared/domain/packText.ts'
import { must } from '../builders/counter.ts'
import { aClock, type TestClock, textDocuments } from '../builders/desk.ts'
import { aStation, type OfficeStation, openAt, startOfficeServer } from '../builders/officeServer.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'

/** 日结 of a real station: its journal on a disk, its exchange with a server. */

const today = '2026-03-02'
let server: FakeCouch
let clock: TestClock
let here: OfficeStation
let documents: ReturnType<typeof textDocuments>
beforeEach(async () => {
  server = await startOfficeServer()
  clock = aClock()
  documents = textDocuments()
  here = await aStation(server, 'jimei-1', { clock, documents })
})
afterEach(async () => {
  await here.station.close()
  await here.place.remove()
  await server.stop()
})
const reopen = async (): Promise<void> => {
  here = await here.reopen({ clock, documents })
}
const accountOf = async (day = today): Promise<DayAccount> => must(await here.station.handlers['day:account']({ day }))
const close = async (day = today): Promise<DayAccount> => must(await here.station.handlers['day:close']({ day }))
const total = ({ lines }: DayAccount) => totalOf(lines)
/** A case with every answer of a worked example. */
async function openAnswered(name: string): Promise<string> {
  const pack = readPackText((await here.station.handlers['pack:get']({})).text)
  const answers = Object.entries(pack.examples[0]?.facts ?? {}).map(([fact, value]) => ({ path: `facts.${fact}`, value, over: [] }))
  const named = ['project.name', 'applicant.name'].map((path) => ({ path, value: name, over: [] }))
  return must(await here.station.handlers['case:open']({ fields: [...named, ...answers] })).state.id
}
const headsOf = async (caseId: string): Promise<string[]> => [...must(await here.station.handlers['case:state']({ caseId })).heads]
const guide = async (caseId: string) => here.station.handlers['paper:issue']({ caseId, paper: 'process-guide', heads: await headsOf(caseId), another: false })
const voided = (caseId: string, number: string) => here.station.handlers['paper:void']({ caseId, number, reason: '打印不清' })
/** Events in the journal's records, by the day that each names; closes left out. */
async function eventsByDay(): Promise<ReadonlyMap<string, number>> {
  const days = new Map<string, number>()
  const index = must(await here.station.journal.index())
  for (const stream of index.streams()) {
    for (const body of must(await here.station.journal.read(index.seqsOf(stream)))) {
      for (const text of textsOf(body ?? new Uint8Array())) {
        const day = /^\{"at":"(\d{4}-\d{2}-\d{2})T/.exec(text)?.[1]
        if (day !== undefined && !text.includes('"kind":"day.closed"')) days.set(day, (days.get(day) ?? 0) + 1)
      }
    }
  }
  return days
}

test('a day is closed: what was sent is confirmed, kind by kind, and the close itself is on record and sent', async () => {
  const id = await here.openCase('集美大道甲装修')
  await here.note(id, '电话已核对')
  const before = await accountOf()
  expect(before.lines.map(({ kind, entered, waiting }) => [kind, entered, waiting])).toEqual([['opened', 1, 1], ['filled', 1, 1], ['notes', 1, 1], ['station', 2, 2]])
  expect(before.waiting.map(({ caseId, entries }) => [caseId, entries])).toEqual([[null, 2], [id, 3]])
  const closed = await close()
  expect(isBalanced(closed)).toBe(true)
  expect(total(closed)).toEqual({ entered: 5, confirmed: 5, waiting: 0, refused: 0, setAside: 0 })
  expect(closed).toMatchObject({ since: 0, waiting: [], server: { kind: 'set', isPaused: false } })
  expect(closed.closings).toMatchObject([{ day: today, isBalanced: true, operatorName: '李敏 jimei-1' }])
  expect(await here.sync()).toMatchObject({ counts: { waiting: 0 } })
  expect(here.station.journal.head().seq).toBeGreaterThan(closed.closings[0]?.head.seq ?? Infinity)
  // Again, the same for what is in the journal up to that head, and what has come since.
  await here.note(id, '晚到的一条')
  const again = await accountOf()
  expect(isBalanced(again)).toBe(true)
  expect(again).toMatchObject({ since: 1, closings: [{ lines: closed.lines }] })
  await reopen()
  expect(await here.station.handlers['day:closings']({})).toEqual(again.closings)
  expect((await close()).closings).toHaveLength(2)
})

test('what the server refuses and what it can not be reached for is said, by case, with why', async () => {
  const [bad, good] = [await here.openCase('不收的'), await here.openCase('收的')]
  server.fault = ({ path, body }) => (path.endsWith('/_bulk_docs') && body.includes(bad) ? { kind: 'status', status: 413 } : null)
  const closed = await close()
  expect(total(closed)).toEqual({ entered: 6, confirmed: 4, waiting: 0, refused: 2, setAside: 0 })
  expect(closed.waiting).toEqual([{ caseId: bad, entries: 2, because: { kind: 'refused', reason: 'too large' } }])
  server.fault = () => ({ kind: 'reset', when: 'before' })
  await here.note(good, '断网以后')
  const cut = await close()
  expect(isBalanced(cut)).toBe(true)
  expect(total(cut)).toEqual({ entered: 7, confirmed: 4, waiting: 1, refused: 2, setAside: 0 })
})

test('a paused station is not sent for by a close, and an own server is not needed for one', async () => {
  await here.sync()
  await here.station.handlers['sync:pause']({ paused: true })
  await here.openCase('一')
  const before = server.requests.length
  expect(await close()).toMatchObject({ server: { kind: 'set', isPaused: true }, waiting: [{ entries: 2 }] })
  expect(server.requests.length).toBe(before)
  must(await here.station.handlers['sync:forgetServer']({}))
  const alone = await close()
  expect([alone.server, total(alone)]).toEqual([{ kind: 'none' }, { entered: 4, confirmed: 0, waiting: 4, refused: 0, setAside: 0 }])
  expect(isBalanced(alone)).toBe(true)
})

test('a server that does not answer holds up nobody: after a quarter of a minute the close is made without it', async () => {
  await here.openCase('一')
  server.fault = () => ({ kind: 'stall' })
  const closing = close()
  await expect.poll(() => server.requests.length).toBeGreaterThan(0)
  here.timers.pass(15_000)
  expect(total(await closing)).toMatchObject({ entered: 4, waiting: 4 })
  // The program does not wait for it either.
  const ended = here.close()
  here.timers.pass(3000)
  await ended
  here = await openAt(here.place, { clock })
})

test('the numbers of a day, the voided and the next', async () => {
  const id = await openAnswered('一')
  const first = must(await guide(id)).number ?? ''
  must(await voided(id, first))
  const second = must(await guide(id)).number ?? ''
  const account = await accountOf()
  expect(account.numbers).toMatchObject([{ number: first, stage: 'voided', caseId: id }, { number: second, stage: 'made' }])
  expect([account.nextNumber, account.faults]).toEqual([second.replace('0002', '0003'), []])
  clock.set('2026-03-03T09:00:00+08:00')
  must(await voided(id, second))
  expect(await accountOf('2026-03-03')).toMatchObject({ numbers: [], voidedEarlier: [second] })
})

/** Ends the program, spoils the first record with these words, and opens it again. */
async function damageRecord(words: string): Promise<void> {
  await here.close()
  const dir = join(here.place.root, 'profile', 'office', 'journal')
  const segment = join(dir, (await readdir(dir)).filter((name) => name.endsWith('.log')).sort()[0] ?? '')
  const bytes = await readFile(segment)
  const at = bytes.indexOf(words)
  expect(at).toBeGreaterThan(0)
  bytes[at] = 0x41
  await writeFile(segment, bytes)
  here = await openAt(here.place, { clock, documents })
}

test('a number whose record is gone is named', async () => {
  const id = await openAnswered('一')
  const first = must(await guide(id)).number ?? ''
  must(await voided(id, first))
  must(await guide(id))
  await damageRecord('paper.reserved')
  expect((await accountOf()).faults).toEqual([{ kind: 'lost', records: 1 }, { kind: 'number-gap', numbers: [first] }])
})

test('a record that is gone is an alarm, for the day and for the close that counted it', async () => {
  const id = await here.openCase('一')
  await here.note(id, '这一条会坏')
  await here.note(id, '之后')
  await close()
  await damageRecord('这一条会坏')
  const { faults } = await accountOf()
  expect(faults).toEqual([{ kind: 'lost', records: 1 }, { kind: 'changed', before: 6, after: 5 }])
  expect(isBalanced(await close())).toBe(false)
  expect((await accountOf()).closings.map((closing) => closing.isBalanced)).toEqual([true, false])
})

test('a receipt for what was never written does not make an unsent case confirmed without anybody noticing', async () => {
  await here.sync()
  const id = await here.openCase('一')
  const state = await here.station.handlers['sync:state']({})
  expect(state.kind).toBe('on')
  const receipts = must(await here.station.journal.index()).seqsOf('receipts')
  const [body] = must(await here.station.journal.read(receipts.slice(-1)))
  const forged = { ...JSON.parse(Buffer.from(body ?? new Uint8Array()).toString()), streams: [{ stream: `case:${id}`, journal: 99_999, kept: 0 }] }
  must(await here.station.journal.append('receipts', Buffer.from(canonicalJson(forged))))
  await reopen()
  const account = await accountOf()
  expect(account.faults).toEqual([{ kind: 'unknown', records: 1 }])
  must(await here.station.handlers['day:deliver']({ day: today, how: { kind: 'print', printer: null } }))
  const sheet = documents.pages.at(-1)
  expect(sheet?.blocks.some(({ kind }) => kind === 'warning')).toBe(true)
  expect(sheet?.code?.payload).toBe(`RJ0:20260302:${account.head.seq}:${account.head.chain.toUpperCase()}`)
})

test('only the cases of the day are read, however many there are', async () => {
  for (let count = 0; count < 60; count += 1) await here.openCase(`第 ${count} 件`)
  clock.set('2026-03-05T09:00:00+08:00')
  const id = await here.openCase('当天的')
  const { journal } = here.station
  const read = journal.read
  const asked: number[] = []
  Object.assign(journal, {
    read: (seqs: readonly number[]) => {
      asked.push(...seqs)
      return read(seqs)
    },
  })
  expect(total(await accountOf('2026-03-05')).entered).toBe(2)
  expect(asked).toEqual(must(await journal.index()).seqsOf(`case:${id}`))
})

test('a day that has not begun is not closed unless something was entered on it; an empty day can be', async () => {
  expect(await here.station.handlers['day:close']({ day: '2026-03-03' })).toMatchObject({ ok: false, failure: { kind: 'malformed' } })
  clock.set('2026-03-03T09:00:00+08:00')
  await here.openCase('时钟拨快了')
  clock.set('2026-03-02T12:00:00+08:00')
  expect(total(await close('2026-03-03')).entered).toBe(2)
  expect(await close('2026-03-01')).toMatchObject({ lines: [], faults: [], closings: [{ day: '2026-03-01' }] })
})

const aStep = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('open' as const), isAnswered: fc.boolean() }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom('note' as const, 'paper' as const, 'withdraw' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('clock' as const), hours: fc.integer({ min: -30, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constantFrom('sync' as const, 'cut' as const, 'refuse' as const, 'restart' as const, 'close' as const) }) },
)

test('whatever was done, sent, refused, cut off and closed, with whatever clock: every day adds up, and all days together are all there is', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 25 }), async (steps) => {
      clock.set('2026-03-02T09:00:00+08:00')
      server.fault = () => null
      const ids: string[] = []
      for (const step of steps) {
        if (step.what === 'open') ids.push(step.isAnswered ? await openAnswered('已答完') : await here.openCase('刚开始'))
        else if (step.what === 'clock') clock.set(new Date(clock.now().getTime() + step.hours * 3_600_000).toISOString())
        else if (step.what === 'sync') await here.sync()
        else if (step.what === 'cut') server.fault = () => ({ kind: 'reset', when: 'before' })
        else if (step.what === 'refuse') server.fault = ({ path, body }) => (path.endsWith('/_bulk_docs') && body.includes(ids[0] ?? 'nothing') ? { kind: 'status', status: 413 } : null)
        else if (step.what === 'restart') await reopen()
        else if (step.what === 'close') await close()
        else if ('which' in step) {
          const id = ids[step.which % Math.max(ids.length, 1)]
          if (id === undefined) continue
          if (step.what === 'note') await here.note(id, '备注')
          if (step.what === 'paper') await guide(id)
          if (step.what === 'withdraw') await here.station.handlers['case:do']({ caseId: id, command: { kind: 'withdraw', reason: '改期', heads: await headsOf(id) } })
        }
      }
      for (const [day, events] of await eventsByDay()) {
        const account = await accountOf(day)
        expect(account.faults).toEqual([])
        for (const line of account.lines) expect(accountedFor(line)).toBe(line.entered)
        expect(total(account).entered).toBe(events)
      }
    }),
    { numRuns: 8, seed: 20260302 },
  )
})
