import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { orderCase } from '../../shared/domain/caseGraph.ts'
import type { Placed } from '../../shared/domain/caseMarks.ts'
import { findHeights } from '../../shared/domain/eventGraph.ts'
import { aForcedSet, aHistory } from '../builders/events.ts'

const isPlaced = (one: { readonly event: { readonly kind: string } }): one is Placed => one.event.kind !== 'case.erased'

test('events stand in the order of their heights, in whatever order they come and however they stand on one another', () => {
  fc.assert(
    fc.property(fc.oneof(aHistory, aForcedSet), fc.func(fc.nat()), (events, draw) => {
      const listed = [...new Map(events.filter(isPlaced).map((one) => [one.name, one])).values()].toSorted((one, other) => draw(one.name) - draw(other.name))
      const { heights, unordered } = findHeights(new Map(listed.map(({ name, event }) => [name, event.parents])))
      const keyOf = ({ name, event }: Placed): string => `${String(heights.get(name)).padStart(6, '0')} ${event.station} ${event.incarnation} ${name}`
      const { ordered, hasCycle } = orderCase(listed, new Map(listed.map(({ name }, at) => [name, at])))
      expect(ordered.map(keyOf)).toEqual(listed.map(keyOf).toSorted())
      expect(hasCycle).toBe(unordered.length > 0)
    }),
  )
})
