import * as z from 'zod'
import { mostEffects } from '../domain/caseEdition.ts'
import type { PackRef } from '../domain/pack.ts'
import type { Result } from '../domain/result.ts'
import { packRef } from './caseFields.ts'
import type { Failure } from './ipc.ts'

/** Editions of the pack with their overlays: which are here, which one new cases begin with, what another one changes. */

/** One that is here, whole and without a fault. */
export interface EditionHere {
  readonly ref: PackRef
  readonly name_zh: string
  /** `YYYY-MM-DD`; of the uppermost layer. */
  readonly effectiveFrom: string
  /** Titles of the overlays, lowest first. */
  readonly overlays: readonly string[]
  readonly isInUse: boolean
  /** It came with the program. */
  readonly isShipped: boolean
  /** When it came from the server; `null` for one that came otherwise. */
  readonly arrivedAt: string | null
  /** The office has published it as the one to use here from this day on; `null`: another one, or none. */
  readonly orderedFrom: string | null
}

/** Why a published edition was not taken; nothing of it is kept. */
export type EditionRefusal =
  /** Of a form that only a newer program knows. */
  | { readonly kind: 'newer-format' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'too-large' }
  /** The files are not those that were published under this digest. */
  | { readonly kind: 'wrong-digest' }
  /** References, expressions or its own worked cases; a line each, at most 50. */
  | { readonly kind: 'faulty'; readonly problems: readonly string[] }
  /** The check itself came to no end. */
  | { readonly kind: 'not-checked' }

export interface RefusedEdition {
  /** Id at the server. */
  readonly document: string
  /** As it calls itself; empty where it does not say. */
  readonly name: string
  readonly version: string
  readonly at: string
  readonly because: EditionRefusal
}

export interface EditionsView {
  /** The one in use first, then by arrival, newest first. */
  readonly editions: readonly EditionHere[]
  readonly refused: readonly RefusedEdition[]
  /** Who chose the one in use; `null`: nobody, it is the one of the program. */
  readonly chosen: { readonly at: string; readonly operatorName: string } | null
}

/** One thing that another edition makes different in a case, both sides in words. */
export interface EffectRow {
  readonly what: string
  readonly before: string
  readonly after: string
}

/** What another edition would make of one case. */
export type CaseEffect =
  | { readonly kind: 'compared'; readonly caseId: string; readonly from: PackRef; readonly canMove: boolean; readonly rows: readonly EffectRow[] }
  /** It can't be read, or its own edition is not here. */
  | { readonly kind: 'not-compared'; readonly caseId: string }

const id = z.string().regex(/^[0-9a-z-]{8,64}$/)
export const editionRequests = {
  'edition:list': () => z.strictObject({}),
  /** New cases begin with it from now on. */
  'edition:choose': () => z.strictObject({ pack: packRef }),
  'edition:effects': () => z.strictObject({ to: packRef, caseIds: z.array(id).max(mostEffects) }),
} as const

export interface EditionAnswers {
  'edition:list': EditionsView
  'edition:choose': Result<EditionsView, Failure>
  'edition:effects': Result<readonly CaseEffect[], Failure>
}
