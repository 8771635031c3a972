import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { findFile } from '../electron/station/files.ts'
import { decodeManifest } from '../electron/station/journal/manifest.ts'
import { indexName, manifestName, segmentName } from '../electron/station/journal/segmentFolder.ts'
import { decodeIndex } from '../electron/station/journal/segmentIndex.ts'
import { type LogAsFound, readLogs } from './profileLogs.ts'
import { readOnlyFiles } from './readOnlyFiles.ts'

/**
 * `npm run -s verify -- journal DIR`: lengths, checksums, digests and chain of every record, and whether manifest and
 * index say the same. One line per problem, one at the end. Exit 0: whole; 1: problems; 2: no journal, or used wrongly.
 */
const [what, dir, ...more] = process.argv.slice(2)
if (what !== 'journal' || dir === undefined || more.length > 0) {
  process.stderr.write('usage: npm run -s verify -- journal DIR\n')
  process.exitCode = 2
} else {
  const logs = await readLogs(dir)
  if (logs.length === 0) {
    process.stderr.write(`${dir}: no journal here\n`)
    process.exitCode = 2
  }
  for (const log of logs) {
    const problems = [...problemsOf(log), ...(await derivedProblems(log))]
    const { segments, missing, newlyMissing, last, opening } = log.found
    const records = segments.reduce((sum, { index }) => sum + index.seqs.length, 0)
    const known = missing.length - newlyMissing.length
    for (const problem of problems) process.stdout.write(`${log.name}: ${problem}\n`)
    process.stdout.write(`${log.name}: ${problems.length === 0 ? 'whole' : `${problems.length} problems`}, station ${opening?.station ?? 'unknown'}, ${records} records in ${segments.length} segments, last ${last.seq}, chain ${last.chain}${known > 0 ? `, ${known} records known to be lost` : ''}\n`)
    if (problems.length > 0) process.exitCode = 1
  }
}

function problemsOf({ found, listing }: LogAsFound): readonly string[] {
  const { refusal, newlyMissing, tail } = found
  return [
    ...listing.foreign.map((name) => `${name}: not a file of a journal`),
    ...newlyMissing.map((seq) => `record ${seq}: damaged or missing`),
    ...(tail ? [`${segmentName(tail.segment)}: nothing whole in the last ${tail.bytes} bytes (from byte ${tail.from})`] : []),
    ...(refusal ? [refusal.kind === 'newer-format' ? `written by a newer program (format ${refusal.format})` : `${refusal.file}: ${refusal.problem}`] : []),
  ]
}

/** Manifest and index are made again at need; where they are there, they have to be right. */
async function derivedProblems({ folder, found }: LogAsFound): Promise<readonly string[]> {
  const bytes = await findFile(readOnlyFiles, join(folder.dir, manifestName))
  if (!bytes) return []
  const manifest = decodeManifest(bytes)
  if (!manifest) return [`${manifestName}: damaged`]
  const problems: string[] = []
  for (const closed of manifest.segments) {
    if (closed.bytes === 0) continue
    const read = found.segments.find(({ closed: { segment } }) => segment === closed.segment)
    if (!read) {
      problems.push(`${manifestName}: segment ${closed.segment} is gone`)
      continue
    }
    const { plain } = await folder.readPlain(closed.segment)
    const digest = createHash('sha256').update(plain.subarray(0, closed.bytes)).digest('hex')
    if (digest !== closed.sha256) problems.push(`${manifestName}: segment ${closed.segment} has another content`)
    if (read.closed.head.seq !== closed.head.seq || read.closed.head.chain !== closed.head.chain) problems.push(`${manifestName}: segment ${closed.segment} ends with another record`)
    const index = await findFile(readOnlyFiles, join(folder.dir, indexName(closed.segment)))
    if (index && !decodeIndex(index, closed.segment, closed.sha256)) problems.push(`${indexName(closed.segment)}: damaged, or of another segment`)
  }
  return problems
}
