import { parentPort } from 'node:worker_threads'
import { readPlainPage } from './plainPage.ts'
import type { ReadJob, ReadJobDone } from './readingThread.ts'

/** Entry of the thread that reads pages of a feed. Bundled to `out/main/readingWorker.cjs`. */

const port = parentPort
if (port === null) throw new Error('the reading worker runs as a worker thread only')

async function answer({ id, documents }: ReadJob): Promise<ReadJobDone> {
  return { id, page: await readPlainPage(documents) }
}

port.on('message', async (job: ReadJob) => port.postMessage(await answer(job)))
