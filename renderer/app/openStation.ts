import type { Desk, Draft, ProfileKind, StationStatus } from '../../shared/contracts/ipc.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import { readPackText } from '../../shared/domain/packText.ts'
import { lookUpPack, type PackLookup } from '../words/packLookup.ts'

export interface Opened {
  readonly status: StationStatus
  readonly packRef: PackRef
  readonly lookup: PackLookup
  /** The office station that had been set up before this start; its cache must not turn up empty. */
  readonly usedStation: string | null
  /** Where the last session of this profile ended, and what was half typed there. */
  readonly left: { readonly profile: ProfileKind; readonly draft: Draft | null }
}

/** What every start asks; the preload has asked it ahead. Rejects when the main process does not answer. */
export async function openStation(desk: Desk): Promise<Opened> {
  const [status, found, draft] = await Promise.all([desk.invoke('station:status', {}), findPack(desk), findDraft(desk)])
  const usedStation = status.profile === 'office' && status.phase.kind === 'ready' ? status.phase.stationId : null
  return { status, ...found, usedStation, left: { profile: status.profile, draft } }
}

/** The edition that new cases begin with. */
export async function findPack(desk: Desk): Promise<Pick<Opened, 'packRef' | 'lookup'>> {
  const { text, ref } = await desk.invoke('pack:get', {})
  return { packRef: ref, lookup: lookUpPack(readPackText(text)) }
}

/** A place that can't be found again keeps nobody from work. */
export async function findDraft(desk: Desk): Promise<Draft | null> {
  return await desk.invoke('draft:get', {}).catch(() => null)
}
