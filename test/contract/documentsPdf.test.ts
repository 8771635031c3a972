import { createHash } from 'node:crypto'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startDocuments } from '../../electron/station/documents/documents.ts'
import type { Documents } from '../../electron/station/ports.ts'
import type { AcceptanceNoticeInput } from '../../shared/output/acceptanceNotice.ts'
import { acceptanceNotice } from '../../shared/output/acceptanceNotice.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import { aNotice, anItem } from '../builders/notice.ts'
import { fontsDir, workerSource } from '../fakes/builtDocuments.ts'
import { readFonts, readInfo, readText, readWordEdges, squeeze } from '../fakes/pdfTools.ts'
import { shippedDocuments } from '../fakes/shippedDocuments.ts'
import { textsOn } from '../builders/papers.ts'

/** Text as compared: canonical forms of code points that share a glyph, without blanks and line ends. */
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
const draw = (changes: Partial<AcceptanceNoticeInput> = {}): PageDescription => acceptanceNotice(aNotice(changes))

async function render(documents: Pick<Documents, 'renderPdf'>, page: PageDescription): Promise<{ readonly pdf: Uint8Array; readonly pages: number }> {
  const result = await documents.renderPdf(page)
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}

const documents = shippedDocuments()

describe('a notice as PDF', () => {
  test('says what the page description says, once printed and read back', async () => {
    const page = draw()
    const { pdf, pages } = await render(documents, page)
    const info = readInfo(pdf)
    const read = squeeze(readText(pdf))
    let from = 0
    for (const part of textsOn(page.blocks)) {
      const at = read.indexOf(squeeze(part), from)
      expect(at, `${part} in ${read.slice(from)}`).toBeGreaterThanOrEqual(0)
      from = at + squeeze(part).length
    }
    expect(read).toContain('第1页共1页')
    expect(pages).toBe(1)
    expect(info.get('Title')).toBe('受理通知书 CVX01-7KQ2MA-0123')
    expect(info.get('Page size')).toContain('A4')
    expect(Buffer.from(pdf).toString('latin1')).toMatch(/\/Lang \(zh-CN\)|\/Lang \(\xfe\xff\x00z\x00h\x00-\x00C\x00N\)/)
  })

  test('carries its fonts, as subsets with their characters, and nothing else', async () => {
    const { pdf } = await render(documents, draw())
    const fonts = readFonts(pdf)
    expect(fonts.map((font) => font.name.replace(/^[A-Z]{6}\+/, '')).sort()).toEqual(['LXGWWenKai-Regular', 'NotoSansSC-Regular', 'NotoSerifSC-Bold'])
    for (const font of fonts) expect(font).toMatchObject({ isEmbedded: true, isSubset: true, hasUnicode: true })
    expect(pdf.length).toBeLessThan(150_000)
  })

  test('is the same to the byte whenever and after whatever it is drawn', async () => {
    const page = draw()
    const first = sha256((await render(documents, page)).pdf)
    // · and • share a glyph: drawn before it, or at the same time, another paper must leave no trace.
    const other = draw({ packLabel: '厦建改办〔2021〕2号 • 1.0.0' })
    const fresh = startDocuments({ fontsDir, workerFile: documents.bundle.workerFile })
    const [, beside] = await Promise.all([render(fresh, other), render(fresh, page)])
    expect(sha256(beside.pdf)).toBe(first)
    await render(fresh, other)
    expect(sha256((await render(fresh, page)).pdf)).toBe(first)
    await fresh.close()
  })

  test('draws rare characters of names with a face that has them', async () => {
    const name = '厦门龘𠮷㙍堃䶮𬭎㛃璟有限公司'
    const { pdf } = await render(documents, draw({ applicant: { ...aNotice().applicant, name } }))
    expect(squeeze(readText(pdf))).toContain(squeeze(`${name}：`))
  })

  test('draws all 6,763 ideographs of GB 2312 in every face, and they are read back as they were', async () => {
    const decode = new TextDecoder('gb18030')
    const cells = Array.from({ length: 0xf8 - 0xb0 }, (_, row) => Array.from({ length: 94 }, (__, cell) => decode.decode(Uint8Array.of(0xb0 + row, 0xa1 + cell))))
    const all = cells.flat().filter((character) => /^\p{Script=Han}$/u.test(character)).slice(0, 6763).join('')
    const { pdf } = await render(documents, {
      ...draw(),
      head: { left: '', right: '' },
      foot: { left: '' },
      blocks: [
        { kind: 'paragraph', spans: [{ text: all, bold: true }] },
        { kind: 'paragraph', spans: [{ text: all }] },
        { kind: 'paragraph', spans: [{ text: all, filled: true }] },
      ],
    })
    const read = squeeze(readText(pdf).replaceAll(/^第 \d+ 页 共 \d+ 页$/gm, ''))
    // Compared as lengths and rests, because a difference of twenty thousand characters helps nobody.
    expect([...all]).toHaveLength(6763)
    expect(read.split(squeeze(all)).map((rest) => rest.slice(0, 20))).toEqual(['', '', '', ''])
  })

  test('keeps decomposed letters and leaves invisible characters off', async () => {
    const { pdf } = await render(documents, draw({ applicant: { ...aNotice().applicant, name: 'Cafe\u0301\u200b 买买提·吐\u202e尔逊' } }))
    expect(squeeze(readText(pdf))).toContain(squeeze('Café买买提·吐尔逊：'))
  })

  test('refuses characters that no face can draw, naming each', async () => {
    const result = await documents.renderPdf(draw({ applicant: { ...aNotice().applicant, name: '开心😀公司', agent: 'ئۇيغۇر' }, project: { ...aNotice().project, name: '\ue123号楼' } }))
    expect(result).toMatchObject({ ok: false, failure: { kind: 'missing-glyphs' } })
    if (result.ok || result.failure.kind !== 'missing-glyphs') return
    expect(result.failure.characters).toEqual(expect.arrayContaining(['😀', '\ue123', 'ئ']))
    expect(new Set(result.failure.characters).size).toBe(result.failure.characters.length)
  })

  test.each([
    ['200 Chinese characters', '海峡两岸先进制造业协同创新示范园区（二期）标准化厂房及配套基础设施'.repeat(7).slice(0, 200)],
    ['200 letters without a blank', 'W'.repeat(200)],
    ['200 rare characters', '龘𠮷'.repeat(100)],
  ])('a project name of %s stays inside the page', async (_, name) => {
    const { pdf } = await render(documents, draw({ project: { ...aNotice().project, name, address: name }, applicant: { ...aNotice().applicant, name } }))
    const edges = readWordEdges(pdf)
    expect(edges.length).toBeGreaterThan(50)
    for (const edge of edges) {
      expect(edge.left, edge.word).toBeGreaterThan(70)
      expect(edge.right, edge.word).toBeLessThan(595.28 - 64)
    }
    // In the sentence, the address and twice as the project's and applicant's name; once more as the one addressed.
    expect(squeeze(readText(pdf)).split(squeeze(name))).toHaveLength(5 + 1)
  })

  test('a long table goes on with its head on every page and every row in one piece', async () => {
    const items = Array.from({ length: 60 }, (_, index) => anItem({ name: `第${index + 1}项审批事项`, disposition: 'merged', mergedInto: '建筑工程施工许可证核发' }))
    const { pdf, pages } = await render(documents, draw({ items }))
    const text = readText(pdf)
    expect(pages).toBeGreaterThanOrEqual(3)
    expect(readInfo(pdf).get('Pages')).toBe(String(pages))
    const leaves = text.split('\f').slice(0, pages)
    for (const leaf of leaves.slice(0, -1)) expect(squeeze(leaf)).toContain('受理事项')
    leaves.forEach((leaf, index) => expect(squeeze(leaf)).toContain(`第${index + 1}页共${pages}页`))
    for (let index = 1; index <= 60; index += 1) expect(squeeze(text)).toContain(`第${index}项审批事项`)
  })

  test('the seal never stands on a page without text', async () => {
    for (let count = 1; count <= 26; count += 1) {
      const { pdf } = await render(documents, draw({ items: Array.from({ length: count }, () => anItem()) }))
      const sealed = readText(pdf).split('\f').find((leaf) => squeeze(leaf).includes('(印章)'))
      expect(squeeze(sealed ?? '')).toContain('四、本通知书一式两份')
    }
  })

  test('practice is written across every page', async () => {
    const items = Array.from({ length: 30 }, () => anItem())
    const { pdf, pages } = await render(documents, draw({ practice: true, items }))
    const large = readWordEdges(pdf).filter((edge) => edge.bottom - edge.top > 100 || edge.right - edge.left > 100)
    expect(new Set(large.filter((edge) => /[演练]/.test(edge.word)).map((edge) => edge.page)).size).toBe(pages)
  })

  test('papers asked for at the same time all come out right', async () => {
    const names = ['甲公司', '乙公司', '丙公司', '丁公司']
    const drawn = await Promise.all(names.map((name) => render(documents, draw({ applicant: { ...aNotice().applicant, name } }))))
    drawn.forEach(({ pdf }, index) => expect(squeeze(readText(pdf))).toContain(`${names[index]}:`))
  })
})

