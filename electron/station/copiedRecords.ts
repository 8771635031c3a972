import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { stationEvent } from '../../shared/contracts/events.ts'
import { listIfThere } from './copyPass.ts'
import { wholeLength } from './copySegments.ts'
import type { Files } from './files.ts'
import { chainOver, findNextRecord, findRecordAt, genesis } from './journal/record.ts'
import { findJson } from './journal/opening.ts'
import type { Sealer } from './sealer.ts'

/** What the journal of a copy holds, read whole: lengths, checksums, digests, chain. */
export interface CopiedRecords {
  readonly records: number
  readonly lastSeq: number
  readonly missing: readonly number[]
  readonly cases: number
  readonly named: { readonly code: string; readonly name: string } | null
}

const segmentPattern = /^segment-\d{6}\.log(\.gz)?$/

/** Segments of a folder, in order; of a segment that is there twice the compressed one. */
export async function copiedSegments(files: Files, dir: string): Promise<readonly string[]> {
  const names = (await listIfThere(files, dir)).filter((name) => segmentPattern.test(name))
  return names.filter((name) => !names.includes(`${name}.gz`))
}

/** As it stands in the copy; of a plain one only whole records, because an append may have been interrupted. */
export async function readCopiedSegment(files: Files, dir: string, name: string): Promise<Uint8Array> {
  const bytes = await files.read(join(dir, name))
  return name.endsWith('.gz') ? bytes : bytes.subarray(0, wholeLength(bytes, Number.MAX_SAFE_INTEGER))
}

export async function readCopiedRecords(files: Files, sealer: Sealer, dir: string): Promise<CopiedRecords> {
  const seen = new Set<number>()
  const cases = new Set<string>()
  let named: CopiedRecords['named'] = null
  let last: { readonly seq: number; readonly chain: string } = { seq: 0, chain: genesis }
  for (const name of await copiedSegments(files, dir)) {
    const bytes = plain(name, await readCopiedSegment(files, dir, name))
    for (let at = 0; at < bytes.length; ) {
      const here = findRecordAt(bytes, at)
      const record = here ?? findNextRecord(bytes, at + 1, bytes.length)
      if (!record) break
      at = record.end
      const { header } = record
      const follows = here !== null && header.seq === last.seq + 1
      const isTrue = !follows || chainOver(last.chain, header) === header.chain
      last = { seq: Math.max(last.seq, header.seq), chain: header.chain }
      if (!isTrue) continue
      seen.add(header.seq)
      const { streamKeyId: stream } = header
      if (stream.startsWith('case:')) cases.add(stream)
      if (stream.startsWith('station:')) named = findSetUp(await sealer.open(record.body, { stream, purpose: 'journal' })) ?? named
    }
  }
  const missing = Array.from({ length: last.seq }, (_, index) => index + 1).filter((seq) => !seen.has(seq))
  return { records: seen.size, lastSeq: last.seq, missing, cases: cases.size, named }
}

/** A compressed segment that can't be read counts as lost, record by record. */
function plain(name: string, bytes: Uint8Array): Uint8Array {
  if (!name.endsWith('.gz')) return bytes
  try {
    return gunzipSync(bytes)
  } catch {
    return new Uint8Array(0)
  }
}

function findSetUp(body: Uint8Array | null): CopiedRecords['named'] {
  const list = body ? findJson(body) : null
  const setUp = (Array.isArray(list) ? list : []).flatMap((json: unknown) => {
    const event = stationEvent.safeParse(json).data
    return event?.kind === 'station.setUp' ? [event.payload] : []
  })
  const [first] = setUp
  return first ? { code: first.code, name: first.name } : null
}
