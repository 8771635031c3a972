import { join } from 'node:path'
import * as z from 'zod'
import type { EditionRefusal } from '../../../shared/contracts/editions.ts'
import { packRef } from '../../../shared/contracts/caseFields.ts'
import type { Result } from '../../../shared/domain/result.ts'
import { type DiskFailure, type Files, findFile, onDisk, replaceFile } from '../files.ts'
import { findJson } from '../journal/opening.ts'

/**
 * `<profile>/editions.json`: how far the server's `content` was read, what came of each document there, and which edition
 * the office wants where. Made again from the server when it is lost.
 */
const refusal: z.ZodType<EditionRefusal> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('newer-format') }),
  z.strictObject({ kind: z.literal('malformed') }),
  z.strictObject({ kind: z.literal('too-large') }),
  z.strictObject({ kind: z.literal('wrong-digest') }),
  z.strictObject({ kind: z.literal('faulty'), problems: z.array(z.string()) }),
  z.strictObject({ kind: z.literal('not-checked') }),
])
const arrival = z.strictObject({
  document: z.string(),
  /** Which leaf won at the server, and of how many: another one is looked at anew. */
  seen: z.string(),
  name: z.string(),
  version: z.string(),
  at: z.string(),
  /** Version of the program that judged it. */
  by: z.string(),
  refused: refusal.nullable(),
})
const inForce = z.strictObject({
  /** Word of a district; `null`: the whole city. */
  district: z.string().nullable(),
  pack: packRef,
  from: z.string(),
})
const ledgerShape = z.strictObject({ source: z.string(), seq: z.string(), by: z.string(), arrivals: z.array(arrival), inForce: z.array(inForce) })
export type Ledger = z.infer<typeof ledgerShape>
export type Arrival = z.infer<typeof arrival>
export type InForce = z.infer<typeof inForce>

export const emptyLedger: Ledger = { source: '', seq: '0', by: '', arrivals: [], inForce: [] }

export interface LedgerFile {
  read(): Promise<Ledger>
  write(ledger: Ledger): Promise<Result<void, DiskFailure>>
}

export function ledgerFile(files: Files, profileDir: string): LedgerFile {
  const path = join(profileDir, 'editions.json')
  return {
    read: async () => {
      const found = await onDisk('editions', () => findFile(files, path))
      return (found.ok && found.value && ledgerShape.safeParse(findJson(found.value)).data) || emptyLedger
    },
    write: (ledger) => onDisk('editions', () => replaceFile(files, path, Buffer.from(JSON.stringify(ledger)))),
  }
}
