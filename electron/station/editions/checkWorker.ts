import { parentPort, workerData } from 'node:worker_threads'
import { checkHere, type CheckJob } from './checkEdition.ts'

/** Entry of the worker that checks one edition. Bundled to `out/main/checkWorker.cjs`. */
const job: CheckJob = workerData
void checkHere(job, job.digest).then((outcome) => parentPort?.postMessage(outcome))
