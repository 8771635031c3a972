import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { digestOf } from '../../electron/station/paperContent.ts'
import type { PageDescription } from '../../shared/output/page.ts'
import { readPaperCode } from '../../shared/output/paperCode.ts'
import type { WordingKind } from '../../shared/output/paperPlaceholders.ts'
import { markReprint } from '../../shared/output/reprint.ts'
import { aPaper, type Content, textsOn, wordingKinds } from '../builders/papers.ts'
import { readCodes } from '../fakes/codeReader.ts'
import { readInfo, readText, readWordEdges, squeeze } from '../fakes/pdfTools.ts'
import { shippedDocuments } from '../fakes/shippedDocuments.ts'

const documents = shippedDocuments()

async function render(papers: readonly PageDescription[]): Promise<{ readonly pdf: Uint8Array; readonly pages: number }> {
  const result = await documents.renderBatch(papers)
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}

function withoutLast(text: string, edge: string): string {
  const at = text.lastIndexOf(edge)
  expect(at, edge).toBeGreaterThanOrEqual(0)
  return text.slice(0, at) + text.slice(at + edge.length)
}

/** Everything that stands on the paper stands in the PDF, as often as it does there, and nothing beyond the page. */
function expectWhole(page: PageDescription, pdf: Uint8Array, pages: number): void {
  const leaves = readText(pdf).split('\f').slice(0, pages).map(squeeze)
  const edges = [page.head.left, page.head.right, page.foot.left].map(squeeze)
  const all = leaves.map((leaf, index) => [...edges, `第${index + 1}页共${pages}页`].reduce(withoutLast, leaf)).join('')
  for (const part of new Set(textsOn(page.blocks).map(squeeze))) {
    if (all.includes(part)) continue
    // What goes on on the next page is interrupted there by the head of its table.
    const pieces = Array.from({ length: Math.ceil(part.length / 10) }, (_, at) => part.slice(at * 10, at * 10 + 10))
    expect(pages, part).toBeGreaterThan(1)
    expect(pieces.length, part).toBeGreaterThan(2)
    expect(pieces.filter((piece) => !all.includes(piece)).length, part).toBeLessThan(pages)
  }
  const width = page.orientation === 'portrait' ? 595.28 : 841.89
  for (const { word, left, right } of readWordEdges(pdf)) {
    if (page.watermark?.includes(word) === true || [...word].every((character) => page.watermark?.includes(character))) continue
    expect(left, word).toBeGreaterThan(60)
    expect(right, word).toBeLessThan(width - 60)
  }
}

const longName = '海峡两岸先进制造业协同创新示范园区二期标准化厂房及配套基础设施建设工程'
const contents: readonly (readonly [string, Partial<Content>])[] = [
  ['ordinary', {}],
  ['names of 60 characters', { text: longName.repeat(2).slice(0, 60) }],
  ['names of 200 characters', { text: longName.repeat(6).slice(0, 200), count: 2 }],
  ['one material', { count: 1 }],
  ['120 materials', { count: 120 }],
  ['nothing that could be left out', { isSparse: true, count: 2 }],
  ['rare characters', { text: '厦门龘𠮷㙍堃䶮𬭎㛃璟建设（集团）有限公司' }],
]

describe.each(wordingKinds)('%s', (kind) => {
  test.each(contents)('%s: what is read back is what was put in', async (_, content) => {
    const page = aPaper(kind, content)
    const { pdf, pages } = await render([page])
    expectWhole(page, pdf, pages)
    expect(readInfo(pdf).get('Pages')).toBe(String(pages))
  })

  test('practice and preview leave the text readable', async () => {
    for (const basics of [{ practice: true, number: '演练-CVX01-7KQ2MA-0123' }, { number: null }]) {
      const page = aPaper(kind, { basics: kind === 'comparison-sheet' ? { practice: basics.practice ?? false } : basics })
      const { pdf, pages } = await render([page])
      expectWhole(page, pdf, pages)
    }
  })

  test('characters that no face can draw are named', async () => {
    expect(await documents.renderPdf(aPaper(kind, { text: '开心😀公司' }))).toEqual({ ok: false, failure: { kind: 'missing-glyphs', characters: ['😀'] } })
  })
})

