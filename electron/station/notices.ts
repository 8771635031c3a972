import type { Notice } from '../../shared/contracts/ipc.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import type { Layer } from '../../shared/domain/layers.ts'
import type { Cases } from './cases.ts'
import type { EventStore } from './eventStore.ts'
import type { Damage } from './journal/recordLog.ts'
import type { PackShelf } from './packShelf.ts'
import type { Clock } from './ports.ts'
import type { Printing } from './printing.ts'
import type { Session } from './session.ts'

/** What there is to say at this start, and what is found out after it. */
export interface Notices {
  list(): readonly Notice[]
  /** Two that took themselves for one station are found where what they did comes together. */
  findTwice(): Promise<void>
  /** Which prints were really interrupted: most were put on record, and only the note of it was not. */
  findInterrupted(): Promise<void>
}
export interface NoticesPorts {
  readonly store: EventStore
  readonly cases: Cases
  readonly printing: Printing
  readonly shelf: PackShelf
  readonly session: Session
  readonly clock: Clock
  readonly ofEditions: () => readonly Notice[]
  /** What was wrong with the records themselves. */
  readonly ofRecords: () => readonly Notice[]
  readonly changed: () => void
}

export function createNotices({ store, cases, printing, shelf, session, clock, ofEditions, ofRecords, changed }: NoticesPorts): Notices {
  const leftUnfinished = new Set(store.unfinishedPapers().map(({ number }) => number))
  let twice: readonly Notice[] = []

  return {
    list: () => {
      const unfinished = store.unfinishedPapers().filter(({ number }) => leftUnfinished.has(number))
      const interrupted = printing.interrupted().map(({ caseId, number }) => ({ caseId, number }))
      return [
        ...ofRecords(),
        ...twice,
        ...(interrupted.length > 0 ? [{ kind: 'print-interrupted' as const, papers: interrupted }] : []),
        ...ofEditions(),
        ...shelf.notices,
        ...overlayNotices(shelf.current.pack.overlays, session.settings()?.district ?? null, dayInChina(clock.now())),
        ...(unfinished.length > 0 ? [{ kind: 'unfinished-papers' as const, papers: unfinished }] : []),
      ]
    },
    findTwice: async () => {
      const found = await store.numbersTwice()
      if (!found.ok) return
      const isNews = found.value.length !== twice.length
      twice = found.value.map(({ number, cases: ids }) => ({ kind: 'number-twice', number, cases: ids }))
      if (isNews) changed()
    },
    findInterrupted: async () => {
      if (printing.interrupted().length === 0) return
      for (const { caseId, number, printedBefore } of printing.interrupted()) {
        const state = await cases.state(caseId)
        const stage = state.ok ? state.value.papers.find((paper) => paper.number === number)?.stage : undefined
        const isOpen = stage?.kind === 'rendered' || (stage?.kind === 'delivered' && stage.printedCopies === printedBefore)
        if (state.ok && !isOpen) await printing.end([number])
      }
      changed()
    },
  }
}

export function damageNotices(damage: Damage | null): readonly Notice[] {
  if (!damage) return []
  return [
    ...(damage.cutBytes > 0 ? [{ kind: 'tail-cut' as const, bytes: damage.cutBytes }] : []),
    ...(damage.skipped.length > 0 ? [{ kind: 'records-skipped' as const, seqs: damage.skipped, copy: damage.copy }] : []),
  ]
}

/** An overlay that was chosen on purpose is used all the same. */
function overlayNotices(overlays: readonly Layer[], stationDistrict: string | null, today: string): readonly Notice[] {
  return overlays.flatMap(({ name_zh: overlay, district, effectiveFrom }): Notice[] => [
    ...(stationDistrict === null || stationDistrict === district ? [] : [{ kind: 'overlay-elsewhere' as const, overlay, district, stationDistrict }]),
    ...(today >= effectiveFrom ? [] : [{ kind: 'overlay-early' as const, overlay, effectiveFrom }]),
  ])
}
