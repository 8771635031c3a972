import { readEvidence } from '../journalEvidence.ts'
import type { MemoryFiles } from '../memoryFiles.ts'
import type { Chance } from '../writeback.ts'

export interface Damage {
  readonly what: string
  /** The events that stood there before, by name. */
  readonly before: ReadonlyMap<string, Stood>
  /** Typing and papers have files of their own: what was in them may be gone with no record lost. */
  readonly hit: 'journal' | 'derived' | 'draft' | 'paper'
}

/** Number and stream of the record that an event stands in. */
export interface Stood {
  readonly seq: number
  readonly stream: string
}

const profile = '/place/office'

/** Changes one file of a closed profile, as a bad disk or a curious hand would. */
export async function damageAFile(files: MemoryFiles, chance: Chance): Promise<Damage | null> {
  const paths = [...files.entries.keys()].filter((path) => path.startsWith(`${profile}/`) && !path.includes('/aside/') && files.get(path).length > 0).sort()
  const groups = [/\/segment-\d+\.log(\.gz)?$/, /\/segment-\d+\.log(\.gz)?$/, /\.idx$/, /manifest\.json$/, /recoveries\.json$/, /\/draft$/, /\.pdf$/]
  const pattern = chance.pick(groups)
  const found = paths.filter((path) => pattern.test(path))
  if (found.length === 0) return null
  const path = chance.pick(found)
  const isSegment = path.includes('/segment-') && !path.endsWith('.idx')
  const bytes = files.get(path)
  const before = await namesOn(files)
  const way = chance.pick(isSegment ? (['flip', 'flip', 'shorten'] as const) : (['flip', 'shorten', 'empty', 'remove'] as const))
  switch (way) {
    case 'flip': {
      const at = chance.below(bytes.length)
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ (1 << chance.below(8))
      files.put(path, changed)
      break
    }
    case 'shorten':
      files.put(path, bytes.subarray(0, chance.below(bytes.length)))
      break
    case 'empty':
      files.put(path, Buffer.alloc(0))
      break
    case 'remove':
      await files.remove(path)
  }
  const hit = isSegment ? 'journal' : path.endsWith('/draft') ? 'draft' : path.includes('/papers/') ? 'paper' : 'derived'
  return { what: `${way} ${path}`, before, hit }
}

export async function namesOn(files: MemoryFiles): Promise<ReadonlyMap<string, Stood>> {
  const { records } = await readEvidence(files, profile)
  return new Map(records.flatMap(({ seq, stream, events }) => events.map(({ name }) => [name, { seq, stream }] as const)))
}
