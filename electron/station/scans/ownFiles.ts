import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import type { CaseState } from '../../../shared/domain/events.ts'
import type { Cases } from '../cases.ts'
import type { DiskFailure } from '../files.ts'
import { caseOfStream } from '../recordEvents.ts'
import type { OwnFiles } from '../sync/fileExchange.ts'
import type { OwnFile } from '../sync/sendFiles.ts'
import type { InTurn } from '../turns.ts'
import { type NamedScans, scansTurn } from './namedScans.ts'
import type { ScanFolder } from './scanFolder.ts'

export interface OwnFilesPorts {
  readonly folder: Pick<ScanFolder, 'list' | 'read' | 'remove'>
  readonly named: NamedScans
  readonly cases: Pick<Cases, 'state'>
  readonly inTurn: InTurn
  /** Bytes that the folder may take now. */
  readonly mostBytes: () => number
  /** Where the files of a case are has changed. */
  readonly changed: (id: string) => void
}

/** With ample room a year of a busy counter; less when the disk fills, and then only what somebody wants to look at. */
export const mostScanBytes = { ample: 4_000_000_000, early: 1_000_000_000, stop: 0 } as const

/** What is sent and what may be given up: only what events name, and nothing that a server has not confirmed. */
export function createOwnFiles({ folder, named, cases, inTurn, mostBytes, changed }: OwnFilesPorts): OwnFiles {
  async function list(): Promise<Result<readonly OwnFile[], DiskFailure>> {
    const stored = await folder.list()
    if (!stored.ok) return stored
    const files: OwnFile[] = []
    for (const { caseId, digest } of stored.value) {
      const scans = await named.of(caseId)
      // A case that can't be read now is looked at again.
      const file = scans.ok ? scans.value.find((scan) => scan.digest === digest) : undefined
      if (file) files.push({ stream: `case:${caseId}`, ...file })
    }
    return ok(files)
  }

  async function inOrderOfUse(files: readonly OwnFile[]): Promise<readonly OwnFile[]> {
    const used: { readonly file: OwnFile; readonly isOpen: boolean; readonly at: string }[] = []
    for (const file of files) {
      const state = await cases.state(caseOfStream(file.stream) ?? '')
      if (state.ok) used.push({ file, isOpen: isOpen(state.value), at: state.value.updatedAt })
    }
    return used.toSorted((one, other) => Number(one.isOpen) - Number(other.isOpen) || Date.parse(one.at) - Date.parse(other.at)).map(({ file }) => file)
  }

  const read: OwnFiles['read'] = (stream, digest) => folder.read(caseOfStream(stream) ?? '', digest)

  async function giveUp(file: OwnFile, isAtServer: Parameters<OwnFiles['makeRoom']>[1]): Promise<Result<boolean, ServerFailure | DiskFailure>> {
    const caseId = caseOfStream(file.stream) ?? ''
    return inTurn(scansTurn(caseId), async () => {
      const bytes = await read(file.stream, file.digest)
      if (!bytes.ok) return bytes
      const isSafe = bytes.value ? await isAtServer(file, bytes.value) : ok(false)
      if (!isSafe.ok) return fail(isSafe.failure)
      if (!isSafe.value) return ok(false)
      const removed = await folder.remove([{ caseId, digest: file.digest }])
      changed(caseId)
      return removed.ok ? ok(true) : removed
    })
  }

  return {
    list,
    read,
    makeRoom: async (isConfirmed, isAtServer) => {
      const all = await list()
      if (!all.ok) return all
      let over = all.value.reduce((sum, { bytes }) => sum + bytes, 0) - mostBytes()
      if (over <= 0) return ok(null)
      for (const file of await inOrderOfUse(all.value.filter(isConfirmed))) {
        if (over <= 0) break
        const given = await giveUp(file, isAtServer)
        if (!given.ok) return given
        if (given.value) over -= file.bytes
      }
      return ok(null)
    },
  }
}

const isOpen = ({ status }: CaseState): boolean => status.kind === 'contested' || !['closed', 'refused', 'withdrawn'].includes(status.status)
