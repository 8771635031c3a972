import { parentPort } from 'node:worker_threads'
import { type CompiledPack, compilePack } from '../../../shared/domain/compilePack.ts'
import { parsePage } from './pageBytes.ts'
import { readContent } from './plainPage.ts'
import type { FromThread, ToThread } from './readingThread.ts'

/** Entry of the thread that reads pages of a feed. Bundled to `out/main/readingWorker.cjs`. */

const port = parentPort
if (port === null) throw new Error('the reading worker runs as a worker thread only')
const editions = new Map<string, CompiledPack>()

function say(message: FromThread, transferred: readonly ArrayBufferLike[] = []): void {
  port?.postMessage(message, transferred.filter((buffer) => buffer instanceof ArrayBuffer))
}

/** Nobody else waits for this thread. */
const holdBreath = (): null => null

port.on('message', async (message: ToThread) => {
  if (message.kind === 'edition') {
    editions.set(message.ref.digest, compilePack(message.pack, message.ref))
    return say({ kind: 'learned' })
  }
  const { id, bytes } = message
  const parsed = parsePage(bytes)
  if (!parsed.ok) return say({ kind: 'unreadable', id, failure: parsed.failure })
  say({ kind: 'head', id, head: parsed.value.head })
  const content = await readContent(parsed.value, editions, holdBreath)
  say({ kind: 'content', id, content }, [content.bodies.buffer])
})
// Whoever waits for it learns that by the end of this thread.
port.on('messageerror', (error) => {
  throw error
})
say({ kind: 'ready' })
