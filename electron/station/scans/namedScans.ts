import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { Cases } from '../cases.ts'
import type { ScanFile } from './scanCarrier.ts'

/** The files that the events of each case name and nobody has retracted; remembered, because they are asked for often. */
export interface NamedScans {
  of(id: string): Promise<Result<readonly ScanFile[], Failure>>
  /** The cases have changed. */
  forget(ids: readonly string[]): void
}

export function createNamedScans(cases: Pick<Cases, 'state'>): NamedScans {
  const known = new Map<string, readonly ScanFile[]>()
  /** Counted so that what was read while something changed is not remembered. */
  let changes = 0
  return {
    of: async (id) => {
      const remembered = known.get(id)
      if (remembered) return ok(remembered)
      const before = changes
      const state = await cases.state(id)
      if (!state.ok) return state
      const files = filesOf(state.value)
      if (before === changes) known.set(id, files)
      return ok(files)
    },
    forget: (ids) => {
      changes += 1
      for (const id of ids) known.delete(id)
    },
  }
}

function filesOf({ scans }: CaseState): readonly ScanFile[] {
  const living = scans.filter(({ retracted }) => !retracted)
  return [...new Map(living.map(({ digest, bytes }) => [digest, { digest, bytes }])).values()]
}

/** Nothing of a case's files is removed between a file and its event. */
export const scansTurn = (id: string): string => `scans:${id}`
