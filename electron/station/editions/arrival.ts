import { createHash } from 'node:crypto'
import * as z from 'zod'
import { packRef, sha256 } from '../../../shared/contracts/caseFields.ts'
import type { EditionRefusal } from '../../../shared/contracts/editions.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { overlayFileNames, packFileNames } from '../knownPack.ts'
import type { InForce } from './ledger.ts'

/** Documents of the server's `content`, as `docs/server.md` lays down, judged before anything of them is kept. */

/** Together; the pack that ships has 0.4 MB. */
export const mostPackBytes = 8 << 20
const mostOverlays = 20

const fileName = z.string().refine((name) => {
  const [, layer, below] = /^overlays\/(\d{2})\/(.+)$/.exec(name) ?? []
  return layer === undefined ? packFileNames.some((known) => known === name) : Number(layer) >= 1 && Number(layer) <= mostOverlays && overlayFileNames.some((known) => known === below)
})
const packDocument = z.looseObject({
  _id: z.string().regex(/^pack:[0-9a-f]{64}$/),
  v: z.literal(1),
  ref: packRef,
  name: z.string(),
  files: z.array(z.strictObject({ name: fileName, bytes: z.int().min(0), sha256 })).min(1).max(packFileNames.length + mostOverlays * overlayFileNames.length),
})
export type PackDocument = z.infer<typeof packDocument>
const inForceDocument = z.looseObject({ _id: z.string().regex(/^inForce:[a-z0-9-]+(:[a-z]+)?$/), v: z.literal(1), pack: packRef, from: z.iso.date() })
const named = z.looseObject({ name: z.string().max(200).catch(''), ref: z.looseObject({ version: z.string().max(200).catch('') }).catch({ version: '' }) })

/** What a document calls itself, whether or not it can be taken. */
export function nameOfDocument(json: unknown): { readonly name: string; readonly version: string } {
  const read = named.safeParse(json).data
  return { name: read?.name ?? '', version: read?.ref.version ?? '' }
}

export function readPackDocument(json: unknown): Result<PackDocument, EditionRefusal> {
  const version: unknown = typeof json === 'object' && json !== null && 'v' in json ? json.v : null
  if (typeof version === 'number' && version > 1) return fail({ kind: 'newer-format' })
  if (typeof json === 'object' && json !== null && 'problem' in json && json.problem === 'too-large') return fail({ kind: 'too-large' })
  const read = packDocument.safeParse(json)
  if (!read.success) return fail({ kind: 'malformed' })
  const { _id: id, ref, files } = read.data
  if (id !== `pack:${ref.digest}` || new Set(files.map(({ name }) => name)).size < files.length) return fail({ kind: 'malformed' })
  return files.reduce((sum, { bytes }) => sum + bytes, 0) > mostPackBytes ? fail({ kind: 'too-large' }) : ok(read.data)
}

/** `null` for what is no such document; it orders nothing. */
export function readInForce(json: unknown): InForce | null {
  const read = inForceDocument.safeParse(json).data
  if (!read) return null
  const [, packId, district = null] = read._id.split(':')
  return packId === read.pack.id ? { district, pack: read.pack, from: read.from } : null
}

/** Files by name, as they lie in a pack's folder. */
export type PackFiles = ReadonlyMap<string, Uint8Array>

const attached = z.looseObject({ _attachments: z.record(z.string(), z.looseObject({ data: z.string() })) })

/** The bytes that came with the document: every file that it lists, of that length and digest. */
export function readFiles({ files }: PackDocument, withAttachments: unknown): Result<PackFiles, EditionRefusal> {
  const read = attached.safeParse(withAttachments).data
  const found = new Map<string, Uint8Array>()
  for (const { name, bytes, sha256: digest } of files) {
    const data = read && Object.hasOwn(read._attachments, name) ? read._attachments[name]?.data : undefined
    const content = data === undefined ? null : Buffer.from(data, 'base64')
    if (content?.length !== bytes || createHash('sha256').update(content).digest('hex') !== digest) return fail({ kind: 'wrong-digest' })
    found.set(name, content)
  }
  return ok(found)
}
