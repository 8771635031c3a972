import { spawn } from 'node:child_process'
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { diskFiles } from '../../electron/station/files.ts'
import { must, openCase } from '../builders/counter.ts'
import { aPlace, builtInPack, signInFirst, type TestPlace } from '../builders/desk.ts'
import { aSafety } from '../builders/safety.ts'
import { readEvidence } from './journalEvidence.ts'
import type { KilledLine } from './killPoints.ts'
import { createLedger, type Promised } from './ledger.ts'
import { bundleProgram } from './nodeProgram.ts'
import { findBroken } from './promises.ts'

let place: TestPlace
let deskProgram: string
let restoreProgram: string
beforeAll(async () => {
  place = await aPlace()
  deskProgram = await bundleProgram('killedDesk')
  restoreProgram = await bundleProgram('killedRestore')
}, 300_000)
afterAll(() => place.remove())

interface Run {
  readonly root: string
  readonly round: number
  readonly point?: string
  readonly nth?: number
}

interface Ended {
  readonly points: readonly string[]
  readonly signal: string | null
}
const run = ({ root, round, point = 'none', nth = 1 }: Run): Promise<Ended> => runProgram(root, deskProgram, [root, String(round), point, String(nth), builtInPack])

/** Runs it; what it promises goes into a file outside its profile, whatever becomes of it. */
function runProgram(root: string, program: string, args: readonly string[]): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--enable-source-maps', program, ...args])
    let said = ''
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code, signal) => {
      const lines = said.split('\n').filter((line) => line !== '').map((line): KilledLine => JSON.parse(line))
      for (const line of lines) if ('promised' in line) appendFileSync(join(root, 'ledger.jsonl'), `${JSON.stringify(line.promised)}\n`)
      if (code !== 0 && signal !== 'SIGKILL') reject(new Error(complaint))
      else resolve({ points: lines.flatMap((line) => ('point' in line ? [line.point] : [])), signal })
    })
  })
}

function readLedger(root: string): readonly Promised[] {
  const path = join(root, 'ledger.jsonl')
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter((line) => line !== '').map((line): Promised => JSON.parse(line)) : []
}

/** The station is started again and held against the ledger; its own close is part of the story. */
async function lookAt(root: string): Promise<readonly string[]> {
  const promised = createLedger(readLedger(root)).entries
  const desk = await place.open({ profileRoot: join(root, 'profile') })
  const broken = [...(await findBroken(promised, { profile: 'office', desk, evidence: await readEvidence(diskFiles, join(root, 'profile', 'office')) }))]
  if (promised.some(({ profile }) => profile === 'practice')) {
    await desk.handle('profile:switch', { to: 'practice' })
    broken.push(...(await findBroken(promised, { profile: 'practice', desk, evidence: await readEvidence(diskFiles, join(root, 'profile', 'practice')) })))
  }
  await desk.close()
  return broken
}

/** Each kind of point at its first time, and once later where it comes often. */
function rounds(points: readonly string[]): readonly (readonly [point: string, nth: number])[] {
  const counts = new Map<string, number>()
  for (const point of points) counts.set(point, (counts.get(point) ?? 0) + 1)
  return [...counts].flatMap(([point, count]) => (count >= 6 && point.includes('segment') ? [[point, 1] as const, [point, 3] as const] : [[point, 1] as const]))
}

/** Every fourth of them and those in which a record is written, unless `DESK_EVERY_POINT` is set: a life of a real process takes seconds. `everyPoint.test.ts` takes all, on a disk in memory. */
const stride = process.env['DESK_EVERY_POINT'] === undefined ? 4 : 1
const sampled = (all: ReturnType<typeof rounds>): ReturnType<typeof rounds> => all.filter(([point], index) => index % stride === 0 || point.includes('write of /profile/office/journal/segment-*.log'))

function fresh(name: string): string {
  const root = join(place.root, name)
  mkdirSync(root)
  return root
}

