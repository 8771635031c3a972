import type { Placed } from './caseMarks.ts'
import type { DrawnPaper, EventName, Paper } from './events.ts'
import type { Sight } from './sight.ts'

/** What happened to one paper after its number was taken. */
interface PaperLife {
  drawn: DrawnPaper | null
  readonly how: Set<'saved' | 'printed'>
  printedCopies: number
  isConfirmed: boolean
  voidedBecause: string | null
}
type Reservation = Extract<Placed['event'], { kind: 'paper.reserved' }>
type PaperStep = Extract<Placed['event'], { kind: 'paper.rendered' | 'paper.delivered' | 'paper.confirmed' | 'paper.voided' }>

export const isPaperStep = (event: Placed['event']): event is PaperStep => event.kind === 'paper.rendered' || event.kind === 'paper.delivered' || event.kind === 'paper.confirmed' || event.kind === 'paper.voided'

/**
 * By reservation, in display order: a number that was taken stays, whatever comes later. Where one number was taken
 * twice, a step belongs to the reservations that it has seen, or to all where it has seen none; voiding concerns the
 * number, and so every paper that carries it.
 */
export function foldPapers(ordered: readonly Placed[], positionOf: (name: EventName) => number | undefined, sight: Sight): readonly Paper[] {
  const reservations = new Map<string, { readonly name: EventName; readonly life: PaperLife }[]>()
  const papers: { readonly name: EventName; readonly event: Reservation; readonly life: PaperLife }[] = []
  for (const { name, event } of ordered) {
    if (event.kind !== 'paper.reserved') continue
    const { number } = event.payload
    const life: PaperLife = { drawn: null, how: new Set(), printedCopies: 0, isConfirmed: false, voidedBecause: null }
    papers.push({ name, event, life })
    const sameNumber = reservations.get(number)
    if (sameNumber) sameNumber.push({ name, life })
    else reservations.set(number, [{ name, life }])
  }
  if (papers.length === 0) return []
  for (const { name, event } of ordered) {
    if (!isPaperStep(event)) continue
    const all = reservations.get(event.payload.number) ?? []
    const seen = all.length < 2 || event.kind === 'paper.voided' ? all : all.filter((one) => sight.hasSeen(positionOf(name) ?? 0, positionOf(one.name) ?? 0))
    for (const { life } of seen.length === 0 ? all : seen) live(life, event)
  }
  return papers.map(({ name, event, life }) => ({ number: event.payload.number, reservation: name, kind: event.payload.paperKind, reservedBy: event.operator, reservedAt: event.at, stage: stageOf(life) }))
}

function live(life: PaperLife, event: PaperStep): void {
  switch (event.kind) {
    case 'paper.rendered':
      life.drawn = { sha256: event.payload.sha256, pages: event.payload.pages, ...(event.payload.page === undefined ? {} : { page: event.payload.page }) }
      return
    case 'paper.delivered':
      life.how.add(event.payload.how)
      if (event.payload.how === 'printed') life.printedCopies += 1
      return
    case 'paper.confirmed':
      life.isConfirmed = true
      return
    case 'paper.voided':
      life.voidedBecause ??= event.payload.reason
  }
}

function stageOf({ drawn, how, printedCopies, isConfirmed, voidedBecause }: PaperLife): Paper['stage'] {
  if (voidedBecause !== null) return { kind: 'voided', reason: voidedBecause }
  if (!drawn) return { kind: 'reserved' }
  return how.size === 0 ? { kind: 'rendered', ...drawn } : { kind: 'delivered', ...drawn, how: [...how].sort(), printedCopies, isConfirmed }
}
