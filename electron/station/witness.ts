import { join } from 'node:path'
import * as z from 'zod'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { type Files, findFile, onDisk, replaceFile } from './files.ts'
import { sha256 } from './identity.ts'
import { findJson } from './journal/opening.ts'

/**
 * Two small files say whether a profile is where it was and as new as it was: the witness lies beside the data and does
 * not travel with them; `place.json` lies in the profile and does. See decision 0012.
 */
export interface Witness {
  readonly judge: (journal: WitnessedJournal) => Promise<Verdict>
  /** Writes down how far the journal goes, where that is news. */
  readonly note: (journal: WitnessedJournal) => Promise<void>
  /** Records that were here when it was last written; 0 without a witness. */
  readonly seqSeen: () => Promise<number>
}
export interface WitnessedJournal {
  readonly station: string
  readonly incarnation: string
  head(): { readonly seq: number; readonly chain: string }
  findChain(seq: number): Promise<string | null>
}
export type Verdict =
  | { readonly kind: 'same' }
  /** `behind`: records that are known of and not here; 0: as many, but others. */
  | { readonly kind: 'put-back'; readonly behind: number }
  | { readonly kind: 'copied'; readonly from: 'other-machine' | 'other-folder' | 'unknown' }
  /** Used before there were witnesses: nobody can tell, and nobody need be told. */
  | { readonly kind: 'first-witness' }

export interface WitnessPorts {
  readonly files: Files
  readonly profileDir: string
  /** Outside the data. */
  readonly witnessDir: string
  readonly profile: string
  /** Names this computer. */
  readonly machine: string
}

const witnessShape = z.strictObject({ station: z.string(), incarnation: z.string(), seq: z.int().min(1), chain: z.string() })
/** `isWitnessed`: false where nothing could be written outside the data. */
const placeShape = z.strictObject({ machine: z.string(), folder: z.string(), isWitnessed: z.boolean() })

export function createWitness({ files, profileDir, witnessDir, profile, machine }: WitnessPorts): Witness {
  const witnessPath = join(witnessDir, `${profile}.json`)
  const placePath = join(profileDir, 'place.json')
  // Folders may be named after people.
  const folder = sha256(profileDir).slice(0, 16)
  let noted: string | null = null
  let placed: string | null = null

  async function read<T>(path: string, shape: z.ZodType<T>): Promise<T | null> {
    const found = await onDisk('witness', () => findFile(files, path))
    return shape.safeParse(found.ok && found.value ? findJson(found.value) : null).data ?? null
  }
  async function write(path: string, value: object): Promise<boolean> {
    const written = await onDisk('witness', () => replaceFile(files, path, Buffer.from(`${canonicalJson({ ...value })}\n`)))
    return written.ok
  }

  return {
    seqSeen: async () => (await read(witnessPath, witnessShape))?.seq ?? 0,
    judge: async (journal) => {
      const [witness, place] = await Promise.all([read(witnessPath, witnessShape), read(placePath, placeShape)])
      const head = journal.head()
      if (place && place.machine !== machine) return { kind: 'copied', from: 'other-machine' }
      if (place && place.folder !== folder) return { kind: 'copied', from: 'other-folder' }
      if (!witness) {
        // A segment's opening is the only record of a first start.
        if (!place) return head.seq <= 1 ? { kind: 'same' } : { kind: 'first-witness' }
        return place.isWitnessed ? { kind: 'copied', from: 'unknown' } : { kind: 'same' }
      }
      if (witness.station !== journal.station) return { kind: 'copied', from: 'other-folder' }
      if (witness.seq > head.seq) return { kind: 'put-back', behind: witness.seq - head.seq }
      const chain = witness.seq === head.seq ? head.chain : await journal.findChain(witness.seq)
      return chain === null || chain === witness.chain ? { kind: 'same' } : { kind: 'put-back', behind: 0 }
    },
    note: async (journal) => {
      const witness = { station: journal.station, incarnation: journal.incarnation, ...journal.head() }
      const text = canonicalJson({ ...witness })
      if (text === noted) return
      await onDisk('witness', () => files.makeFolder(witnessDir))
      const isWitnessed = await write(witnessPath, witness)
      if (isWitnessed) noted = text
      const place = { machine, folder, isWitnessed }
      if (placed === canonicalJson(place)) return
      if (await write(placePath, place)) placed = canonicalJson(place)
    },
  }
}
