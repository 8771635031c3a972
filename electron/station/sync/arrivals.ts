import type { AsideReason, ServerFailure } from '../../../shared/contracts/sync.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import { createBreath } from '../breath.ts'
import type { ReceivedEvent } from '../kept.ts'
import type { ChangeRow, Peer } from './peer.ts'
import type { PageContent, PlainPage } from './plainPage.ts'
import { readBatch } from './readBatch.ts'

/** What a page brings, ready to be kept. */
export interface Arrivals {
  readonly plain: PlainPage
  /** Of what is not plain. */
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

/** `what-reads`: the winners that read, and nothing is looked at any closer. */
export async function readArrivals(peer: Peer, database: string, content: PageContent, wanted: 'all' | 'what-reads' = 'all'): Promise<Result<Arrivals, ServerFailure>> {
  const events: ReceivedEvent[] = []
  const deletedStreams: string[] = []
  let erasures = 0
  const breathe = createBreath()
  for (const row of content.others) {
    await breathe()
    const winner = findWinner(row)
    if (winner === null && wanted === 'what-reads') continue
    const leaves = winner ? ok([winner]) : await leavesOf(peer, database, row)
    if (!leaves.ok) return leaves
    if (leaves.value.length === 0) {
      deletedStreams.push(streamOf(row.id))
      erasures += 1
    }
    const read = leaves.value.map(({ document, read: outcome }) => leafOf(row.id, document, outcome))
    // What a true leaf says is enough; where there is none, the reason of each is kept.
    const isRead = read.some((leaf) => leaf.kind === 'read')
    for (const leaf of read) {
      if (leaf.kind === 'aside' && isRead) continue
      events.push(...leaf.events)
      if (leaf.kind === 'read') erasures += leaf.erasures
    }
  }
  const isMassErasure = erasures > mostErasures || (erasures > fewErasures && erasures > content.documents * largestShare)
  return ok({ plain: content, events: isMassErasure ? events.map(hold) : events, deletedStreams: [...new Set(deletedStreams)], isMassErasure })
}

const isAlone = ({ leaves, isDeleted, document }: ChangeRow): boolean => leaves <= 1 && !isDeleted && document !== null

const hold = (event: ReceivedEvent): ReceivedEvent => (event.byRetention === undefined ? event : { ...event, byRetention: 'held' })

interface ReadLeaf {
  readonly document: unknown
  readonly read: ReturnType<typeof readBatch>
}
const lookAt = (document: unknown): ReadLeaf => ({ document, read: readBatch(document) })

/** The only leaf, where it reads. */
function findWinner(row: ChangeRow): ReadLeaf | null {
  const winner = isAlone(row) ? lookAt(row.document) : null
  return winner?.read.ok === true ? winner : null
}

/** Every leaf that is not deleted. */
async function leavesOf(peer: Peer, database: string, { id, document }: ChangeRow): Promise<Result<readonly ReadLeaf[], ServerFailure>> {
  const all = await peer.leaves(database, id)
  // Too long to be sent: its id is what there is to set aside.
  if (!all.ok && all.failure.kind === 'unreadable' && document !== null) return ok([lookAt(document)])
  return all.ok ? ok(all.value.filter((leaf) => typeof leaf === 'object' && leaf !== null && !('_deleted' in leaf && leaf._deleted === true)).map(lookAt)) : all
}

type Leaf = { readonly kind: 'read'; readonly events: readonly ReceivedEvent[]; readonly erasures: number } | { readonly kind: 'aside'; readonly events: readonly ReceivedEvent[] }

/** What a document says, or that it is set aside; `id`: where it stood. */
export function readLeaf(id: string, leaf: unknown): Leaf {
  return leafOf(id, leaf, readBatch(leaf))
}

function leafOf(id: string, document: unknown, read: ReadLeaf['read']): Leaf {
  if (!read.ok) return { kind: 'aside', events: [asideDocument(id, document, read.failure.kind)] }
  if (read.value.kind === 'erased') return { kind: 'read', events: [], erasures: 1 }
  // Where its events have moved to is in the feed as well; parts of files are fetched when they are opened.
  if (read.value.kind !== 'batch') return { kind: 'read', events: [], erasures: 0 }
  const { events, setAside, isRetention } = read.value
  const erasing = isRetention ? events.filter(({ json }) => json['kind'] === 'case.erased').length : 0
  return {
    kind: 'read',
    events: [
      ...(isRetention ? events.map((event): ReceivedEvent => ({ ...event, byRetention: 'acts' })) : events),
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