test('names of any characters come back as they are', async () => {
  const characters = fc.constantFrom(...'厦门市翔安区龘𠮷㙍堃·•一⼀见⾒ABCxyz０１２3456㎡①—（）《》“”'.split(/(?:)/u))
  await fc.assert(
    fc.asyncProperty(fc.array(characters, { minLength: 1, maxLength: 40 }), fc.constantFrom<WordingKind>('acceptance-notice', 'planning-permit'), async (name, kind) => {
      const text = name.join('')
      const { pdf } = await render([aPaper(kind, { text })])
      expect(squeeze(readText(pdf))).toContain(squeeze(text))
      // Without folding: two code points that share a glyph stay apart.
      expect(readText(pdf).replaceAll(/\s+/g, '')).toContain(text)
    }),
    { numRuns: 12 },
  )
})

describe('the code on a paper', () => {
  const numbered = wordingKinds.filter((kind) => kind !== 'comparison-sheet')

  test.each(numbered)('%s: read back at 150, 200 and 300 dots an inch', async (kind) => {
    // One page, so that the code is on the first.
    const page = aPaper(kind, { count: 1 })
    const { pdf } = await render([kind === 'commitment-letter' || kind === 'process-guide' ? { ...page, blocks: page.blocks.filter((block) => block.kind === 'title' || block.kind === 'seal') } : page])
    for (const dots of [150, 200, 300]) {
      const [text = '', ...more] = await readCodes(pdf, dots)
      expect(more).toEqual([])
      expect(readPaperCode(text), `${dots}`).toEqual({ ok: true, value: { number: page.number, digest: digestOf(page) } })
    }
  })

  test('a practice paper says so in its code', async () => {
    const page = aPaper('acceptance-notice', { basics: { practice: true, number: '演练-CVX01-7KQ2MA-0001' }, count: 1 })
    const [text = ''] = await readCodes((await render([page])).pdf, 200)
    expect(text).toMatch(/^XK0:YL-CVX01-7KQ2MA-0001:[0-9A-F]{32}$/)
    expect(readPaperCode(text)).toMatchObject({ value: { number: '演练-CVX01-7KQ2MA-0001' } })
  })

  test('a reprint says that it is one, and has the code of the first', async () => {
    const page = aPaper('acceptance-notice', { count: 1 })
    const { pdf } = await render([markReprint(page, 2, '2021-09-01')])
    expect(readText(pdf)).toContain('补打 第 2 次')
    expect(await readCodes(pdf, 200)).toEqual([page.code?.payload])
  })

  test('no code on a preview', async () => {
    expect(await readCodes((await render([aPaper('acceptance-notice', { basics: { number: null }, count: 1 })])).pdf, 200)).toEqual([])
  })
})

describe('many papers in one file', () => {
  test('each has its own pages, its own edges and its own watermark', async () => {
    const papers = [aPaper('process-guide', { count: 30 }), aPaper('planning-permit'), aPaper('acceptance-notice', { basics: { practice: true } })]
    const alone = await Promise.all(papers.map(async (page) => (await render([page])).pages))
    const { pdf, pages } = await render(papers)
    expect(pages).toBe(alone.reduce((sum, count) => sum + count, 0))
    const leaves = readText(pdf).split('\f').slice(0, pages).map(squeeze)
    const counts = alone.flatMap((count) => Array.from({ length: count }, (_, index) => `第${index + 1}页共${count}页`))
    expect(leaves.map((leaf) => /第\d+页共\d+页/.exec(leaf)?.[0])).toEqual(counts)
    expect(leaves.at(-1)).toMatch(/演练/)
    expect(leaves.slice(0, -1).join('')).not.toContain('演练')
  })

  test('a paper in a batch stands as it stands alone', async () => {
    const papers = [aPaper('refusal-notice'), aPaper('commitment-letter')]
    const together = readText((await render(papers)).pdf)
    const apart = await Promise.all(papers.map(async (page) => readText((await render([page])).pdf)))
    expect(together).toBe(apart.join(''))
  })

  test('characters that are missing anywhere stop the whole batch, all named', async () => {
    const papers = [aPaper('refusal-notice'), aPaper('refusal-notice', { text: '甲😀' }), aPaper('refusal-notice', { text: '乙🚧' })]
    expect(await documents.renderBatch(papers)).toEqual({ ok: false, failure: { kind: 'missing-glyphs', characters: ['😀', '🚧'] } })
  })
})
