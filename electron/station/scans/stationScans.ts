import { join } from 'node:path'
import type { AnswerOf, Failure, RequestOf } from '../../../shared/contracts/ipc.ts'
import type { ScanAnswers } from '../../../shared/contracts/scans.ts'
import type { Result } from '../../../shared/domain/result.ts'
import type { Cases } from '../cases.ts'
import type { Files } from '../files.ts'
import { caseOfStream } from '../recordEvents.ts'
import type { Sealer } from '../sealer.ts'
import type { Actor } from '../session.ts'
import type { OwnFiles } from '../sync/fileExchange.ts'
import type { InTurn } from '../turns.ts'
import { createNamedScans } from './namedScans.ts'
import { createOwnFiles } from './ownFiles.ts'
import { createScanCarrier, type ScanCarrier } from './scanCarrier.ts'
import { openScanFolder, scanFolderName } from './scanFolder.ts'
import { createScans, type FileServer } from './scans.ts'
import { createScanTidier } from './tidyScans.ts'

/** The scans of one profile. */
export interface StationScans {
  readonly handlers: { readonly [C in keyof ScanAnswers]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }
  readonly carrier: ScanCarrier
  readonly own: OwnFiles
  /** Where a file of this stream is has changed. */
  moved(stream: string): void
  /** Events of these cases came from elsewhere, or they were erased: then their files are destroyed. */
  changed(caseIds: readonly string[]): Promise<void>
  /** The profile is about to be closed: nothing is fetched any more. */
  leave(): void
  /** A piece of the tidying after a start; `true`: there is more to do. */
  tidy(): Promise<Result<boolean, Failure>>
}
export interface StationScansPorts {
  readonly profileDir: string
  readonly files: Files
  readonly sealer: Sealer
  readonly cases: Pick<Cases, 'state' | 'change'>
  readonly inTurn: InTurn
  readonly asActor: <T>(work: (actor: Actor) => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>
  /** `null` where none is set. */
  readonly server: () => FileServer | null
  /** Bytes that the files may take now. */
  readonly mostBytes: () => number
  readonly hasLostRecords: () => boolean
  readonly isErased: (caseId: string) => boolean
  /** Paths below the profile of files that are whole by now. */
  readonly onStored: (paths: readonly string[]) => void
  /** Where the files of a case are has changed. */
  readonly changed: (caseId: string) => void
}

export function openStationScans({ asActor, isErased, onStored, ...ports }: StationScansPorts): StationScans {
  const folder = openScanFolder({ ...ports, onStored: (names) => onStored(names.map((name) => join(scanFolderName, name))) })
  const named = createNamedScans(ports.cases)
  const scans = createScans({ ...ports, folder, named })
  const tidier = createScanTidier({ ...ports, folder })
  return {
    carrier: createScanCarrier({ ...ports, folder, named }),
    own: createOwnFiles({ ...ports, folder, named }),
    moved: (stream) => ports.changed(caseOfStream(stream) ?? ''),
    handlers: {
      'scan:add': ({ caseId, label, of, bytes }) => asActor((actor) => scans.add(caseId, label, of, bytes, actor)),
      'scan:retract': ({ caseId, scan }) => asActor((actor) => scans.retract(caseId, scan, actor)),
      'scan:addAgain': ({ caseId, scan }) => asActor((actor) => scans.addAgain(caseId, scan, actor)),
      'scan:places': ({ caseId }) => scans.places(caseId),
      'scan:open': ({ caseId, digest }) => scans.open(caseId, digest),
      'scan:stop': ({ caseId, digest }) => {
        scans.stop(caseId, digest)
        return Promise.resolve(null)
      },
    },
    changed: async (caseIds) => {
      named.forget(caseIds)
      // What the disk does not let go now is destroyed after the next start.
      for (const id of caseIds) if (isErased(id)) await tidier.tidy(id)
    },
    leave: scans.leave,
    tidy: tidier.step,
  }
}
