import { existsSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { DayAccount } from '../../shared/contracts/dayClose.ts'
import { dayCloseSheet } from '../../shared/output/dayCloseSheet.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import { aDayAccount, dayCaseNames } from '../builders/dayAccount.ts'
import { textsOn } from '../builders/papers.ts'
import { readCodes } from '../fakes/codeReader.ts'
import { readText, squeeze } from '../fakes/pdfTools.ts'
import { shippedDocuments } from '../fakes/shippedDocuments.ts'

/** 日结单 as a PDF, read back with poppler. */

const documents = shippedDocuments()

const sheetOf = (account: DayAccount): PageDescription =>
  dayCloseSheet({ account, nameOf: (id) => dayCaseNames[id] ?? '', station: { name: '集美政务中心 3 号窗口', district: '集美区', code: '7KQ2M' }, operatorName: '李敏', programVersion: '0.1.0', createdAt: '2026-03-02T17:35:00.000+08:00' })
async function draw(account: DayAccount): Promise<{ readonly text: string; readonly pdf: Uint8Array; readonly pages: number }> {
  const drawn = await documents.renderPdf(sheetOf(account))
  if (!drawn.ok) throw new Error(JSON.stringify(drawn.failure))
  const kept = process.env.KEEP_SHEETS
  if (kept !== undefined && existsSync(kept)) writeFileSync(`${kept}/day-${account.faults.length}-${account.numbers.length}.pdf`, drawn.value.pdf)
  return { text: squeeze(readText(drawn.value.pdf)), ...drawn.value }
}

test('says what is entered, where it is, its numbers and how far the journal goes, in words and in its code', async () => {
  const account = aDayAccount()
  const { text, pages } = await draw(account)
  for (const part of textsOn(sheetOf(account).blocks)) expect(text).toContain(squeeze(part))
  expect(text).toContain(squeeze('合计 58 48 7 2 1'))
  expect(text).toContain(squeeze('对得上：录入 58 项，其中 10 项还没有得到服务器确认'))
  expect(text).toContain('7KQ2M-A1B2C3-0008材料接收凭证集美大道办公楼(样例)作废')
  expect(text).toContain('上次日结以后又录入2项')
  expect(text).toContain(account.head.chain)
  // An ordinary day: the signatures may go on the next page, with text above them.
  expect(pages).toBeLessThan(3)
  const short = await draw(aDayAccount({ numbers: [], waiting: [] }))
  expect(short.pages).toBe(1)
  expect(await readCodes(short.pdf, 200)).toEqual([`RJ0:20260302:1234:${account.head.chain.toUpperCase()}`])
})

test('that does not add up says so, with every reason', async () => {
  const { text } = await draw(aDayAccount({ faults: [{ kind: 'lost', records: 2 }, { kind: 'number-gap', numbers: ['7KQ2M-A1B2C3-0006'] }, { kind: 'changed', before: 60, after: 58 }], doubtful: 5 }))
  expect(text).toContain('对不上,请先看下面写的原因')
  for (const part of ['有2条记录读不出来', '文书编号缺了7KQ2M-A1B2C3-0006', '上次日结时数出60项,现在是58项', '5项录入时电脑的时间靠不住']) expect(text).toContain(part)
})

test('of a busy day goes on over pages and loses nothing; of practice it is marked; of an empty one it says so', async () => {
  const numbers = Array.from({ length: 120 }, (_, at) => ({ number: `7KQ2M-A1B2C3-${String(at + 1).padStart(4, '0')}`, paper: 'acceptance-notice' as const, caseId: 'case-0003', stage: 'made' as const }))
  const busy = await draw(aDayAccount({ numbers }))
  expect(busy.pages).toBeGreaterThan(3)
  for (const { number } of numbers) expect(busy.text).toContain(number)
  const practice = sheetOf(aDayAccount({ server: { kind: 'practice' }, lines: [], numbers: [], waiting: [], closings: [], since: 0 }))
  expect([practice.watermark, practice.code?.payload.startsWith('YL-RJ0:')]).toEqual(['演练', true])
  const empty = await draw(aDayAccount({ lines: [], numbers: [], voidedEarlier: [], waiting: [], closings: [], since: 0, server: { kind: 'none' } }))
  for (const part of ['这一天没有录入', '这一天没有取号', '还没有结', '全部在本机等着']) expect(empty.text).toContain(part)
})
