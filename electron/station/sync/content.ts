import type { ServerFailure } from '../../../shared/contracts/sync.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { readInForce } from '../editions/arrival.ts'
import type { ContentShelf } from '../editions/stationEditions.ts'
import type { DiskFailure } from '../files.ts'
import type { ChangeRow, Peer } from './peer.ts'
import type { PageReader } from './plainPage.ts'
import { readPage } from './pull.ts'
import type { Step } from './steps.ts'

export interface ContentPorts {
  readonly peer: Peer
  readonly reader: PageReader
  readonly content: ContentShelf
  readonly isStopped: () => boolean
  readonly step: Step
}

const pageSize = 50

/** Reads what the office publishes to its end: each edition is judged and kept before the next. Gives where it ended. */
export async function pullContent(ports: ContentPorts, source: string): Promise<Result<{ readonly seq: string }, ServerFailure | DiskFailure>> {
  const { content } = ports
  let since = (await content.checkpointOf(source)) ?? '0'
  for (;;) {
    const page = await readPage(ports, 'content', since, pageSize)
    if (!page.ok) {
      // A sequence that this server does not take any more.
      if (page.failure.kind !== 'server-error' || page.failure.status !== 400 || since === '0') return page
      since = '0'
      continue
    }
    const { head, isEnd } = page.value
    const { others } = await page.value.content
    const rows = others.filter(({ isDeleted }) => !isDeleted)
    for (const row of rows) {
      if (!row.id.startsWith('pack:')) continue
      const taken = await takeEdition(ports, row)
      if (!taken.ok) return taken
    }
    // Each contact asks. Where nothing has come, what is on record still leads there.
    const isNews = head.rows.length > 0 || since === '0'
    const reached = isNews ? await content.reached(source, head.last, rows.flatMap(({ document }) => readInForce(document) ?? [])) : ok(null)
    if (!reached.ok) return reached
    if (isEnd || head.last === since || ports.isStopped()) return ok({ seq: head.last })
    since = head.last
  }
}

/** A forged leaf that wins hides no true one: what it leaves unread is looked for in the others. */
const mostLeaves = 8

async function takeEdition({ peer, content, step }: ContentPorts, { id, document, leaves }: ChangeRow): Promise<Result<null, ServerFailure | DiskFailure>> {
  const seen = `${revisionOf(document)} of ${leaves}`
  if (await content.isKnown(id, seen)) return ok(null)
  const others = leaves > 1 ? await peer.leaves('content', id) : ok([])
  if (!others.ok) return others
  const rivals = others.value.filter((leaf) => revisionOf(leaf) !== revisionOf(document) && !isDeleted(leaf)).slice(0, mostLeaves)
  await step('content: before an edition is kept')
  for (const leaf of [document, ...rivals]) {
    const taken = await content.take(leaf, { id, seen }, () => fetchOne(peer, id, revisionOf(leaf)))
    if (!taken.ok) return taken
    if (taken.value === 'kept') break
  }
  await step('content: after an edition was kept')
  return ok(null)
}
const revisionOf = (document: unknown): string => (typeof document === 'object' && document !== null && '_rev' in document && typeof document._rev === 'string' ? document._rev : '')
const isDeleted = (document: unknown): boolean => typeof document === 'object' && document !== null && '_deleted' in document && document._deleted === true

/** What comes out too long or is no JSON is the document's fault, and judged as one that has no files. */
async function fetchOne(peer: Peer, id: string, revision: string): Promise<Result<unknown, ServerFailure>> {
  const fetched = await peer.withAttachments('content', id, revision)
  if (fetched.ok) return fetched
  const isItsFault = fetched.failure.kind === 'unreadable' || fetched.failure.kind === 'too-large' || fetched.failure.kind === 'gone'
  return isItsFault ? ok(null) : fail(fetched.failure)
}
