import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { readPack } from '../../../electron/station/packs.ts'
import { batchDocument, cutBatches } from '../../../electron/station/sync/batch.ts'
import { createDraws } from '../../../scripts/seed/draws.ts'
import { sampleCase, type SampleCase } from '../../../scripts/seed/sampleCase.ts'
import { sampleOffice, type StationStream } from '../../../scripts/seed/sampleOffice.ts'
import { samplePlans } from '../../../scripts/seed/samplePlans.ts'
import { compilePack } from '../../../shared/domain/compilePack.ts'
import type { SampleHeader } from './officeProcess.ts'
import { asStored, sender } from './storedDocument.ts'

/**
 * Writes the documents of an office's server, with the cases of `npm run seed`, into a file, and says which: argv are
 * their number and a folder. A file whose first cases are the same is taken as it is.
 */
const count = Number(process.argv[2])
const folder = process.argv[3] ?? ''
const mostChanged = 100
const casesTogether = 200

const read = await readPack(join(process.cwd(), 'resources', 'packs', 'xiamen-2021'))
if (!read.ok) throw new Error(read.failure.problems.join('\n'))
const compiled = compilePack(read.value.pack, read.value.ref)
const draws = createDraws(1)
const { office, stationStreams } = sampleOffice(compiled, samplePlans(compiled), draws, { district: '集美区', year: 2026, stations: 4 })

/** The newest event of each case that may be changed. */
const newest: { stream: string; text: string }[] = []
let [documents, events, bytes] = [0, 0, 0]
const firstLines = linesFrom(0)
const digest = createHash('sha256').update(firstLines).digest('hex').slice(0, 16)
const path = join(folder, `${count}-${digest}.jsonl`)
if (!existsSync(path)) await writeAll()
process.send?.(path)

async function writeAll(): Promise<void> {
  for (const old of await readdir(folder)) if (!old.endsWith(`-${digest}.jsonl`)) await rm(join(folder, old))
  process.stderr.write(`  making the documents of ${count} cases\n`)
  const file = await open(`${path}.part`, 'w')
  await file.write(firstLines)
  for (let first = casesTogether; first < count; first += casesTogether) await file.write(linesFrom(first))
  // Last, because only now it is known.
  const header: SampleHeader = { documents, events, bytes, stations: stationStreams.flatMap(linesOf), newest }
  await file.write(`${JSON.stringify(header)}\n`)
  await file.close()
  await rename(`${path}.part`, path)
}

function linesFrom(first: number): string {
  const lines: string[] = []
  for (let index = first; index < Math.min(count, first + casesTogether); index += 1) {
    const sample = sampleCase(office, draws, index)
    const last = sample.sessions.at(-1)?.at(-1)
    if (last && newest.length < mostChanged) newest.push({ stream: sample.stream, text: last.text })
    const made = linesOf(sample)
    documents += made.length
    events += sample.sessions.reduce((sum, session) => sum + session.length, 0)
    bytes += sample.sessions.flat().reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
    lines.push(...made)
  }
  return `${lines.join('\n')}\n`
}

function linesOf({ stream, sessions, hint }: SampleCase | StationStream): readonly string[] {
  return sessions.flatMap((session, at) => cutBatches(stream, session).batches.map((batch) => JSON.stringify(asStored(batchDocument(batch, sender, at === sessions.length - 1 ? hint : 'open')))))
}
