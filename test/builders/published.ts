import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { packFileNames } from '../../electron/station/knownPack.ts'
import { readPack } from '../../electron/station/packs.ts'
import { connect, documentPath } from '../../scripts/server/couch.ts'
import { publishPack } from '../../scripts/server/publishPack.ts'
import type { PackRef } from '../../shared/domain/pack.ts'
import { xiamenPackDir } from './pack.ts'
import { password } from './preparedServer.ts'

/** Later editions of the pack that ships, and what a server holds of them. */

const publisher = { name: 'publisher', password }

type Json = Record<string, unknown>
export type Edit = (files: { readonly pack: Json; readonly items: { items: (Json & { id: string; materials: string[]; timeLimit: { workingDays: number } })[] }; readonly rules: { rules: (Json & { id: string })[] } }) => void

/** A folder with the next edition: `planning-permit` takes three days longer and asks for one paper more. */
export async function aNextEdition(version: string, edit: Edit = () => undefined): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'edition-'))
  await cp(xiamenPackDir, dir, { recursive: true })
  const read = async (name: string) => JSON.parse(await readFile(join(dir, name), 'utf8'))
  const files = { pack: await read('pack.json'), items: await read('items.json'), rules: await read('policy-rules.json') }
  files.pack.version = version
  const permit = files.items.items.find(({ id }: { id: string }) => id === 'planning-permit')
  permit.timeLimit.workingDays += 3
  permit.materials.push('eia-report')
  edit(files)
  await Promise.all([writeFile(join(dir, 'pack.json'), JSON.stringify(files.pack)), writeFile(join(dir, 'items.json'), JSON.stringify(files.items)), writeFile(join(dir, 'policy-rules.json'), JSON.stringify(files.rules))])
  return dir
}

export interface PublishedDocument {
  readonly _id: string
  readonly v: number
  readonly [field: string]: unknown
}

/** The document of a pack without asking whether it is sound, as a careless or hostile publisher would write it. */
export async function documentOf(dir: string): Promise<PublishedDocument & { readonly ref: PackRef }> {
  const read = await readPack(dir)
  if (!read.ok) throw new Error(read.failure.problems.join('\n'))
  const { ref, pack } = read.value
  const files = await Promise.all(packFileNames.map(async (name) => ({ name, bytes: await readFile(join(dir, name)) })))
  return {
    _id: `pack:${ref.digest}`,
    v: 1,
    sender: 'publisher',
    ref,
    base: ref,
    name: pack.name_zh,
    effectiveFrom: pack.effectiveFrom,
    files: files.map(({ name, bytes }) => ({ name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') })),
    _attachments: Object.fromEntries(files.map(({ name, bytes }) => [name, { content_type: 'application/json', data: bytes.toString('base64') }])),
  }
}

/** As `npm run publish-pack` does it. */
export async function publishTo(url: string, dir: string, from: string, overlayDirs: readonly string[] = []): Promise<void> {
  await publishPack(connect(url, publisher), { dir, overlayDirs }, publisher.name, from)
}

/** Whatever it is: what a station makes of it is the question. */
export async function putInto(url: string, what: string | PublishedDocument): Promise<void> {
  const document = typeof what === 'string' ? await documentOf(what) : what
  await connect(url, publisher).ask('PUT', documentPath('content', document._id), document)
}
