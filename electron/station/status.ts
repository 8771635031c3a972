import type { StationStatus } from '../../shared/contracts/ipc.ts'
import type { Trouble } from '../../shared/contracts/records.ts'
import type { EventStore } from './eventStore.ts'
import type { Journal } from './journal/journal.ts'
import type { Notices } from './notices.ts'
import type { PackShelf } from './packShelf.ts'
import type { Recoveries } from './recoveries.ts'
import type { Session } from './session.ts'

export interface StatusPorts {
  readonly session: Session
  readonly journal: Pick<Journal, 'station' | 'head'>
  readonly shelf: Pick<PackShelf, 'current'>
  readonly store: Pick<EventStore, 'lastSavedAt'>
  readonly notices: Pick<Notices, 'list'>
  readonly recoveries: Pick<Recoveries, 'unread'>
  /** Records that no server has confirmed; `null` where nobody has looked. */
  readonly unsent: () => number | null
  readonly troubles: () => readonly Trouble[]
  readonly version: string
}

/** What the screen knows of the station, at any moment. */
export function createStatus({ session, journal, shelf, store, notices, recoveries, unsent, troubles, version }: StatusPorts): () => StationStatus {
  return () => {
    const settings = session.settings()
    const { ref, pack } = shelf.current
    return {
      profile: session.profile,
      phase: settings ? { kind: 'ready', stationId: journal.station, code: settings.code, stationName: settings.name, district: settings.district } : { kind: 'needs-set-up' },
      operators: session.operators(),
      operator: session.operator(),
      pack: { ...ref, name_zh: pack.name_zh, effectiveFrom: pack.effectiveFrom, overlays: pack.overlays.map(({ id, version: of, name_zh, short_zh, sample }) => ({ id, version: of, name_zh, short_zh, sample })) },
      lastSavedAt: store.lastSavedAt(),
      unsent: unsent() ?? journal.head().seq,
      notices: notices.list(),
      troubles: troubles(),
      recovery: recoveries.unread(),
      version,
    }
  }
}
