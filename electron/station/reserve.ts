import { type Files, onDisk } from './files.ts'
import { appendingBy, type Journal } from './journal/journal.ts'
import type { RandomBytes } from './ports.ts'

/**
 * Room kept on the disk by a file, so that a full disk still takes the clerk's records for a while: 16 MB are some
 * thousand commands, a day at a busy counter, and the 4 MB of a segment besides.
 */
export const reserveBytes = 16 << 20
const pieceBytes = 1 << 20

export interface Reserve {
  /** Makes the file where it is not there; gives whether it is. */
  ensure(): Promise<boolean>
  /** Gives the room back; false when there was none left to give. */
  release(): Promise<boolean>
}

export function createReserve(files: Files, path: string, randomBytes: RandomBytes, bytes: number): Reserve {
  let making: Promise<boolean> | null = null
  let releasing: Promise<boolean> | null = null

  async function make(): Promise<boolean> {
    const made = await onDisk('reserve', async () => {
      const there = await files.stat(path).catch(() => null)
      if (there?.bytes === bytes) return true
      await files.remove(path)
      const file = await files.create(path)
      try {
        // Random: zeros would be kept as nothing by some file systems.
        for (let at = 0; at < bytes; at += pieceBytes) await file.write(randomBytes(Math.min(pieceBytes, bytes - at)), at)
        await file.sync()
      } finally {
        await file.close()
      }
      return true
    })
    if (!made.ok) await onDisk('reserve', () => files.remove(path))
    return made.ok
  }
  async function giveBack(): Promise<boolean> {
    const removed = await onDisk('reserve', async () => {
      const there = await files.stat(path).catch(() => null)
      if (there) await files.remove(path)
      return there !== null
    })
    return removed.ok && removed.value
  }

  return {
    ensure: () => {
      making ??= make().finally(() => {
        making = null
      })
      return making
    },
    release: () => {
      releasing ??= (making ?? Promise.resolve()).then(giveBack).finally(() => {
        releasing = null
      })
      return releasing
    },
  }
}

/** A record that a full disk refuses is written once more into the room of the reserve. */
export function withReserve(journal: Journal, reserve: Reserve, used: () => void): Journal {
  let generation = 0
  return appendingBy(journal, async (stream, body) => {
    const before = generation
    const first = await journal.append(stream, body)
    if (first.ok || first.failure.problem !== 'full') return first
    // Several records share a flush: what one of them freed is there for all.
    const isFreed = generation !== before || (await reserve.release())
    if (!isFreed) return first
    generation += 1
    const second = await journal.append(stream, body)
    if (second.ok) used()
    return second
  })
}
