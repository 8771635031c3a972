import { join } from 'node:path'
import type { LoadedPack } from '../../electron/station/knownPack.ts'
import { loadOverlay, loadPack, readPack } from '../../electron/station/packs.ts'
import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import type { Facts, Pack } from '../../shared/domain/pack.ts'

export const xiamenPackDir = join(import.meta.dirname, '..', '..', 'resources', 'packs', 'xiamen-2021')

export const jimeiOverlayDir = join(xiamenPackDir, '..', 'jimei-sample')

/** The sample overlay that ships, laid on the pack. */
export async function readJimeiPack(): Promise<{ city: LoadedPack; layered: LoadedPack; compiled: CompiledPack }> {
  const city = await loadPack(xiamenPackDir)
  if (!city.ok) throw new Error(city.failure.problems.join('\n'))
  const layered = await loadOverlay(city.value, jimeiOverlayDir)
  if (!layered.ok) throw new Error(layered.failure.problems.join('\n'))
  return { city: city.value, layered: layered.value, compiled: compilePack(layered.value.pack, layered.value.ref) }
}

export async function readXiamenPack(): Promise<{ pack: Pack; compiled: CompiledPack }> {
  const read = await readPack(xiamenPackDir)
  if (!read.ok) throw new Error(read.failure.problems.join('\n'))
  return { pack: read.value.pack, compiled: compilePack(read.value.pack, read.value.ref) }
}

/** A worked case of the pack, with some answers changed; `undefined` takes an answer away. */
export function anExample(pack: Pack, id: string, changes: Readonly<Record<string, Facts[string] | undefined>> = {}): Facts {
  const example = pack.examples.find((candidate) => candidate.id === id)
  if (!example) throw new Error(`no example ${id}`)
  const facts: Record<string, Facts[string]> = { ...example.facts }
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) delete facts[name]
    else facts[name] = value
  }
  return facts
}

/** The pack with other rules, items or facts; what the change refers to is the test's business. */
export function packWith(pack: Pack, changes: Partial<Pack>): CompiledPack {
  return compilePack({ ...pack, ...changes }, { id: pack.id, version: '0.0.1', digest: 'test' })
}
