import type { DiskRoom, Safety } from '../../electron/station/ports.ts'

/** What guards the data, in the hands of a test: the clerk's choices, the room on the disk, the passing of time. */
export interface TestSafety extends Safety {
  /** The folder that the clerk will choose; `null`: cancels. */
  chosen: string | null
  /** By folder; everything else lies on a disk with room. */
  readonly rooms: Map<string, DiskRoom>
  readonly reported: unknown[]
  /** Some period has passed. */
  passTime(): void
}

export const ampleRoom: DiskRoom = { freeBytes: 100_000_000_000, volume: 'data' }

export function aSafety(changed: Partial<Safety> = {}): TestSafety {
  const works = new Set<() => void>()
  const rooms = new Map<string, DiskRoom>()
  const reported: unknown[] = []
  const safety: TestSafety = {
    machine: 'counter-3',
    witnessDir: '/beside',
    chosen: null,
    rooms,
    reported,
    reserveBytes: 4000,
    chooseFolder: () => Promise.resolve(safety.chosen),
    every: (_, work) => {
      works.add(work)
      return () => works.delete(work)
    },
    measureRoom: (folder) => Promise.resolve(rooms.get(folder) ?? ampleRoom),
    report: (error) => reported.push(error),
    passTime: () => {
      for (const work of [...works]) work()
    },
    ...changed,
  }
  return safety
}
