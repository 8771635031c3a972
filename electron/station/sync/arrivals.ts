import type { AsideReason, ServerFailure } from '../../../shared/contracts/sync.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { ReceivedEvent } from '../kept.ts'
import type { ChangeRow, Peer } from './peer.ts'
import { readBatch } from './readBatch.ts'

/** What a page of changes brings, ready to be kept. */
export interface Arrivals {
  readonly events: readonly ReceivedEvent[]
  /** Streams of documents that somebody deleted: a loss at the server, which removes nothing here. */
  readonly deletedStreams: readonly string[]
  /** More is gone in one page than a day's retention takes: what erases is held for a supervisor. */
  readonly isMassErasure: boolean
}

/** Over 20, or over 5 % of a page; five in a small page are no mass. */
const mostErasures = 20
const largestShare = 0.05
const fewErasures = 5

/** A document that is set aside is kept as it came, up to this size. */
const largestAsideBytes = 256 << 10

export async function readArrivals(peer: Peer, database: string, rows: readonly ChangeRow[]): Promise<Result<Arrivals, ServerFailure>> {
  const events: ReceivedEvent[] = []
  const deletedStreams: string[] = []
  let erasures = 0
  // A row that comes twice is one document.
  const documents = [...new Map(rows.map((row) => [row.id, row])).values()].filter(({ id }) => !id.startsWith('_'))
  for (const row of documents) {
    const leaves = await leavesOf(peer, database, row)
    if (!leaves.ok) return leaves
    if (leaves.value.length === 0) {
      deletedStreams.push(streamOf(row.id))
      erasures += 1
    }
    const read = leaves.value.map((leaf) => readLeaf(row.id, leaf))
    // What a true leaf says is enough; where there is none, the reason of each is kept.
    const isRead = read.some((leaf) => leaf.kind === 'read')
    for (const leaf of read) {
      if (leaf.kind === 'aside' && isRead) continue
      events.push(...leaf.events)
      if (leaf.kind === 'read') erasures += leaf.erasures
    }
  }
  const isMassErasure = erasures > mostErasures || (erasures > fewErasures && erasures > documents.length * largestShare)
  return ok({ events: isMassErasure ? events.map(hold) : events, deletedStreams: [...new Set(deletedStreams)], isMassErasure })
}

const hold = (event: ReceivedEvent): ReceivedEvent => (event.byRetention === undefined ? event : { ...event, byRetention: 'held' })

/** The winner, or every leaf that is not deleted where it is not the only one or does not read. */
async function leavesOf(peer: Peer, database: string, { id, leaves, isDeleted, document }: ChangeRow): Promise<Result<readonly unknown[], ServerFailure>> {
  if (leaves <= 1 && !isDeleted && document !== null && readBatch(document).ok) return ok([document])
  const all = await peer.leaves(database, id)
  // Too long to be sent: its id is what there is to set aside.
  if (!all.ok && all.failure.kind === 'unreadable' && document !== null) return ok([document])
  return all.ok ? ok(all.value.filter((leaf) => typeof leaf === 'object' && leaf !== null && !('_deleted' in leaf && leaf._deleted === true))) : all
}

type Leaf = { readonly kind: 'read'; readonly events: readonly ReceivedEvent[]; readonly erasures: number } | { readonly kind: 'aside'; readonly events: readonly ReceivedEvent[] }

/** What a document says, or that it is set aside; `id`: where it stood. */
export function readLeaf(id: string, leaf: unknown): Leaf {
  const read = readBatch(leaf)
  if (!read.ok) return { kind: 'aside', events: [asideDocument(id, leaf, read.failure.kind)] }
  if (read.value.kind === 'erased') return { kind: 'read', events: [], erasures: 1 }
  // Where its events have moved to is in the feed as well; parts of files are fetched when they are opened.
  if (read.value.kind !== 'batch') return { kind: 'read', events: [], erasures: 0 }
  const { events, setAside, isRetention } = read.value
  const erasing = isRetention ? events.filter(({ json }) => json['kind'] === 'case.erased').length : 0
  return {
    kind: 'read',
    events: [
      ...events.map(({ name, text, json }): ReceivedEvent => ({ name, bytes: Buffer.from(text), json, ...(isRetention ? { byRetention: 'acts' as const } : {}) })),
      ...setAside.map(({ name, text, problem }): ReceivedEvent => ({ name, bytes: Buffer.from(text), problem })),
    ],
    erasures: erasing,
  }
}

function asideDocument(id: string, document: unknown, problem: AsideReason): ReceivedEvent {
  const bytes = Buffer.from(JSON.stringify(document) ?? '')
  return { name: id, bytes: bytes.length > largestAsideBytes ? Buffer.alloc(0) : bytes, problem }
}

const streamOf = (id: string): string => id.split(':', 2).join(':')
