import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { type LoadedPack, overlayFileNames, packFileNames } from '../../electron/station/knownPack.ts'
import { loadOverlay, loadPack } from '../../electron/station/packs.ts'
import { districtWords } from '../../shared/domain/databases.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { type Couch, documentPath, findDocument } from './couch.ts'

export interface Published {
  readonly id: string
  readonly inForce: string
  readonly isNew: boolean
}

export interface PackSource {
  readonly dir: string
  readonly overlayDirs: readonly string[]
}

/**
 * Checks a pack with its overlays as a station would and writes it to `content`: first the pack under its digest, then,
 * in `inForce:<pack id>` for the city or `inForce:<pack id>:<district>` with a district's overlays, that it is the one to
 * use from a day on. Throws with everything that is wrong with the pack, one line each.
 */
export async function publishPack(couch: Couch, { dir, overlayDirs }: PackSource, sender: string, from: string | null): Promise<Published> {
  const { pack, ref, base } = await loadLayers(dir, overlayDirs)
  const id = `pack:${ref.digest}`
  const isNew = (await findDocument(couch, 'content', id)) === null
  if (isNew) {
    const files = await readFiles(dir, packFileNames, '')
    // The names under which a station keeps them on its shelf.
    for (const [index, overlayDir] of overlayDirs.entries()) files.push(...(await readFiles(overlayDir, overlayFileNames, `overlays/${String(index + 1).padStart(2, '0')}/`)))
    await couch.ask('PUT', documentPath('content', id), {
      _id: id,
      v: 1,
      sender,
      ref,
      base,
      name: pack.name_zh,
      effectiveFrom: pack.effectiveFrom,
      files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })),
      _attachments: Object.fromEntries(files.map(({ name, bytes }) => [name, { content_type: 'application/json', data: bytes.toString('base64') }])),
    })
  }
  const inForce = `inForce:${[ref.id, ...districtOf(pack)].join(':')}`
  const said = { _id: inForce, v: 1, sender, pack: ref, from: from ?? pack.effectiveFrom }
  const there = await findDocument(couch, 'content', inForce)
  const { _rev: revision, ...before } = there ?? { _rev: undefined }
  if (!isDeepStrictEqual(before, said)) await couch.ask('PUT', documentPath('content', inForce), { ...said, ...(revision === undefined ? {} : { _rev: revision }) })
  return { id, inForce, isNew }
}

/** None for the city's pack; overlays of two districts are in force nowhere. */
function districtOf({ overlays }: Pack): readonly string[] {
  const districts = [...new Set(overlays.map(({ district }) => district))]
  if (districts.length > 1) throw new Error(`overlays of different districts: ${districts.join('、')}`)
  return districts.map((district) => {
    const word = districtWords[district]
    if (word === undefined) throw new Error(`no district ${district}`)
    return word
  })
}

async function loadLayers(dir: string, overlayDirs: readonly string[]): Promise<LoadedPack> {
  const city = await loadPack(dir)
  if (!city.ok) throw new Error(city.failure.problems.join('\n'))
  let laid = city.value
  for (const overlayDir of overlayDirs) {
    const next = await loadOverlay(laid, overlayDir)
    if (!next.ok) throw new Error(next.failure.problems.map((problem) => `${next.failure.name} ${problem}`).join('\n'))
    laid = next.value
  }
  return laid
}

async function readFiles(dir: string, names: readonly string[], prefix: string): Promise<{ name: string; bytes: Buffer }[]> {
  const there = new Set(await readdir(dir))
  return Promise.all(names.filter((name) => there.has(name)).map(async (name) => ({ name: `${prefix}${name}`, bytes: await readFile(join(dir, name)) })))
}
