import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium } from 'playwright'
import { openPdfWriter } from '../../electron/station/documents/pdfWriter.ts'
import { findChromium } from '../../runtime/findChromium.mjs'
import type { Block, PageDescription } from '../../shared/output/page.ts'
import { aPaper } from '../builders/papers.ts'
import { bundleWorker, fontsDir } from '../fakes/builtDocuments.ts'
import { type Figure, median } from './measure.ts'

/** One notice of acceptance with its code, against Chromium's own print-to-PDF of the same text and tables in a page that stays open. */
export async function paperNext(): Promise<Figure> {
  const found = findChromium()
  if (!found.ok) throw new Error(found.problem)
  const paper = aPaper('acceptance-notice', { count: 3 })
  const draw = await openPdfWriter(fontsDir)
  const folder = mkdtempSync(join(tmpdir(), 'caravan-bench-'))
  const browser = await chromium.launch({ executablePath: found.path })
  try {
    const page = await browser.newPage()
    // From a file, so that it may load the same faces; they stay loaded, as ours stay parsed.
    const file = join(folder, 'notice.html')
    writeFileSync(file, writeHtml(paper))
    await page.goto(pathToFileURL(file).href)
    const body = await page.evaluate(() => document.fonts.ready.then((fonts) => ([...fonts].every(({ status }) => status === 'loaded') ? document.body.innerHTML : null)))
    if (body === null) throw new Error('Chromium did not load the faces')
    const print = async (): Promise<void> => {
      await page.evaluate((content) => { document.body.innerHTML = content }, body)
      await page.pdf({ format: 'A4' })
    }
    const samples = 40
    const times: [number[], number[]] = [[], []]
    for (let sample = -8; sample < samples; sample += 1) {
      for (const [at, call] of [() => draw([paper]), print].entries()) {
        const start = performance.now()
        await call()
        if (sample >= 0) times[at === 0 ? 0 : 1].push(performance.now() - start)
      }
    }
    const [value, against] = [median(times[0]), median(times[1])]
    return { id: 'paper-next', what: 'draw one 受理通知书 with its code; against: Chromium prints an equivalent page to PDF, page reused', unit: 'ms', value, against, ratio: value / against, limit: 0.2, samples }
  } finally {
    await browser.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Peak memory of a fresh process that does nothing but draw 100 notices in one job. */
export async function paperBatch(): Promise<Figure> {
  const bundle = await bundleWorker()
  try {
    const script = `
      const { Worker } = require('node:worker_threads')
      const worker = new Worker(process.argv[1], { workerData: { fontsDir: process.argv[2] } })
      let text = ''
      process.stdin.setEncoding('utf8').on('data', (chunk) => { text += chunk }).on('end', () => {
        worker.on('message', (answer) => { process.stdout.write(JSON.stringify({ kind: answer.kind, peak: process.resourceUsage().maxRSS })); process.exit() })
        worker.postMessage({ id: 1, kind: 'pdf', papers: JSON.parse(text) })
      })`
    const papers = Array.from({ length: 100 }, (_, index) => aPaper('acceptance-notice', { count: 3, basics: { number: `CVX01-7KQ2MA-${String(index + 1).padStart(4, '0')}` } }))
    const answer: unknown = JSON.parse(execFileSync(process.execPath, ['-e', script, bundle.workerFile, fontsDir], { input: JSON.stringify(papers), encoding: 'utf8', env: {} }))
    if (typeof answer !== 'object' || answer === null || !('peak' in answer) || typeof answer.peak !== 'number' || !('kind' in answer) || answer.kind !== 'pdf') throw new Error('the batch was not drawn')
    return { id: 'paper-batch', what: '100 notices drawn in one job by a fresh process: peak memory', unit: 'MB', value: answer.peak / 1024, against: null, ratio: null, limit: 300, samples: 1 }
  } finally {
    bundle.remove()
  }
}

/** The same text, tables and faces; what is blank there is blank here. */
function writeHtml(paper: PageDescription): string {
  const face = (name: string, file: string): string => `@font-face { font-family: ${name}; src: url(${pathToFileURL(join(fontsDir, file)).href}) }`
  return `<!doctype html><html lang="zh-CN"><style>
    ${face('Serif', 'NotoSerifSC-Bold.ttf')} ${face('Sans', 'NotoSansSC-Regular.ttf')} ${face('Kai', 'LXGWWenKai-Regular.ttf')}
    @page { margin: 20mm 23mm 19mm 25mm } body { font: 12pt/1.65 Sans, sans-serif; margin: 0 } h1 { font: 24pt Serif, serif; text-align: center }
    table { border-collapse: collapse; width: 100%; font: 11pt/1.35 Kai, sans-serif; margin: 3mm 0 } td, th { border: 0.5pt solid; padding: 2pt 5pt }
  </style>${paper.blocks.map(writeBlock).join('')}${paper.code === null ? '' : `<p>${paper.code.caption}</p>`}</html>`
}

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('\n', '<br>')
const row = (cells: readonly string[], tag = 'td'): string => `<tr>${cells.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('')}</tr>`

function writeBlock(block: Block): string {
  switch (block.kind) {
    case 'title': return `<h1>${escape(block.text)}</h1>`
    case 'paragraph': return `<p>${block.spans.map(({ text }) => escape(text)).join('')}</p>`
    case 'fields': return `<table>${block.rows.map(({ label, value }) => row([label, value])).join('')}</table>`
    case 'table': return `<table>${row(block.head, 'th')}${block.rows.map((cells) => row(cells)).join('')}</table>`
    case 'seal': return `<p>${escape(block.office)}<br>${escape(block.date)}</p>`
    case 'signature': return `<p>${escape(block.label)}：</p>`
    default: return ''
  }
}
