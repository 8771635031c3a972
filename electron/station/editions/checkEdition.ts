import { Worker } from 'node:worker_threads'
import type { EditionRefusal } from '../../../shared/contracts/editions.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { PackFolders } from '../packShelf.ts'

/** Reads an edition whole and runs its worked cases. `digest`: the one it has to have. */
export type CheckEdition = (folders: PackFolders, digest: string) => Promise<Result<null, EditionRefusal>>

export interface CheckJob extends PackFolders {
  readonly digest: string
}
/** A check reads every file and assesses every worked case: half a second. */
const timeLimitMs = 120_000

/** In a thread of its own for each check, so that nobody's typing waits for it. `workerFile`: the bundle. */
export function checkInWorker(workerFile: string): CheckEdition {
  return (folders, digest) =>
    new Promise((resolve) => {
      const job: CheckJob = { ...folders, digest }
      const thread = new Worker(workerFile, { workerData: job, resourceLimits: { maxOldGenerationSizeMb: 512 } })
      const settle = (outcome: Result<null, EditionRefusal>): void => {
        clearTimeout(watch)
        resolve(outcome)
        void thread.terminate()
      }
      const giveUp = (): void => settle(fail({ kind: 'not-checked' }))
      const watch = setTimeout(giveUp, timeLimitMs)
      thread.once('message', settle)
      thread.once('error', giveUp)
      thread.once('exit', giveUp)
    })
}

/** The check itself, in whatever thread it runs. */
export const checkHere: CheckEdition = async ({ packDir, overlayDirs }, digest) => {
  const { loadOverlay, loadPack } = await import('../packReading.ts')
  const refuse = (problems: readonly string[]): Result<null, EditionRefusal> => fail({ kind: 'faulty', problems: problems.slice(0, mostProblems).map((problem) => problem.slice(0, 400)) })
  const city = await loadPack(packDir)
  if (!city.ok) return refuse(city.failure.problems)
  let laid = city.value
  for (const dir of overlayDirs) {
    const next = await loadOverlay(laid, dir)
    if (!next.ok) return refuse(next.failure.problems.map((problem) => `${next.failure.name} ${problem}`))
    laid = next.value
  }
  return laid.ref.digest === digest ? ok(null) : fail({ kind: 'wrong-digest' })
}
const mostProblems = 50
