import { type ReadableStream, TransformStream } from 'node:stream/web'
import { Worker } from 'node:worker_threads'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { Pieces, SealProblem, StickCipher } from './cipher.ts'
import { type CipherAnswer, type CipherEnd, type CipherJob, feed } from './cipherJob.ts'

export interface CipherThreadOptions {
  /** `worker.ts`, bundled. */
  readonly workerFile: string
  /** 18 takes a second and 256 MB; less in tests. */
  readonly scryptLogN?: number
}

/** Encrypts in a worker thread of its own for each stream: a passphrase takes a second, in which intake goes on. */
export function createCipherThread({ workerFile, scryptLogN = 18 }: CipherThreadOptions): StickCipher {
  async function run(kind: CipherJob['kind'], passphrase: string, pieces: Pieces): Promise<Result<Pieces, SealProblem>> {
    const worker = new Worker(workerFile, { workerData: { scryptLogN } })
    const exit = new Promise<number>((resolve) => worker.once('exit', resolve))
    let isOver = false
    const crashed = new Promise<never>((_, reject) => {
      worker.once('error', reject)
      void exit.then((code) => isOver || reject(new Error(`the worker ended (${code})`)))
    })
    const over = exit.then((): never => {
      throw new Error('the worker has ended')
    })
    // Heard by whoever waits at that time.
    for (const end of [crashed, over]) end.catch(() => undefined)
    const answered = new Promise<CipherAnswer>((resolve) => {
      worker.on('message', (said: CipherAnswer | CipherEnd) => {
        if (said.kind === 'over') isOver = true
        else resolve(said)
      })
    })
    const [there, back] = [new TransformStream<Uint8Array, Uint8Array>(), new TransformStream<Uint8Array, Uint8Array>()]
    const job: CipherJob = { kind, passphrase, from: there.readable, to: back.writable }
    worker.postMessage(job, [job.from, job.to])
    void feed(pieces, there.writable, over)
    const answer = await Promise.race([answered, crashed])
    return answer.kind === 'begun' ? ok(endingWith(back.readable, crashed, () => worker.terminate())) : fail(answer)
  }
  return {
    seal: async (passphrase, plain) => {
      const sealed = await run('seal', passphrase, plain)
      if (!sealed.ok) throw new Error(`a stream was not sealed: ${sealed.failure.kind}`)
      return sealed.value
    },
    open: (passphrase, sealed) => run('open', passphrase, sealed),
  }
}

/** Whoever reads hears of it when the worker is gone, and ends it by reading no more. */
async function* endingWith(readable: ReadableStream<Uint8Array>, crashed: Promise<never>, end: () => Promise<unknown>): AsyncGenerator<Uint8Array> {
  const pieces = readable.values()
  let isEnded = false
  try {
    for (;;) {
      const piece = await Promise.race([pieces.next(), crashed])
      isEnded = piece.done === true
      if (piece.done === true) return
      yield piece.value
    }
  } finally {
    if (!isEnded) await end()
  }
}
