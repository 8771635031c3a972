import { join } from 'node:path'
import { type Draft, type Failure, requests } from '../../shared/contracts/ipc.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { findJson } from './journal/opening.ts'
import { decodeChecked, encodeChecked } from './journal/segmentIndex.ts'
import type { Sealer } from './sealer.ts'
import type { InTurn } from './turns.ts'

/** Typing that is not an event yet: one small file, replaced whole, never in a stream and never sent. */
export interface Drafts {
  put(draft: Draft): Promise<Result<null, Failure>>
  get(): Promise<Draft | null>
}

/** With a digest of its own: a number in which a bit has turned must not be offered as typed. */
const encode = (draft: Draft): Uint8Array => encodeChecked({ draft })

function decode(bytes: Uint8Array): Draft | null {
  // Drafts of version 0.1 stand there without.
  const parsed = requests['draft:put']().safeParse(decodeChecked(bytes) ?? findJson(bytes))
  return parsed.success ? parsed.data.draft : null
}

const sealedUse = { stream: 'station', purpose: 'draft' } as const

export function createDrafts(files: Files, sealer: Sealer, profileDir: string, inTurn: InTurn): Drafts {
  const path = join(profileDir, 'draft')
  return {
    put: (draft) =>
      inTurn('draft', async () => {
        const written = await onDisk('draft', async () => replaceFile(files, path, await sealer.seal(encode(draft), sealedUse)))
        return written.ok ? ok(null) : written
      }),
    get: async () => {
      const found = await onDisk('draft', () => findFile(files, path))
      const bytes = found.ok && found.value ? await sealer.open(found.value, sealedUse) : null
      return bytes && decode(bytes)
    },
  }
}
