import { Worker } from 'node:worker_threads'
import type { Pack, PackRef } from '../../../shared/domain/pack.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { PageHead, Unreadable } from './pageBytes.ts'
import { createReader, type Edition, type PageContent, type PageReader, type ReadPage } from './plainPage.ts'

/** What the thread is told and says. */
export type ToThread = { readonly kind: 'page'; readonly id: number; readonly bytes: Uint8Array } | { readonly kind: 'edition'; readonly pack: Pack; readonly ref: PackRef }
export type FromThread =
  | { readonly kind: 'ready' }
  | { readonly kind: 'learned' }
  | { readonly kind: 'head'; readonly id: number; readonly head: PageHead }
  | { readonly kind: 'content'; readonly id: number; readonly content: PageContent }
  | { readonly kind: 'unreadable'; readonly id: number; readonly failure: Unreadable }

interface Waiting {
  readonly bytes: Uint8Array
  readonly settle: (page: Result<ReadPage, Unreadable> | Promise<Result<ReadPage, Unreadable>>) => void
  /** Once its head is known. */
  settleContent: ((content: PageContent | Promise<PageContent>) => void) | null
}

/** Pages come one behind the other; a thread that has had none for so long is ended. */
const idleMs = 30_000
/** A smaller page is read here sooner than a thread begins. */
const worthAThread = 128 << 10
/** Pages on their way at once; bytes of most of them. */
const [mostRooms, usualPage] = [6, 5 << 20]
/** Of new objects, MB: a page of some thousand events is read and thrown away without being copied to and fro. */
const youngHeapMb = 64

/**
 * Reads pages beside the main process, so that a first fill takes half the time and holds up no command. Until the
 * thread is ready, and where it ends by itself, pages are read here.
 */
export function startReadingThread(workerFile: string): PageReader {
  const here = createReader()
  const learned = new Map<string, Edition>()
  let thread: Worker | null = null
  let isReady = false
  /** Editions that the thread is still compiling. */
  let learning = 0
  let tellLearned = (): void => undefined
  let hasLearned: Promise<void> = Promise.resolve()
  let tellReady = (): void => undefined
  let readiness: Promise<void> = Promise.resolve()
  let idle: ReturnType<typeof setTimeout> | undefined
  let lastId = 0
  const waiting = new Map<number, Waiting>()
  /** Seen by both threads, so that a page is not copied, and used for one after the other. */
  const rooms: SharedArrayBuffer[] = []

  function tell(to: Worker, message: ToThread): void {
    to.postMessage(message)
    if (message.kind !== 'edition') return
    learning += 1
    if (learning > 1) return
    hasLearned = new Promise((settle) => {
      tellLearned = settle
    })
  }

  function begin(): void {
    const begun = new Worker(workerFile, { resourceLimits: { maxYoungGenerationSizeMb: youngHeapMb } })
    thread = begun
    isReady = false
    learning = 0
    readiness = new Promise((settle) => {
      tellReady = settle
    })
    begun.unref()
    begun.on('message', (message: FromThread) => hear(begun, message))
    begun.on('error', () => lose(begun))
    begun.on('exit', () => lose(begun))
    // Which page it was about can't be known.
    begun.on('messageerror', () => {
      lose(begun)
      void begun.terminate()
    })
    for (const { pack, ref } of learned.values()) tell(begun, { kind: 'edition', pack, ref })
    rest(begun)
  }

  function hear(begun: Worker, message: FromThread): void {
    if (message.kind === 'ready') {
      isReady = thread === begun
      return tellReady()
    }
    if (message.kind === 'learned') {
      if (thread === begun) learning -= 1
      if (learning === 0) tellLearned()
      return
    }
    const asked = waiting.get(message.id)
    if (message.kind === 'head') {
      const content = new Promise<PageContent>((settle) => asked && (asked.settleContent = settle))
      return asked?.settle(ok({ head: message.head, content }))
    }
    if (message.kind === 'unreadable') asked?.settle(fail(message.failure))
    else asked?.settleContent?.(message.content)
    waiting.delete(message.id)
    if (asked) leave(asked.bytes)
    if (waiting.size === 0) rest(begun)
  }

  function leave({ buffer }: Uint8Array): void {
    if (buffer instanceof SharedArrayBuffer && rooms.length < mostRooms) rooms.push(buffer)
  }

  /** It keeps no program alive, and is ended when nothing comes for long. */
  function rest(begun: Worker): void {
    begun.unref()
    clearTimeout(idle)
    idle = setTimeout(() => void end(), idleMs)
    idle.unref()
  }

  function lose(begun: Worker): void {
    if (thread !== begun) return
    thread = null
    isReady = false
    tellReady()
    tellLearned()
    for (const { bytes, settle, settleContent } of waiting.values()) {
      const read = here.read(bytes)
      if (settleContent) settleContent(read.then((again) => (again.ok ? again.value.content : Promise.reject(new Error('what was read can be read no more')))))
      else settle(read)
    }
    waiting.clear()
  }

  async function end(): Promise<void> {
    clearTimeout(idle)
    await thread?.terminate()
  }

  return {
    prepare: async () => {
      if (thread === null) begin()
      await Promise.all([readiness, hasLearned])
    },
    room: (bytes) => {
      if (thread === null || !isReady || bytes < worthAThread) return Buffer.allocUnsafe(bytes)
      const at = rooms.findIndex(({ byteLength }) => byteLength >= bytes)
      const [found = new SharedArrayBuffer(Math.max(bytes, usualPage))] = at < 0 ? [] : rooms.splice(at, 1)
      return Buffer.from(found)
    },
    read: (bytes) => {
      if (thread === null && bytes.length >= worthAThread) begin()
      // The first page is the one that somebody is waiting for; a small one does not wait behind an edition.
      if (thread === null || !isReady || (learning > 0 && bytes.length < worthAThread)) return here.read(bytes)
      clearTimeout(idle)
      const begun = thread
      return new Promise((settle) => {
        lastId += 1
        waiting.set(lastId, { bytes, settle, settleContent: null })
        begun.ref()
        tell(begun, { kind: 'page', id: lastId, bytes })
      })
    },
    learn: (edition) => {
      if (learned.has(edition.ref.digest)) return
      learned.set(edition.ref.digest, edition)
      here.learn(edition)
      if (thread) tell(thread, { kind: 'edition', pack: edition.pack, ref: edition.ref })
    },
    close: end,
  }
}
