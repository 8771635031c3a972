import type { Placed } from './caseMarks.ts'
import type { CaseEvent, EventName, Scan } from './events.ts'

type EventOf<K extends CaseEvent['kind']> = Extract<CaseEvent, { kind: K }>

/** Add-only: in display order, the first retraction of each counts. */
export function foldScans(ordered: readonly Placed[]): readonly Scan[] {
  const scans = ordered.flatMap(({ name, event }) => (event.kind === 'scan.added' ? [asScan(name, event)] : []))
  if (scans.length === 0) return scans
  const retractions = ordered.flatMap(({ event }) => (event.kind === 'scan.retracted' ? [event] : []))
  return scans.map((scan) => retractions.reduce(retractScan, scan))
}

export function asScan(name: EventName, { payload, operator, at }: EventOf<'scan.added'>): Scan {
  return { ...payload, event: name, operator, at, retracted: null }
}

export function retractScan(scan: Scan, { payload, operator, at }: EventOf<'scan.retracted'>): Scan {
  return scan.event === payload.scan && !scan.retracted ? { ...scan, retracted: { operator, at } } : scan
}
