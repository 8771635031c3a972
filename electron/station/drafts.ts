import { join } from 'node:path'
import { type Draft, type Failure, requests } from '../../shared/contracts/ipc.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { findJson } from './journal/opening.ts'
import type { Sealer } from './sealer.ts'
import type { InTurn } from './turns.ts'

/** Typing that is not an event yet: one small file, replaced whole, never in a stream and never sent. */
export interface Drafts {
  put(draft: Draft): Promise<Result<null, Failure>>
  get(): Promise<Draft | null>
}

const sealedUse = { stream: 'station', purpose: 'draft' } as const

export function createDrafts(files: Files, sealer: Sealer, profileDir: string, inTurn: InTurn): Drafts {
  const path = join(profileDir, 'draft')
  return {
    put: (draft) =>
      inTurn('draft', async () => {
        const written = await onDisk('draft', async () => replaceFile(files, path, await sealer.seal(Buffer.from(JSON.stringify({ draft })), sealedUse)))
        return written.ok ? ok(null) : written
      }),
    get: async () => {
      const found = await onDisk('draft', () => findFile(files, path))
      const bytes = found.ok && found.value ? await sealer.open(found.value, sealedUse) : null
      const parsed = requests['draft:put'].safeParse(bytes && findJson(bytes))
      return parsed.success ? parsed.data.draft : null
    },
  }
}
