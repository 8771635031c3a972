import { parentPort, workerData } from 'node:worker_threads'
import { createAgeCipher } from './ageCipher.ts'
import { type CipherAnswer, type CipherEnd, type CipherJob, feed } from './cipherJob.ts'

/** Entry of the worker that encrypts or decrypts one stream and ends. Bundled to `out/main/stickWorker.cjs`. */

const port = parentPort
if (port === null) throw new Error('the stick worker runs as a worker thread only')
const settings: { readonly scryptLogN: number } = workerData
const cipher = createAgeCipher(settings)
const answer = (said: CipherAnswer | CipherEnd): void => port.postMessage(said)

port.once('message', (job: CipherJob) => {
  void work(job)
    .then(() => answer({ kind: 'over' }))
    .finally(() => port.close())
})

async function work({ kind, passphrase, from, to }: CipherJob): Promise<void> {
  if (kind === 'seal') {
    const sealed = await cipher.seal(passphrase, from)
    answer({ kind: 'begun' })
    return feed(sealed, to)
  }
  const opened = await cipher.open(passphrase, from)
  if (!opened.ok) return answer(opened.failure)
  answer({ kind: 'begun' })
  return feed(opened.value, to)
}
