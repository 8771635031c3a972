import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ScanPlace } from '../../shared/contracts/scans.ts'
import type { FakeCouch } from '../fakes/couch/fakeCouch.ts'
import { must } from './counter.ts'
import { cases, type OfficeStation } from './officeServer.ts'
import { addScan } from './scans.ts'

/** Scans of a case, between a station and its server. */

export const add = ({ station }: OfficeStation, id: string, bytes: Uint8Array) => addScan(station.handlers['scan:add'], id, bytes)
export const open = ({ station }: OfficeStation, caseId: string, digest: string) => station.handlers['scan:open']({ caseId, digest })
export async function placeOf({ station }: OfficeStation, caseId: string, digest: string): Promise<ScanPlace | undefined> {
  return must(await station.handlers['scan:places']({ caseId })).find((scan) => scan.digest === digest)?.place
}
export const partsOf = (server: FakeCouch, id: string, digest: string): readonly string[] => server.database(cases).ids().filter((name) => name.startsWith(`case:${id}:${digest}:`))
export const isPart = (body: string): boolean => body.includes('"_attachments"')
export const threeParts = 1_200_000
export const filesIn = ({ place }: OfficeStation): Promise<string[]> => readdir(join(place.root, 'profile', 'office', 'scans')).catch(() => [])
