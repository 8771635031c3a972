import type { Failure } from '../../../shared/contracts/ipc.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Cases } from '../cases.ts'
import type { InTurn } from '../turns.ts'
import { scansTurn } from './namedScans.ts'
import type { ScanFolder } from './scanFolder.ts'

export interface TidyPorts {
  readonly folder: ScanFolder
  readonly cases: Pick<Cases, 'state'>
  readonly inTurn: InTurn
  /** Records were lost or put back once: what nothing names may be named by what is missing. */
  readonly hasLostRecords: () => boolean
}

/**
 * After a start, case by case: removes the files of erased cases, and those that a broken-off command left without an
 * event. Where anything of the case is missing or not understood, its files stay.
 */
export interface ScanTidier {
  /** `true`: there is more to do. */
  step(): Promise<Result<boolean, Failure>>
  /** Now, because the case may have been erased. */
  tidy(id: string): Promise<Result<null, Failure>>
}

export function createScanTidier({ folder, cases, inTurn, hasLostRecords }: TidyPorts): ScanTidier {
  let waiting: string[] | null = null

  const tidy: ScanTidier['tidy'] = (id) =>
    inTurn(scansTurn(id), async () => {
      const broken = await folder.removeBroken(id)
      if (!broken.ok) return broken
      const found = await folder.list()
      if (!found.ok) return found
      const stored = found.value.filter(({ caseId }) => caseId === id)
      const state = stored.length === 0 ? null : await cases.state(id)
      if (state === null) return ok(null)
      // A case that is not known here may be known again.
      if (!state.ok) return state.failure.kind === 'unknown-case' ? ok(null) : state
      const { standing, missing, scans } = state.value
      if (standing.kind === 'erased') return folder.remove(stored)
      const isWhole = standing.kind === 'writable' && missing.length === 0 && !hasLostRecords()
      const namedHere = new Set(scans.map(({ digest }) => digest))
      return folder.remove(isWhole ? stored.filter(({ digest }) => !namedHere.has(digest)) : [])
    })

  return {
    tidy,
    step: async () => {
      if (waiting === null) {
        const found = await folder.cases()
        if (!found.ok) return found
        waiting = [...found.value]
      }
      const id = waiting.pop()
      if (id === undefined) return ok(false)
      const tidied = await tidy(id)
      return tidied.ok ? ok(waiting.length > 0) : tidied
    },
  }
}
