import type { CaseEvent, FieldPath, Named } from '../../shared/domain/events.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { beginCase, growCase } from '../../shared/domain/growCase.ts'
import { aCase, AStation, caseId } from '../builders/events.ts'
import { type Figure, medianMs } from './measure.ts'

const paths: readonly FieldPath[] = [...Array.from({ length: 70 }, (_, index): FieldPath => `facts.fact${index}`), ...Array.from({ length: 40 }, (_, index): FieldPath => `materials.planning-permit/material-${index}`), 'project.name', 'applicant.name', 'applicant.phone']

/** One person's run of answers, with a note and a receipt now and then. */
function burst(station: AStation, from: number, count: number): void {
  for (let at = from; at < from + count; at += 1) {
    if (at % 23 === 7) station.append({ kind: 'note.added', payload: { text: `第 ${at} 条` } })
    else if (at % 31 === 11) station.append({ kind: 'paper.reserved', payload: { paperKind: 'material-receipt', number: `M000${station.number}-AAAAAA-${String(at).padStart(4, '0')}` } })
    else station.write(paths[at % paths.length] ?? 'theme', at)
  }
}

/** A long case as it happens: bursts on one station, hand-overs, one fork offline, taken together again and decided. */
function aLongCase(): AStation {
  const [counter, caravan, back, other, last] = [aCase(), new AStation(2), new AStation(3), new AStation(4), new AStation(5)]
  burst(counter, 0, 150)
  caravan.receive(counter)
  burst(caravan, 150, 90)
  for (const station of [back, other]) station.receive(caravan)
  burst(back, 240, 45)
  burst(other, 300, 45)
  back.receive(other)
  burst(back, 360, 90)
  back.accept()
  last.receive(back)
  while (last.has.size < 500) burst(last, last.has.size, 1)
  return last
}

/** Five stations that never hear of one another, each with decisions of its own. */
function aTornCase(): AStation {
  const first = aCase()
  const stations = [first, ...[2, 3, 4, 5].map((number) => new AStation(number))]
  for (const station of stations) station.receive(first)
  for (const [index, station] of stations.entries()) {
    burst(station, index * 17, 60)
    station.accept()
    burst(station, index * 17 + 60, 38)
  }
  for (const station of stations) first.receive(station)
  return first
}

export function foldBench(): readonly Figure[] {
  const samples = 400
  const [long, torn] = [aLongCase(), aTornCase()]
  const before = beginCase(caseId, long.events)
  const [events, tornEvents] = [before.events, torn.events]
  // Each a first event after the same state: what was added once would be known the second time.
  const next = Array.from({ length: samples * 2 }, (_, sample) => aNextWrite(events, sample))
  const figure = (id: string, what: string, value: number, limit: number): Figure => ({ id, what, unit: 'ms', value, against: null, ratio: null, limit, samples })
  let taken = 0
  return [
    figure('fold', `a parsed case of ${events.length} events by five stations: bursts, hand-overs, one fork offline; ${before.state.marks.length} marks`, medianMs(samples, () => foldCase(caseId, events)), 1),
    figure('fold-one-more', 'one more event on the same case, as the main process does it', medianMs(samples, () => growCase(before, next[(taken += 1)] ?? [])), 0.05),
    figure('fold-torn', `${tornEvents.length} events of five stations that never heard of one another; ${torn.state.marks.length} marks`, medianMs(60, () => foldCase(caseId, tornEvents)), 40),
  ]
}

function aNextWrite(events: readonly Named<CaseEvent>[], sample: number): readonly Named<CaseEvent>[] {
  const station = new AStation(5, `next ${sample}`)
  for (const { name, event } of events) station.has.set(name, event)
  return [station.write('facts.fact50', sample)]
}
