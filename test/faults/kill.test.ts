import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aPlace, type TestPlace } from '../builders/desk.ts'

const points = ['before the flush', 'after the flush, before the answer', 'after the answer, before the feed']
const rounds = points.flatMap((point, index) => [
  [`${point}, early`, point, 3, index * 2],
  [`${point}, later`, point, 8, index * 2 + 1],
] as const)

/** Runs until it is killed; gives what it had acknowledged. */
function runUntilKilled(root: string, point: string, nth: number, round: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'killedDesk.ts'), root, point, String(nth), String(round)])
    let acknowledged = ''
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => (acknowledged += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    child.on('error', reject)
    child.on('close', (_, signal) => {
      if (signal === 'SIGKILL') resolve(acknowledged.split('\n').filter((line) => line !== ''))
      else reject(new Error(complaint))
    })
  })
}

let place: TestPlace
beforeAll(async () => {
  place = await aPlace()
})
afterAll(() => place.remove())

const promised: string[] = []
let unpromised = 0

// One profile goes through all of them, as one workstation would.
test.each(rounds)('killed %s: everything acknowledged is there, once', async (_, point, nth, round) => {
  promised.push(...(await runUntilKilled(place.root, point, nth, round)))
  unpromised += 1
  const desk = await place.open()
  const { notices } = await desk.handle('station:status', {})
  const { rows } = await desk.handle('feed:pull', { from: null, scope: 'all' })
  const names = rows.map(({ projectName }) => projectName)
  for (const name of promised) expect(names.filter((there) => there === name)).toHaveLength(1)
  // The command in flight is there whole or not at all.
  expect(names.length - promised.length).toBeLessThanOrEqual(unpromised)
  for (const row of rows) expect(row.applicantName).toBe('厦门样例公司')
  expect(notices).toEqual([])
  await desk.close()
})
