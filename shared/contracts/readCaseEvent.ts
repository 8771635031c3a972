import type { ZodType } from 'zod'
import type { CaseDeed, CaseEvent, NewerEvent } from '../domain/events.ts'
import { caseDeed, erasureEvent, newerEnvelope } from './events.ts'
import { isPlainDeed } from './plainDeed.ts'

/** The versions of events that a program understands. */
export interface EventSchema {
  readonly newest: number
  /** Bring a version to the next one, in order from version 1 on; each is a numbered file with a test. They leave `v` alone. */
  readonly upcasters: readonly Upcaster[]
  readonly shape: ZodType<CaseDeed>
  /** Tells some of what `shape` takes, of versions that upcasting leaves as they are, and sooner. */
  readonly isPlain?: (json: object) => json is CaseDeed
}
export type Upcaster = (json: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>

/** Version 2 has three more kinds, `case.moved`, `scan.added` and `scan.retracted`, and an opening that says its year; it leaves the others as they are. */
export const eventSchema: EventSchema = { newest: 2, upcasters: [(json) => json], shape: caseDeed, isPlain: isPlainDeed }

/**
 * An event as it was stored or received; `undefined` for what has no shape this program knows, which is set aside and
 * counts as not here. `canonical` is its canonical JSON, over which it is named: upcasting never renames.
 */
export function readCaseEvent(json: unknown, canonical: string, { newest, upcasters, shape, isPlain }: EventSchema = eventSchema): CaseEvent | undefined {
  if (!isRecord(json)) return undefined
  if (isPlain?.(json) === true) return json
  const { v } = json
  if (json.kind === 'case.erased') return erasureEvent.safeParse(json).data
  if (typeof v !== 'number' || !Number.isInteger(v) || v < 1) return undefined
  if (v > newest) return readNewer(json, canonical)
  return shape.safeParse(upcasters.slice(v - 1, newest - 1).reduce((older, upcast) => upcast(older), json)).data
}

function readNewer(json: Readonly<Record<string, unknown>>, canonical: string): NewerEvent | undefined {
  const read = newerEnvelope.safeParse(json).data
  if (!read) return undefined
  const { v, stream, salt, parents, lacks, operator, station, incarnation, at, clock } = read
  return { v, stream, salt, parents, ...(lacks === undefined ? {} : { lacks }), operator, station, incarnation, at, clock, kind: 'newer', payload: { text: canonical } }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
