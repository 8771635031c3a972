import { eventText } from '../../electron/station/sync/batch.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { EventName, StationEvent, StationEventBody } from '../../shared/domain/events.ts'
import type { Draws } from './draws.ts'
import type { SamplePlan } from './samplePlans.ts'
import type { SampleCase, SampleOffice, SampleStation } from './sampleCase.ts'

const clerks = ['李敏', '陈建国', '林晓燕', '黄志强', '王丽华', '吴伟', '许静', '郑文斌'] as const
const crockford = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** An office of some stations in one district, with the streams in which they say who they are. */
export function sampleOffice({ pack, ref }: CompiledPack, plans: readonly SamplePlan[], draws: Draws, { district, year, stations: count }: { readonly district: string; readonly year: number; readonly stations: number }): { readonly office: SampleOffice; readonly stationStreams: readonly StationStream[] } {
  const letters = (length: number): string => Array.from({ length }, () => crockford.charAt(draws.below(32))).join('')
  const stations = Array.from({ length: count }, (): SampleStation => ({ id: draws.hex(16), code: letters(5), incarnation: letters(6), operators: [draws.hex(24), draws.hex(24)], papers: 0 }))
  return {
    office: { district, year, pack: ref, calendarYears: pack.calendarYears, plans, stations },
    stationStreams: stations.map((station, index) => streamOf(station, draws, district, `${year}-01-02T09:00:00.000+08:00`, index)),
  }
}

export type StationStream = Omit<SampleCase, 'stream'> & { readonly stream: `station:${string}` }

function streamOf(station: SampleStation, draws: Draws, district: string, at: string, index: number): StationStream {
  const stream = `station:${station.id}` as const
  const bodies: readonly StationEventBody[] = [
    { kind: 'station.setUp', payload: { district, name: `${district}政务中心 ${index + 1} 号窗口（样例）`, code: station.code } },
    ...station.operators.map((id, place) => ({ kind: 'operator.added' as const, payload: { id, name: clerks[(index * 2 + place) % clerks.length] ?? '', role: 'clerk' as const } })),
  ]
  let parents: readonly EventName[] = []
  const events = bodies.map((body) => {
    const event: StationEvent = { v: 1, salt: draws.hex(32), stream, parents, operator: station.operators[0] ?? '', station: station.id, incarnation: station.incarnation, at, clock: 'ok', ...body }
    const named = eventText(canonicalJson(event))
    parents = [named.name]
    return named
  })
  return { stream, sessions: [events], hint: 'open' }
}
