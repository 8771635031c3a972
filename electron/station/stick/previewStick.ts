import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { StickNote, StickPreview } from '../../../shared/contracts/stick.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { ImportPorts } from './importStick.ts'
import type { StickHeader } from './container.ts'
import { createLook, eventsOf } from './lookInto.ts'
import { readWhole } from './readStick.ts'

/** A file that was read to its end and found whole. */
export interface Previewed {
  readonly preview: StickPreview
  readonly passphrase: string
  readonly header: StickHeader
  /** Of the plain form. */
  readonly digest: string
}

const mostCases = 200
/** How far back files that were never read are looked for. */
const mostUnread = 20

/** Where a file stands in the records of what came from others. */
export const sourceOf = ({ station, incarnation }: StickHeader, number: number): string => `stick/${station}.${incarnation}/${number}`

export async function previewStick(ports: ImportPorts, path: string, passphrase: string): Promise<Result<Previewed, Failure>> {
  const look = createLook(ports.store)
  const files = { packs: 0, freshPacks: 0, scans: 0, freshScans: 0 }
  const read = await readWhole(ports, path, passphrase, 'reading', async (entry) => {
    if (entry.kind === 'batch') return look.take(eventsOf(entry))
    if (entry.kind === 'pack') {
      files.packs += 1
      if (!(await ports.packs.has(entry.digest))) files.freshPacks += 1
    } else {
      files.scans += 1
      const here = await ports.scans.has(entry.stream, entry.digest)
      if (!here.ok) return here
      if (!here.value) files.freshScans += 1
    }
    return ok(null)
  })
  if (!read.ok) return read
  const { header, digest } = read.value
  const place = await findPlace(ports, header, digest)
  if (!place.ok) return place
  const cases = look.cases()
  const preview: StickPreview = {
    id: digest.slice(0, 32),
    from: { code: header.code, stationName: header.stationName, district: header.district },
    madeAt: header.madeAt,
    number: header.number,
    content: header.content,
    notes: notesOn(ports, header),
    ...place.value,
    cases: cases.slice(0, mostCases),
    counts: { ...look.counts(), cases: cases.length, ...files },
  }
  return ok({ preview, passphrase, header, digest })
}

function notesOn({ journal, district }: ImportPorts, header: StickHeader): readonly StickNote[] {
  const here = district()
  return [...(header.station === journal.station ? (['own'] as const) : []), ...(here !== null && header.district !== here ? (['other-district'] as const) : [])]
}

/** Whether it was read here before, and which of those before it were not. */
async function findPlace({ kept }: ImportPorts, header: StickHeader, digest: string): Promise<Result<Pick<StickPreview, 'isRepeat' | 'unread'>, Failure>> {
  const unread: number[] = []
  for (let number = Math.max(1, header.number - mostUnread); number < header.number; number += 1) {
    const known = await kept.checkpointOf(sourceOf(header, number))
    if (!known.ok) return known
    if (known.value === null) unread.push(number)
  }
  const same = await kept.checkpointOf(sourceOf(header, header.number))
  return same.ok ? ok({ isRepeat: same.value === digest, unread }) : same
}
