import { parentPort, workerData } from 'node:worker_threads'
import { openPdfWriter } from './pdfWriter.ts'
import type { PdfWriter } from './pdfWriter.ts'
import type { RenderAnswer, RenderJob, WorkerSettings } from './renderJob.ts'
import { writeWorkbook } from './workbookWriter.ts'

/** Entry of the documents worker: draws one job after the other. Bundled to `out/main/documentsWorker.cjs`. */

const port = parentPort
if (port === null) throw new Error('the documents worker runs as a worker thread only')
const { fontsDir }: WorkerSettings = workerData

let pdfWriter: Promise<PdfWriter> | undefined
let queue: Promise<void> = Promise.resolve()

port.on('message', (job: RenderJob) => {
  // One at a time: documents share the parsed faces and their glyphs.
  queue = queue.then(async () => {
    const answer = await draw(job).catch((error: unknown): RenderAnswer => ({ id: job.id, kind: 'failed', detail: describe(error) }))
    port.postMessage(answer)
  })
})

async function draw(job: RenderJob): Promise<RenderAnswer> {
  if (job.kind === 'workbook') return { id: job.id, kind: 'workbook', bytes: await writeWorkbook(job.book) }
  pdfWriter ??= openPdfWriter(fontsDir)
  // Fonts that could not be read this time may be there the next time.
  pdfWriter.catch(() => { pdfWriter = undefined })
  const outcome = await (await pdfWriter)(job.papers)
  return outcome.kind === 'drawn'
    ? { id: job.id, kind: 'pdf', pdf: outcome.pdf, pages: outcome.pages }
    : { id: job.id, kind: 'missing-glyphs', characters: outcome.characters }
}

/** `ENOENT open` or `TypeError at pageLayout.ts:12:3`: enough to find the bug, nothing of the paper's content. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  if ('code' in error && typeof error.code === 'string') return `${error.name} ${error.code}`
  const place = /[^/\\()\s]+:\d+:\d+/.exec(error.stack?.split('\n').find((line) => line.trimStart().startsWith('at ')) ?? '')?.[0]
  return place === undefined ? error.name : `${error.name} at ${place}`
}
