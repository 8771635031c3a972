import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { readInForce } from '../editions/arrival.ts'
import type { ContentShelf } from '../editions/stationEditions.ts'
import type { DiskFailure } from '../files.ts'
import type { Peer } from './peer.ts'
import { readPage } from './pull.ts'
import type { Step } from './steps.ts'

export interface ContentPorts {
  readonly peer: Peer
  readonly content: ContentShelf
  readonly isStopped: () => boolean
  readonly step: Step
}

const pageSize = 50

/** Reads what the office publishes to its end: each edition is judged and kept before the next. Gives where it ended. */
export async function pullContent(ports: ContentPorts, source: string): Promise<Result<{ readonly seq: string }, ServerFailure | DiskFailure>> {
  const { peer, content, step } = ports
  let since = (await content.checkpointOf(source)) ?? '0'
  for (;;) {
    const page = await readPage(ports, 'content', since, pageSize)
    if (!page.ok) {
      // A sequence that this server does not take any more.
      if (page.failure.kind !== 'server-error' || page.failure.status !== 400 || since === '0') return page
      since = '0'
      continue
    }
    const { changes, isEnd } = page.value
    const rows = changes.rows.filter(({ isDeleted }) => !isDeleted)
    for (const { id, document } of rows) {
      if (!id.startsWith('pack:') || (await content.isKnown(id))) continue
      await step('content: before an edition is kept')
      const taken = await content.take(document, id, () => fetchOne(peer, id))
      if (!taken.ok) return taken
      await step('content: after an edition was kept')
    }
    const reached = await content.reached(source, changes.last, rows.flatMap(({ document }) => readInForce(document) ?? []))
    if (!reached.ok) return reached
    if (isEnd || changes.last === since || ports.isStopped()) return ok({ seq: changes.last })
    since = changes.last
  }
}

/** What comes out too long or is no JSON is the document's fault, and judged as one that has no files. */
async function fetchOne(peer: Peer, id: string): Promise<Result<unknown, ServerFailure>> {
  const fetched = await peer.withAttachments('content', id)
  if (fetched.ok) return fetched
  const isItsFault = fetched.failure.kind === 'unreadable' || fetched.failure.kind === 'too-large' || fetched.failure.kind === 'gone'
  return isItsFault ? ok(null) : fail(fetched.failure)
}
