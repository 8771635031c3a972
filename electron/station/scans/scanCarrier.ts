import type { Failure } from '../../../shared/contracts/ipc.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { judgeScanBytes } from '../../../shared/domain/scans.ts'
import type { DiskFailure } from '../files.ts'
import { sha256 } from '../identity.ts'
import { caseOfStream } from '../recordEvents.ts'
import type { InTurn } from '../turns.ts'
import { type NamedScans, scansTurn } from './namedScans.ts'
import type { ScanFolder } from './scanFolder.ts'

/** What carries the files of scans elsewhere and back, beside the events: a server, a stick. */
export interface ScanCarrier {
  /** Files that the events of a stream name and nobody has retracted; none for what is no case or not here. */
  digestsOf(stream: string): Promise<Result<readonly ScanFile[], Failure>>
  /** The file is here. */
  has(stream: string, digest: string): Promise<Result<boolean, DiskFailure>>
  /** `null` for a file that is not here. */
  read(stream: string, digest: string): Promise<Result<Uint8Array | null, DiskFailure>>
  /** Stores a file that came from elsewhere, once its events are here; nothing is stored where these are not its bytes. */
  take(stream: string, digest: string, bytes: Uint8Array): Promise<Result<'stored' | 'wrong-bytes' | 'not-named', Failure>>
}
export interface ScanFile {
  readonly digest: string
  readonly bytes: number
}

export interface ScanCarrierPorts {
  readonly folder: ScanFolder
  readonly named: NamedScans
  readonly inTurn: InTurn
  /** Where the files of a case are has changed. */
  readonly changed: (id: string) => void
}

export function createScanCarrier({ folder, named, inTurn, changed }: ScanCarrierPorts): ScanCarrier {
  async function namedIn(stream: string): Promise<Result<readonly ScanFile[], Failure>> {
    const id = caseOfStream(stream)
    if (id === null) return ok([])
    const files = await named.of(id)
    return files.ok || files.failure.kind !== 'unknown-case' ? files : ok([])
  }
  return {
    digestsOf: namedIn,
    has: (stream, digest) => folder.has(caseOfStream(stream) ?? '', digest),
    read: (stream, digest) => folder.read(caseOfStream(stream) ?? '', digest),
    take: (stream, digest, bytes) => {
      const id = caseOfStream(stream) ?? ''
      return inTurn(scansTurn(id), async () => {
        const files = await namedIn(stream)
        if (!files.ok) return files
        if (!files.value.some((file) => file.digest === digest)) return ok('not-named')
        if (sha256(bytes) !== digest || judgeScanBytes(bytes).kind === 'refused') return ok('wrong-bytes')
        const stored = await folder.put(id, bytes)
        if (!stored.ok) return stored
        changed(id)
        return ok('stored')
      })
    },
  }
}