test('the first day, killed at named points: everything promised is there, once', async () => {
  const whole = fresh('whole day')
  const { points } = await run({ root: whole, round: 0 })
  const broken: Record<string, readonly string[]> = {}
  const all = rounds(points)
  expect(all.length).toBeGreaterThan(50)
  for (const [index, [point, nth]] of sampled(all).entries()) {
    const root = fresh(`day ${index}`)
    // A pack that is on the shelf need not be checked again: half the time of a first start.
    if (!point.endsWith('of a pack')) cpSync(join(whole, 'profile', 'packs'), join(root, 'profile', 'packs'), { recursive: true })
    expect((await run({ root, round: index, point, nth })).signal, `${point}, time ${nth}`).toBe('SIGKILL')
    const found = await lookAt(root)
    if (found.length > 0) broken[`${point}, time ${nth}`] = found
    rmSync(root, { recursive: true })
  }
  expect(broken).toEqual({})
}, 600_000)

test('a later day of one station, killed at named points in turn: nothing adds up over the kills', async () => {
  const root = fresh('station')
  await run({ root, round: 0 })
  await run({ root, round: 1 })
  cpSync(root, join(place.root, 'rehearsal'), { recursive: true })
  const { points } = await run({ root: join(place.root, 'rehearsal'), round: 2 })
  const all = rounds(points)
  expect(all.length).toBeGreaterThan(20)
  const broken: Record<string, readonly string[]> = {}
  for (const [index, [point, nth]] of sampled(all).entries()) {
    expect((await run({ root, round: index + 2, point, nth })).signal, `${point}, time ${nth}`).toBe('SIGKILL')
    const found = await lookAt(root)
    if (found.length > 0) broken[`${point}, time ${nth}`] = found
  }
  expect(broken).toEqual({})
}, 600_000)

test('a restore killed at named points: the copy or what stood there, whole, and asked for again it is done', async () => {
  const before = fresh('before restore')
  const stick = join(place.root, 'stick')
  mkdirSync(stick)
  await run({ root: before, round: 0 })
  const profileRoot = join(before, 'profile')
  const safety = aSafety({ witnessDir: join(place.root, 'beside') })
  safety.chosen = stick
  const desk = await place.open({ profileRoot, safety })
  must(await desk.handle('copy:choose', {}))
  must(await desk.handle('copy:now', {}))
  must(await desk.handle('copy:stop', {}))
  await signInFirst(desk)
  const late = await openCase(desk)
  await desk.close()

  const casesIn = async (root: string): Promise<readonly string[]> => {
    const again = await place.open({ profileRoot: join(root, 'profile') })
    const { rows } = await again.handle('feed:pull', { from: null, scope: 'all' })
    await again.close()
    return rows.map(({ id }) => id)
  }
  const restore = (root: string, point = 'none', nth = 1): Promise<Ended> => runProgram(root, restoreProgram, [root, stick, point, String(nth)])
  const whole = fresh('whole restore')
  cpSync(before, whole, { recursive: true })
  const { points } = await restore(whole)
  const restored = await casesIn(whole)
  expect(restored).toHaveLength(1)
  expect(points.length).toBeGreaterThan(30)
  const outcomes = new Set<boolean>()
  for (const [index, [point, nth]] of sampled(rounds(points)).entries()) {
    const root = fresh(`restore ${index}`)
    cpSync(before, root, { recursive: true })
    expect((await restore(root, point, nth)).signal, `${point}, time ${nth}`).toBe('SIGKILL')
    const there = await casesIn(root)
    outcomes.add(there.includes(late.id))
    expect(there.toSorted(), point).toEqual(there.includes(late.id) ? [...restored, late.id].toSorted() : restored)
    expect((await restore(root)).signal).toBeNull()
    expect(await casesIn(root), point).toEqual(restored)
    rmSync(root, { recursive: true })
  }
  expect(outcomes.size).toBe(2)
}, 600_000)
