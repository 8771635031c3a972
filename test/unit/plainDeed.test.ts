import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { caseDeed } from '../../shared/contracts/events.ts'
import { isPlainDeed } from '../../shared/contracts/plainDeed.ts'
import { anEvent, aSpoiledEvent } from '../builders/plainEvents.ts'

test('what is taken for a plain event has the shape of the contract, and is left as it is', () => {
  fc.assert(
    fc.property(fc.oneof(anEvent, aSpoiledEvent), (json: object) => {
      if (isPlainDeed(json)) expect(caseDeed.parse(json)).toEqual(json)
    }),
    { numRuns: 3000 },
  )
})

test('nearly every event is plain: it is not the full shape that reads them', () => {
  const shaped = fc.sample(anEvent, { numRuns: 600, seed: 1 }).filter((json) => caseDeed.safeParse(json).success)
  // What is voided or opened, and the 29th of February, are left to the shape.
  expect(shaped.filter((json) => isPlainDeed(json)).length / shaped.length).toBeGreaterThan(0.75)
})
