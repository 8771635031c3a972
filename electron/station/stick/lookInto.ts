import type { StickCase, StickCounts } from '../../../shared/contracts/stick.ts'
import type { AsideReason } from '../../../shared/contracts/sync.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { ok, type Result } from '../../../shared/domain/result.ts'
import type { EventStore } from '../eventStore.ts'
import type { DiskFailure } from '../files.ts'
import { nameEvent } from '../identity.ts'
import { judge, type ReceivedEvent } from '../receivedEvents.ts'
import { caseOfStream } from '../recordEvents.ts'
import { readLeaf } from '../sync/arrivals.ts'
import type { StickEntry } from './container.ts'

/** What a document brings. Nobody vouches for a file that was carried by hand: what is marked as the server's erases nothing by itself. */
export function eventsOf(entry: Extract<StickEntry, { kind: 'batch' }>): readonly ReceivedEvent[] {
  return readLeaf(idOf(entry.document), entry.document).events.map(({ byRetention: _said, ...event }) => event)
}
export const idOf = (document: unknown): string => (typeof document === 'object' && document !== null && '_id' in document && typeof document._id === 'string' ? document._id.slice(0, 200) : '')

/** What taking a file in would change, found without taking it in. */
export interface Look {
  take(events: readonly ReceivedEvent[]): Promise<Result<null, DiskFailure>>
  counts(): StickCounts
  /** Those with gaps first, then those with something new. */
  cases(): readonly StickCase[]
}

interface SeenStream {
  readonly here: ReadonlySet<EventName>
  readonly inFile: Set<EventName>
  readonly referred: Set<EventName>
}

export function createLook(store: Pick<EventStore, 'readTexts' | 'confirmedErasures' | 'refusedErasures'>): Look {
  const streams = new Map<string, SeenStream>()
  const aside = new Map<AsideReason, number>()
  let erasures = 0

  function isSpokenOf(stream: string, erasure: EventName): boolean {
    const id = caseOfStream(stream) ?? ''
    return store.confirmedErasures(id).has(erasure) || store.refusedErasures(id).has(erasure)
  }
  async function seen(stream: string): Promise<Result<SeenStream, DiskFailure>> {
    const known = streams.get(stream)
    if (known) return ok(known)
    const texts = await store.readTexts(stream)
    if (!texts.ok) return texts
    const fresh: SeenStream = { here: new Set(texts.value.map(nameEvent)), inFile: new Set(), referred: new Set() }
    streams.set(stream, fresh)
    return ok(fresh)
  }
  const freshOf = ({ here, inFile }: SeenStream): number => [...inFile].filter((name) => !here.has(name)).length
  const sum = (of: (stream: SeenStream) => number): number => [...streams.values()].reduce((total, stream) => total + of(stream), 0)

  return {
    take: async (events) => {
      for (const event of events) {
        const judged = judge(event)
        if ('reason' in judged) {
          aside.set(judged.reason, (aside.get(judged.reason) ?? 0) + 1)
          continue
        }
        const stream = await seen(judged.stream)
        if (!stream.ok) return stream
        const { inFile, referred } = stream.value
        if (judged.isErasure === true && !inFile.has(event.name) && !isSpokenOf(judged.stream, event.name)) erasures += 1
        inFile.add(event.name)
        for (const name of parentsOf(event)) referred.add(name)
      }
      return ok(null)
    },
    counts: () => ({ fresh: sum(freshOf), known: sum((stream) => stream.inFile.size) - sum(freshOf), aside: [...aside].map(([reason, count]) => ({ reason, count })), erasures }),
    cases: () =>
      [...streams]
        .flatMap(([name, stream]): StickCase[] => {
          const caseId = caseOfStream(name)
          if (caseId === null) return []
          const fresh = freshOf(stream)
          const gaps = [...stream.referred].filter((parent) => !stream.here.has(parent) && !stream.inFile.has(parent)).length
          return [{ caseId, fresh, known: stream.inFile.size - fresh, gaps }]
        })
        .sort((one, other) => other.gaps - one.gaps || other.fresh - one.fresh),
  }
}

function parentsOf(event: ReceivedEvent): readonly string[] {
  const parents = 'json' in event ? event.json['parents'] : null
  return Array.isArray(parents) ? parents.filter((name) => typeof name === 'string') : []
}