describe('the worker', () => {
  /** One that does this with its first paper, leaves a marker, and is as it should be the next time. */
  function failingOnce(name: string, does: string): { readonly marker: string; readonly workerFile: string } {
    const marker = join(documents.bundle.dir, name)
    const workerFile = join(documents.bundle.dir, `${name}Once.cjs`)
    writeFileSync(
      workerFile,
      `const fs = require('node:fs')
       if (fs.existsSync(${JSON.stringify(marker)})) require(${JSON.stringify(documents.bundle.workerFile)})
       else require('node:worker_threads').parentPort.once('message', () => { fs.writeFileSync(${JSON.stringify(marker)}, ''); ${does} })`,
    )
    return { marker, workerFile }
  }

  test('draws the same paper from its source as from its bundle', async () => {
    const fromSource = startDocuments({ fontsDir, workerFile: workerSource })
    const page = draw()
    expect(sha256((await render(fromSource, page)).pdf)).toBe(sha256((await render(documents, page)).pdf))
    await fromSource.close()
  })

  test('fonts that are not there fail the paper and name no place', async () => {
    const fontless = startDocuments({ fontsDir: '/nowhere/张三', workerFile: documents.bundle.workerFile })
    const result = await fontless.renderPdf(draw())
    expect(result).toEqual({ ok: false, failure: { kind: 'render-failed', detail: 'Error ENOENT' } })
    await fontless.close()
  })

  test('a file that is no worker fails the paper', async () => {
    const broken = startDocuments({ fontsDir, workerFile: '/nowhere/worker.cjs' })
    expect(await broken.renderPdf(draw())).toMatchObject({ ok: false, failure: { kind: 'render-failed' } })
    await broken.close()
  })

  test('a worker that dies fails the papers it had, and the next paper starts a fresh one', async () => {
    const { marker, workerFile } = failingOnce('died', 'process.exit(7)')
    const shaky = startDocuments({ fontsDir, workerFile })
    const results = await Promise.all([shaky.renderPdf(draw()), shaky.renderPdf(draw())])
    expect(results.map((result) => !result.ok && result.failure.kind)).toEqual(['render-failed', 'render-failed'])
    expect(existsSync(marker)).toBe(true)
    expect((await shaky.renderPdf(draw())).ok).toBe(true)
    await shaky.close()
  })

  test('a job that never ends is given up, and so is its worker', async () => {
    const { workerFile } = failingOnce('hung', 'for (;;);')
    const slow = startDocuments({ fontsDir, workerFile, timeLimitMs: 6_000 })
    expect(await slow.renderPdf(draw())).toEqual({ ok: false, failure: { kind: 'render-failed', detail: 'took longer than 6000 ms' } })
    expect((await slow.renderPdf(draw())).ok).toBe(true)
    await slow.close()
  })

  test('after the end no paper is drawn', async () => {
    const closed = startDocuments({ fontsDir, workerFile: documents.bundle.workerFile })
    await closed.close()
    expect(await closed.renderPdf(draw())).toEqual({ ok: false, failure: { kind: 'render-failed', detail: 'closed' } })
  })
})
