import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { assemblePack } from '../../shared/contracts/assemblePack.ts'
import type { OverlayFileName } from '../../shared/contracts/overlay.ts'
import type { PackFileContents, PackFileName } from '../../shared/contracts/pack.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { Overlay } from '../../shared/domain/overlay.ts'
import type { Pack, PackRef } from '../../shared/domain/pack.ts'

/**
 * What a start needs of a pack whose bytes were checked before: to know them again. What reads shapes, finds problems and
 * compiles is `packs.ts` and behind it, and is not read by such a start.
 */

/** A pack with everything that is laid on it. */
export interface LoadedPack {
  readonly pack: Pack
  /** Names the whole. */
  readonly ref: PackRef
  /** Names the city's pack below the overlays; the same as `ref` without any. */
  readonly base: PackRef
}
/** What packs and overlays have both; the digest of a pack's bytes goes by this order. */
const commonFileNames = ['facts.json', 'themes.json', 'policy-rules.json', 'items.json', 'plan-tasks.json', 'units.json', 'sources.json', 'papers.json', 'scenarios.json', 'partial-cases.json'] as const

/** Names of the files that make a pack folder. */
export const packFileNames: readonly PackFileName[] = ['pack.json', ...commonFileNames]

/** Names of the files that an overlay folder may hold. */
export const overlayFileNames: readonly OverlayFileName[] = ['overlay.json', ...commonFileNames]

/** The files of a pack folder as they lie there. */
export type PackBytes = ReadonlyMap<PackFileName, Uint8Array>

/** `null`: one can't be read. */
export async function readPackBytes(dir: string, read: (path: string) => Promise<Uint8Array> = readFile): Promise<PackBytes | null> {
  try {
    return new Map(await Promise.all(packFileNames.map(async (name) => [name, await read(join(dir, name))] as const)))
  } catch {
    return null
  }
}

/** Names the bytes of a pack folder: SHA-256 over the SHA-256 of each file, in the order of `packFileNames`. */
export function digestOfBytes(bytes: PackBytes): string {
  const whole = createHash('sha256')
  for (const name of packFileNames) whole.update(createHash('sha256').update(bytes.get(name) ?? '').digest())
  return whole.digest('hex')
}

/** What these very bytes were found to be, by this version of the program. */
export interface CheckedBytes {
  readonly bytes: string
  readonly digest: string
}

/**
 * A pack whose bytes have been checked whole before: nothing is checked again, and its digest is the one of then.
 * `null`: they are others.
 */
export function assembleChecked(bytes: PackBytes, checked: CheckedBytes): LoadedPack | null {
  const contents: unknown = digestOfBytes(bytes) === checked.bytes ? parseAll(bytes) : null
  if (!isAsChecked(contents)) return null
  const pack = assemblePack(contents)
  const ref: PackRef = { id: pack.id, version: pack.version, digest: checked.digest }
  return { pack, ref, base: ref }
}

/** Whether `assembleChecked` gives the very pack that the checks let through, whatever a shape may do to what it reads. */
export function isRepeatable(bytes: PackBytes, { digest }: PackRef): boolean {
  const again = assembleChecked(bytes, { bytes: digestOfBytes(bytes), digest })
  return again !== null && refOf(again.pack).digest === digest
}

/** The same bytes have the shape that they had when they were checked. */
const isAsChecked = (contents: unknown): contents is PackFileContents => contents !== null

function parseAll(bytes: PackBytes): unknown {
  try {
    return Object.fromEntries([...bytes].map(([name, one]): [string, unknown] => [name, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(one))]))
  } catch {
    return null
  }
}

/**
 * Names a pack by the SHA-256 over its canonical JSON (RFC 8785): the order of keys and the white space of the files do
 * not count. With overlays the version says which (`1.0.0+jimei-sample.1.0.0`), and the digest is over the pack as it is
 * layered: a program that layers otherwise does not take it for the same.
 */
export function refOf(pack: Pack): PackRef {
  const { overlays, ...own } = pack
  if (overlays.length === 0) return { id: pack.id, version: pack.version, digest: digestOf(own) }
  return { id: pack.id, version: [pack.version, ...overlays.map(({ id, version }) => `${id}.${version}`)].join('+'), digest: digestOf(pack) }
}

/** SHA-256 over canonical JSON. */
export function digestOf(value: Pack | Omit<Pack, 'overlays'> | Overlay): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex')
}
