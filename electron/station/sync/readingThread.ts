import { Worker } from 'node:worker_threads'
import { type PageReader, type PlainPage, readPlainPage } from './plainPage.ts'

/** What the thread is asked and answers. */
export interface ReadJob {
  readonly id: number
  readonly documents: readonly unknown[]
}
export interface ReadJobDone {
  readonly id: number
  readonly page: PlainPage
}
interface Waiting {
  readonly documents: readonly unknown[]
  readonly settle: (page: Promise<PlainPage>) => void
}

/** Pages come one behind the other; a thread that has had none for so long is ended. */
const idleMs = 30_000
/** Of new objects, MB: a page of some thousand events is read and thrown away without being copied to and fro. */
const youngHeapMb = 64

/**
 * Reads pages beside the main process, so that a first fill takes half the time and holds up no command. Begun at the
 * first page, which is read here; where it ends by itself, what it had is read here as well.
 */
export function startReadingThread(workerFile: string): PageReader {
  let thread: Worker | null = null
  let idle: ReturnType<typeof setTimeout> | undefined
  let lastId = 0
  const waiting = new Map<number, Waiting>()

  function begin(): Worker {
    const begun = new Worker(workerFile, { resourceLimits: { maxYoungGenerationSizeMb: youngHeapMb } })
    begun.unref()
    const lose = (): void => {
      if (thread !== begun) return
      thread = null
      for (const { documents, settle } of waiting.values()) settle(readPlainPage(documents))
      waiting.clear()
    }
    begun.on('message', ({ id, page }: ReadJobDone) => {
      waiting.get(id)?.settle(Promise.resolve(page))
      waiting.delete(id)
      if (waiting.size > 0) return
      begun.unref()
      idle = setTimeout(() => void end(), idleMs)
      idle.unref()
    })
    begun.on('error', lose)
    begun.on('exit', lose)
    return begun
  }

  async function end(): Promise<void> {
    clearTimeout(idle)
    await thread?.terminate()
  }

  return {
    read: (documents) => {
      clearTimeout(idle)
      if (thread === null) {
        // It needs a moment to begin, and the first page is the one that somebody is waiting for.
        thread = begin()
        idle = setTimeout(() => void end(), idleMs)
        idle.unref()
        return readPlainPage(documents)
      }
      const begun = thread
      return new Promise((settle) => {
        lastId += 1
        waiting.set(lastId, { documents, settle })
        begun.ref()
        const job: ReadJob = { id: lastId, documents }
        begun.postMessage(job)
      })
    },
    close: end,
  }
}
