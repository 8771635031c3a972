import type { RequestOf } from '../../shared/contracts/ipc.ts'

/** With less room than this, a store that can't be opened is taken for a full disk and not for a damaged one. */
const leastFreeBytes = 256 << 20

/** The parts of electron that are used. */
export interface Relaunching {
  readonly app: { relaunch(): void; quit(): void }
  readonly session: { clearStorageData(options: { storages: 'indexdb'[] }): Promise<void> }
  /** Free bytes on the disk of the data folder. */
  readonly freeBytes: () => Promise<number>
  readonly log: (entry: string) => void
}

/** Ends the program and opens it again. The browser's store holds nothing that the records do not; it is emptied only where that can help. */
export function openAgain({ app, session, freeBytes, log }: Relaunching): (how: RequestOf<'app:relaunch'>) => Promise<void> {
  return async ({ clearCache }) => {
    if (clearCache) {
      try {
        const free = await freeBytes()
        // A full disk looks like a damaged store, and heals by itself.
        if (free >= leastFreeBytes) await session.clearStorageData({ storages: ['indexdb'] })
        log(`cache could not be opened: ${free >= leastFreeBytes ? 'emptied' : 'left alone, the disk is nearly full'}`)
      } catch (error) {
        log(`cache could not be emptied: ${error instanceof Error ? error.name : 'unknown'}`)
      }
    }
    app.relaunch()
    // The page gets its answer before it is closed.
    setImmediate(() => app.quit())
  }
}
