import { join } from 'node:path'
import * as z from 'zod'
import { ok, type Result } from '../../shared/domain/result.ts'
import { type DiskFailure, type Files, findFile, onDisk, replaceFile } from './files.ts'
import { decodeChecked, encodeChecked } from './journal/segmentIndex.ts'
import type { InTurn } from './turns.ts'

/** A paper on its way to a print queue. */
export interface Underway {
  readonly caseId: string
  readonly number: string
  /** Sheets on record when it was sent. */
  readonly printedBefore: number
}

/**
 * Papers between the print queue and their record: `<profile>/printing`, written before a queue is asked and emptied
 * when the record is flushed. What is found there at a start may have come out of the printer without a record: the
 * next sheet of it says 补打, and both are put on record.
 */
export interface Printing {
  /** Flushed when it returns; only then may a queue be asked. */
  begin(papers: readonly Underway[]): Promise<Result<null, DiskFailure>>
  /** They are on record, or no queue took them. A disk that refuses leaves a doubt that the record answers. */
  end(numbers: readonly string[]): Promise<void>
  /** A sheet of it may be out that nobody has put on record. */
  isInDoubt(number: string, printedCopies: number): boolean
  /** Found at this start, as far as they are still in doubt. */
  interrupted(): readonly Underway[]
}

const stored = z.object({ underway: z.array(z.object({ caseId: z.string(), number: z.string(), printedBefore: z.int().min(0) })) })

export async function openPrinting(files: Files, profileDir: string, inTurn: InTurn): Promise<Printing> {
  const path = join(profileDir, 'printing')
  const found = await onDisk('printing', () => findFile(files, path))
  const read = found.ok && found.value ? stored.safeParse(decodeChecked(found.value)) : null
  const left = read?.data?.underway ?? []
  let underway: readonly Underway[] = left
  const save = (next: readonly Underway[]): Promise<Result<null, DiskFailure>> =>
    inTurn('printing', async () => {
      const written = await onDisk('printing', () => replaceFile(files, path, encodeChecked({ underway: next })))
      return written.ok ? ok(null) : written
    })

  return {
    begin: async (papers) => {
      const numbers = new Set(papers.map(({ number }) => number))
      const next = [...underway.filter(({ number }) => !numbers.has(number)), ...papers]
      const written = await save(next)
      if (written.ok) underway = next
      return written
    },
    end: async (numbers) => {
      underway = underway.filter(({ number }) => !numbers.includes(number))
      await save(underway)
    },
    isInDoubt: (number, printedCopies) => underway.some((paper) => paper.number === number && paper.printedBefore === printedCopies),
    interrupted: () => left.filter((paper) => underway.includes(paper)),
  }
}
