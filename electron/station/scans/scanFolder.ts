import { dirname, join } from 'node:path'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { replaceVerified, UnreliableDisk } from '../copiedFile.ts'
import { listIfThere } from '../copyPass.ts'
import { type DiskFailure, type Files, findFile, onDisk } from '../files.ts'
import { sha256 } from '../identity.ts'
import type { Sealer } from '../sealer.ts'

/**
 * The files of `<profile>/scans`, each `<case>.<SHA-256>`, sealed as its case: the same paper in two cases is two
 * files, so that one can be destroyed without the other. What the clerk called them stands in the events alone.
 */
export interface ScanFolder {
  list(): Promise<Result<readonly StoredScan[], DiskFailure>>
  /** Cases of which something lies here, be it a file whose writing broke off. */
  cases(): Promise<Result<readonly string[], DiskFailure>>
  /** Files of a case whose writing broke off; not while one is written. */
  removeBroken(caseId: string): Promise<Result<null, DiskFailure>>
  has(caseId: string, digest: string): Promise<Result<boolean, DiskFailure>>
  /** `null` for one that is not here, or not as it was stored. */
  read(caseId: string, digest: string): Promise<Result<Uint8Array | null, DiskFailure>>
  /** On the disk for sure, and read back; gives the digest. One that is here already is left. */
  put(caseId: string, bytes: Uint8Array): Promise<Result<string, DiskFailure>>
  remove(scans: readonly StoredScan[]): Promise<Result<null, DiskFailure>>
}
export interface StoredScan {
  readonly caseId: string
  readonly digest: string
}

export const scanFolderName = 'scans'
const fileForm = /^([0-9a-z-]{8,64})\.([0-9a-f]{64})$/
const brokenForm = /^([0-9a-z-]{8,64})\.[0-9a-f]{64}\.part$/
const fileName = ({ caseId, digest }: StoredScan): string => `${caseId}.${digest}`

export interface ScanFolderPorts {
  readonly profileDir: string
  readonly files: Files
  readonly sealer: Sealer
  /** Names of the files that are whole by now. */
  readonly onStored: (names: readonly string[]) => void
}

export function openScanFolder({ profileDir, files, sealer, onStored }: ScanFolderPorts): ScanFolder {
  const dir = join(profileDir, scanFolderName)
  const sealedFor = (caseId: string) => ({ stream: `case:${caseId}`, purpose: 'scan' as const })
  const pathOf = (scan: StoredScan): string => join(dir, fileName(scan))

  async function read(caseId: string, digest: string): Promise<Result<Uint8Array | null, DiskFailure>> {
    const found = await onDisk('scans', () => findFile(files, pathOf({ caseId, digest })))
    if (!found.ok) return found
    const bytes = found.value && (await sealer.open(found.value, sealedFor(caseId)))
    return ok(bytes && sha256(bytes) === digest ? bytes : null)
  }

  return {
    list: () =>
      onDisk('scans', async () =>
        (await listIfThere(files, dir)).flatMap((name) => {
          const [, caseId, digest] = fileForm.exec(name) ?? []
          return caseId === undefined || digest === undefined ? [] : [{ caseId, digest }]
        }),
      ),
    cases: () => onDisk('scans', async () => [...new Set((await listIfThere(files, dir)).flatMap((name) => (fileForm.exec(name) ?? brokenForm.exec(name))?.[1] ?? []))]),
    removeBroken: (caseId) =>
      onDisk('scans', async () => {
        for (const name of await listIfThere(files, dir)) if (brokenForm.exec(name)?.[1] === caseId) await files.remove(join(dir, name))
        return null
      }),
    has: async (caseId, digest) => {
      const there = await onDisk('scans', () => files.stat(pathOf({ caseId, digest })))
      return there.ok ? ok(true) : there.failure.problem === 'missing' ? ok(false) : there
    },
    read,
    put: async (caseId, bytes) => {
      const scan = { caseId, digest: sha256(bytes) }
      // One that was damaged on the disk is replaced.
      const there = await read(caseId, scan.digest)
      if (!there.ok) return there
      if (there.value) return ok(scan.digest)
      const stored = await onDisk('scans', async () => {
        await files.makeFolder(dir)
        await files.syncFolder(dirname(dir))
        await replaceVerified(files, pathOf(scan), await sealer.seal(bytes, sealedFor(caseId)))
      }).catch((error: unknown): Result<never, DiskFailure> => {
        if (error instanceof UnreliableDisk) return { ok: false, failure: { kind: 'disk', problem: 'other', place: 'scans' } }
        throw error
      })
      if (!stored.ok) return stored
      onStored([fileName(scan)])
      return ok(scan.digest)
    },
    remove: (scans) =>
      onDisk('scans', async () => {
        for (const scan of scans) await files.remove(pathOf(scan))
        if (scans.length > 0) await files.syncFolder(dir)
        return null
      }),
  }
}
