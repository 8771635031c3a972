import { join } from 'node:path'
import type { Notice, ProfileKind } from '../../shared/contracts/ipc.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { type Belonging, openBelonging } from './belonging.ts'
import { momentInChina } from './chinaTime.ts'
import { listIfThere } from './copyPass.ts'
import { type DiskFailure, type Files, findFile } from './files.ts'
import type { Journal } from './journal/journal.ts'
import type { Clock, RandomBytes, Safety } from './ports.ts'
import { createReserve, type Reserve, withReserve } from './reserve.ts'
import type { Troubles } from './troubles.ts'
import { createWitness, type Witness } from './witness.ts'

/** What guards one profile beyond its journal: the witness beside it, and in the office the reserve for a full disk. */
export interface ProfileGuard {
  /** Writes once more into the reserve where the disk is full. */
  readonly journal: Journal
  notices(): readonly Notice[]
  ahead(behind: number): Promise<void>
  metItself(): Promise<void>
  /** Makes the reserve again. */
  restock(): Promise<void>
  close(): Promise<void>
}
export interface ProfileGuardPorts {
  readonly profile: ProfileKind
  readonly profileDir: string
  readonly files: Files
  readonly randomBytes: RandomBytes
  readonly clock: Clock
  readonly safety: Safety
}

/** At most so often is the witness written while people work. */
export const witnessPeriodMs = 10_000

const witnessOf = ({ profile, profileDir, files, safety }: ProfileGuardPorts): Witness => createWitness({ files, profileDir, witnessDir: safety.witnessDir, profile, machine: safety.machine })

/** The witness remembers records, and nothing is left of them: never a fresh start. */
export async function hasVanished(ports: ProfileGuardPorts): Promise<boolean> {
  const { profile, profileDir, files } = ports
  // Practice may be thrown away and begun again.
  if (profile === 'practice' || (await witnessOf(ports).seqSeen()) === 0) return false
  const format = await findFile(files, join(profileDir, 'format.json'))
  return format === null && (await listIfThere(files, join(profileDir, 'journal'))).length === 0
}

export async function guardProfile(ports: ProfileGuardPorts, journal: Journal, troubles: Troubles, changed: () => void): Promise<Result<ProfileGuard, DiskFailure>> {
  const { profile, profileDir, files, randomBytes, clock, safety } = ports
  const opened = await openBelonging({ files, profileDir, journal, witness: witnessOf(ports), changed })
  if (!opened.ok) return opened
  const belonging: Belonging = opened.value
  const reserve: Reserve | null = profile === 'office' ? createReserve(files, join(profileDir, 'reserve.bin'), randomBytes, safety.reserveBytes) : null
  const stop = safety.every(witnessPeriodMs, () => void belonging.note().catch(safety.report))
  return ok({
    journal: reserve ? withReserve(journal, reserve, () => troubles.raise({ kind: 'reserve-used', since: momentInChina(clock.now()) })) : journal,
    notices: belonging.notices,
    ahead: belonging.ahead,
    metItself: belonging.metItself,
    restock: async () => {
      if (reserve && (await reserve.ensure())) troubles.settle('reserve-used')
    },
    close: async () => {
      stop()
      await belonging.note()
    },
  })
}
