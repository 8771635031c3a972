import { beforeAll, expect, test } from 'vitest'
import { findWrites } from '../../electron/station/fieldCheck.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { aCase, AStation } from '../builders/events.ts'
import { readXiamenPack } from '../builders/pack.ts'

let pack: Pack
beforeAll(async () => {
  ;({ pack } = await readXiamenPack())
})

const path = 'facts.maxHeight'

/** One station accepted the case while another answered differently. */
function acceptedInConflict(): AStation {
  const counter = aCase()
  const caravan = new AStation(2)
  caravan.receive(counter)
  counter.write(path, 20)
  counter.accept()
  caravan.write(path, 24)
  counter.receive(caravan)
  return counter
}

test('a conflict in an accepted case is settled over every value, or not at all', () => {
  const station = acceptedInConflict()
  const { state, has } = station
  const known = new Set(has.keys())
  const [one = '', other = ''] = station.headsAt(path)
  expect(findWrites(pack, state, known, [{ path, value: 24, over: [one] }])).toMatchObject({ failure: { kind: 'stale' } })
  expect(findWrites(pack, state, known, [{ path, value: 24, over: [one, other] }])).toMatchObject({ ok: true, value: [{ payload: { path, value: 24 }, over: [one, other] }] })
  expect(findWrites(pack, state, known, [{ path: 'facts.totalFloorArea', value: 1, over: [] }])).toMatchObject({ failure: { kind: 'not-allowed', status: 'accepted' } })
})

test('one path twice in a group is a fault of the screen', () => {
  const { state } = aCase()
  const field = { path, value: 24, over: [] }
  expect(findWrites(pack, state, new Set(), [field, { ...field, value: 20 }])).toMatchObject({ failure: { kind: 'malformed', path } })
})
