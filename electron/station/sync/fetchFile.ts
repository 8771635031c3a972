import type { ScanAbsence } from '../../../shared/contracts/scans.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { sha256 } from '../identity.ts'
import type { ScanFile } from '../scans/scanCarrier.ts'
import type { Progress } from '../scans/scans.ts'
import { findCover, type StoredPart } from './parts.ts'
import type { Peer } from './peer.ts'

/** Reads a file from its parts. Nothing of it counts before the digest of the whole is the one that was asked for. */
export async function fetchFile(peer: Pick<Peer, 'parts' | 'readPart'>, database: string, stream: string, { digest, bytes: total }: ScanFile, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Result<Uint8Array, ScanAbsence>> {
  const there = await peer.parts(database, stream, digest, signal)
  if (!there.ok) return fail(signal.aborted ? { kind: 'stopped' } : { kind: 'server', failure: there.failure })
  const read = new Map<string, Uint8Array | null>()
  let isWhole = false
  // Where a part is not what it says, the file may stand there in another cut as well.
  for (const preferred of ['larger', 'smaller'] as const) {
    const cover = findCover(there.value, total, preferred)
    if (!cover) continue
    isWhole = true
    const file = new Uint8Array(total)
    for (const part of cover) {
      if (signal.aborted) return fail({ kind: 'stopped' })
      const bytes = await readPart(peer, database, part, read, signal)
      if (!bytes.ok) return fail(signal.aborted ? { kind: 'stopped' } : bytes.failure)
      if (bytes.value) file.set(bytes.value, part.first)
      onProgress({ done: part.end, total })
    }
    if (sha256(file) === digest) return ok(file)
  }
  return fail({ kind: isWhole ? 'wrong-bytes' : 'not-sent-yet' })
}

/** `null` for a part of another length than it says. */
async function readPart(peer: Pick<Peer, 'readPart'>, database: string, { id, first, end }: StoredPart, read: Map<string, Uint8Array | null>, signal: AbortSignal): Promise<Result<Uint8Array | null, ScanAbsence>> {
  const known = read.get(id)
  if (known !== undefined) return ok(known)
  const asked = await peer.readPart(database, id, signal)
  if (!asked.ok) return fail({ kind: 'server', failure: asked.failure })
  const bytes = asked.value.length === end - first ? asked.value : null
  read.set(id, bytes)
  return ok(bytes)
}
