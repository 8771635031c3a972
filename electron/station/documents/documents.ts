import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import { fail, ok } from '../../../shared/domain/result.ts'
import type { Documents } from '../ports.ts'
import type { RenderAnswer, RenderJob, WorkerSettings } from './renderJob.ts'

export interface DocumentsOptions {
  /** Directory with the three faces of `resources/fonts`. */
  readonly fontsDir: string
  /** The bundled worker, or `worker.ts` itself when run from source. */
  readonly workerFile: string
  /** A job that takes longer is given up and its worker ended. */
  readonly timeLimitMs?: number
}

type WithoutId<Job> = Job extends RenderJob ? Omit<Job, 'id'> : never
type JobInput = WithoutId<RenderJob>
type Outcome = RenderAnswer | { readonly kind: 'crashed'; readonly detail: string }

type RenderFailure = Extract<Failure, { kind: 'render-failed' }>

interface LiveWorker {
  readonly thread: Worker
  readonly waiting: Map<number, (outcome: Outcome) => void>
}

/**
 * Draws papers and workbooks in a worker thread, started at the first job. When it dies, the jobs it had fail with
 * `render-failed` and the next job starts a fresh one. An idle worker does not keep the process alive.
 */
export function startDocuments({ fontsDir, workerFile, timeLimitMs = 60_000 }: DocumentsOptions): Documents {
  let live: LiveWorker | undefined
  let lastId = 0
  let isClosed = false

  function start(): LiveWorker {
    const settings: WorkerSettings = { fontsDir }
    const entry = workerFile.endsWith('.ts') ? join(dirname(workerFile), 'sourceWorker.mjs') : workerFile
    const thread = new Worker(entry, { workerData: settings, resourceLimits: { maxOldGenerationSizeMb: 768 } })
    thread.unref()
    const started: LiveWorker = { thread, waiting: new Map() }
    const end = (detail: string): void => {
      if (live === started) live = undefined
      for (const settle of started.waiting.values()) settle({ kind: 'crashed', detail })
      started.waiting.clear()
    }
    thread.on('message', (answer: RenderAnswer) => {
      const settle = started.waiting.get(answer.id)
      started.waiting.delete(answer.id)
      if (started.waiting.size === 0) thread.unref()
      settle?.(answer)
    })
    thread.on('error', (error) => end('code' in error && typeof error.code === 'string' ? error.code : error.name))
    thread.on('exit', (code) => end(`worker ended (${code})`))
    return started
  }

  async function draw(input: JobInput): Promise<Outcome> {
    if (isClosed) return { kind: 'crashed', detail: 'closed' }
    live ??= start()
    const worker = live
    const id = (lastId += 1)
    const job: RenderJob = { id, ...input }
    return new Promise<Outcome>((resolve) => {
      const watch = setTimeout(() => {
        if (live === worker) live = undefined
        worker.waiting.get(id)?.({ kind: 'crashed', detail: `took longer than ${timeLimitMs} ms` })
        worker.waiting.delete(id)
        void worker.thread.terminate()
      }, timeLimitMs)
      worker.waiting.set(id, (outcome) => {
        clearTimeout(watch)
        resolve(outcome)
      })
      worker.thread.ref()
      worker.thread.postMessage(job)
    })
  }

  const unexpected = (outcome: Outcome): { readonly ok: false; readonly failure: RenderFailure } =>
    fail({ kind: 'render-failed', detail: outcome.kind === 'crashed' || outcome.kind === 'failed' ? outcome.detail : `unexpected answer ${outcome.kind}` })

  const drawPapers: Documents['renderBatch'] = async (papers) => {
    const outcome = await draw({ kind: 'pdf', papers })
    if (outcome.kind === 'pdf') return ok({ pdf: outcome.pdf, pages: outcome.pages })
    if (outcome.kind === 'missing-glyphs') return fail({ kind: 'missing-glyphs', characters: outcome.characters })
    return unexpected(outcome)
  }

  return {
    renderPdf: (page) => drawPapers([page]),
    renderBatch: (pages) => drawPapers(pages),
    async renderWorkbook(book) {
      const outcome = await draw({ kind: 'workbook', book })
      return outcome.kind === 'workbook' ? ok(outcome.bytes) : unexpected(outcome)
    },
    async close() {
      isClosed = true
      await live?.thread.terminate()
    },
  }
}
