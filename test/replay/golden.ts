import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { nameEvent } from '../../electron/station/identity.ts'
import { readCaseEvent } from '../../shared/contracts/readCaseEvent.ts'
import { assess } from '../../shared/domain/assess.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseEvent, CaseState, Named } from '../../shared/domain/events.ts'
import type { Facts, Pack, PackRef } from '../../shared/domain/pack.ts'

/**
 * Cases as a release left them: one folder for each release, never written again. `test/replay/record.ts` adds those
 * of the release at hand.
 */
export const goldenDir = join(import.meta.dirname, 'golden')

export interface GoldenCase {
  readonly id: string
  /** What happened, in a line. */
  readonly story: string
  readonly events: readonly unknown[]
  /** As the release folded it. */
  readonly state: CaseState
  /** SHA-256 of the canonical assessment of the answers that stand. */
  readonly assessmentDigest: string
}
export interface GoldenPack {
  readonly ref: PackRef
  readonly pack: Pack
}

export const digestOfAssessment = (compiled: CompiledPack, facts: Facts): string => createHash('sha256').update(canonicalJson(assess(compiled, facts))).digest('hex')

/** Read as they are read from a journal. */
export function readGolden(events: readonly unknown[]): readonly Named<CaseEvent>[] {
  return events.map((json) => {
    const canonical = canonicalJson(json)
    const event = readCaseEvent(json, canonical)
    if (!event) throw new Error(`an event of an old release can't be read any more: ${canonical.slice(0, 200)}`)
    return { name: nameEvent(canonical), event }
  })
}

export async function listReleases(): Promise<readonly string[]> {
  return (await readdir(goldenDir)).sort()
}

export async function readRelease(release: string): Promise<{ readonly compiled: CompiledPack; readonly cases: readonly (GoldenCase & { readonly file: string })[] }> {
  const dir = join(goldenDir, release)
  const { pack, ref }: GoldenPack = JSON.parse(gunzipSync(await readFile(join(dir, 'pack.json.gz'))).toString('utf8'))
  const files = (await readdir(dir)).filter((file) => file.endsWith('.json')).sort()
  const cases = await Promise.all(
    files.map(async (file) => {
      const golden: GoldenCase = JSON.parse(await readFile(join(dir, file), 'utf8'))
      return { ...golden, file }
    }),
  )
  return { compiled: compilePack(pack, ref), cases }
}
