import { createBreath } from '../breath.ts'
import type { RowMaker } from '../caseRow.ts'
import { rowRestsOn } from '../feed.ts'
import { caseOfStream } from '../recordEvents.ts'

const over: ReadonlySet<string | null> = new Set(['closed', 'refused', 'withdrawn'])

/** Streams of cases that are not over, by the rows that lists show; each given with its last records. What can't be judged goes along. */
export async function findOpen(rows: Pick<RowMaker, 'statusOf' | 'forget'>, streams: readonly { readonly stream: string; readonly journal: number; readonly kept: number }[], isStopped: () => boolean, tell: (done: number, total: number) => void): Promise<readonly string[]> {
  const breathe = createBreath()
  const open: string[] = []
  const cases = streams.flatMap(({ stream, journal, kept }) => {
    const id = caseOfStream(stream)
    return id === null ? [] : [{ stream, id, restsOn: rowRestsOn(journal, kept) }]
  })
  for (const [at, { stream, id, restsOn }] of cases.entries()) {
    if (isStopped()) break
    await breathe()
    tell(at, cases.length)
    if (!over.has(await rows.statusOf(id, restsOn))) open.push(stream)
  }
  rows.forget()
  return open
}
