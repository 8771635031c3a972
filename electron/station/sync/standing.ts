import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import type { Peer } from './peer.ts'
import { readBatch } from './readBatch.ts'

/** What stands at a server under the id of a batch. */
export type Standing =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'events'; readonly names: ReadonlySet<EventName> }
  /** Gone on purpose: every event of the batch counts as confirmed. */
  | { readonly kind: 'erased' }
  /** What no reader would take for this batch. */
  | { readonly kind: 'other' }

/** A stub that leads to a stub is followed so far. */
const longestWay = 3

/** Reads what stands there, all leaves where the winner does not match, and follows where events have moved to. */
export async function findStanding(peer: Peer, database: string, ids: readonly string[]): Promise<Result<ReadonlyMap<string, Standing>, ServerFailure>> {
  const standing = new Map<string, Standing>()
  if (ids.length === 0) return ok(standing)
  const found = await peer.documents(database, ids)
  if (!found.ok) return found
  for (const id of ids) {
    const winner = found.value.get(id)
    const read = winner === undefined ? null : await standingOf(peer, database, winner, longestWay)
    if (read?.ok === false) return read
    if (read?.value) {
      standing.set(id, read.value)
      continue
    }
    const leaves = await peer.leaves(database, id)
    if (!leaves.ok) return leaves
    standing.set(id, leaves.value.length === 0 ? { kind: 'nothing' } : { kind: leaves.value.every(isDeleted) ? 'deleted' : 'other' })
    for (const leaf of leaves.value) {
      const one = await standingOf(peer, database, leaf, longestWay)
      if (!one.ok) return one
      if (one.value) standing.set(id, one.value)
    }
  }
  return ok(standing)
}

/** `null` for what is no batch and no stub. */
async function standingOf(peer: Peer, database: string, document: unknown, way: number): Promise<Result<Standing | null, ServerFailure>> {
  const read = readBatch(document)
  if (!read.ok) return ok(null)
  switch (read.value.kind) {
    case 'batch':
      return ok({ kind: 'events', names: new Set([...read.value.events, ...read.value.setAside].map(({ name }) => name)) })
    case 'erased':
      return ok({ kind: 'erased' })
    case 'moved': {
      const { into } = read.value
      const next = way === 0 ? ok(new Map<string, unknown>()) : await peer.documents(database, [into])
      if (!next.ok) return next
      const there = next.value.get(into)
      return there === undefined ? ok(null) : standingOf(peer, database, there, way - 1)
    }
    case 'part':
      return ok(null)
  }
}

const isDeleted = (document: unknown): boolean => typeof document === 'object' && document !== null && '_deleted' in document && document._deleted === true
