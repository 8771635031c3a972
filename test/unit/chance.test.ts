import { expect, test } from 'vitest'
import { drawAhead } from '../../electron/station/chance.ts'

test('bytes that are drawn ahead are given out once each, whatever is asked for', () => {
  let next = 0
  let draws = 0
  const random = drawAhead((count) => {
    draws += 1
    return Uint8Array.from({ length: count }, () => (next += 1) % 251)
  })
  const seen: string[] = []
  for (const count of [16, 3000, 16, 2000, 5000, 16, 4096, 0]) {
    const bytes = random(count)
    expect(bytes.length).toBe(count)
    if (count === 16) seen.push(Buffer.from(bytes).toString('hex'))
    bytes.fill(0)
  }
  expect(new Set(seen).size).toBe(3)
  expect(seen.every((drawn) => !drawn.includes('0000'))).toBe(true)
  expect(draws).toBeLessThan(6)
})
