import { spawn, spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { diskFiles } from '../../electron/station/files.ts'
import { aPlace, builtInPack } from '../builders/desk.ts'
import type { FullDiskLine } from './fullDiskDesk.ts'
import { readEvidence } from './journalEvidence.ts'
import { bundleProgram } from './nodeProgram.ts'
import { findBroken } from './promises.ts'

/** A name space of its own may mount where nobody else sees it: as root, or where users may be root among themselves. */
const unshare = [['-m'], ['-rm']].find((flags) => spawnSync('unshare', [...flags, 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { stdio: 'ignore' }).status === 0)

function run(command: string, args: readonly string[]): Promise<readonly FullDiskLine[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args)
    let said = ''
    let complaint = ''
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
    child.on('error', reject)
    child.on('close', (code) => {
      if (code === 0) resolve(said.split('\n').filter((line) => line !== '').map((line): FullDiskLine => JSON.parse(line)))
      else reject(new Error(complaint))
    })
  })
}

test.runIf(unshare)('a disk of 3 MB in memory is full in the middle of the work: refused as full, and once there is room all that was promised is there and the work goes on', async () => {
  const place = await aPlace({ neverStarted: true })
  const program = await bundleProgram('fullDiskDesk')
  const small = join(place.root, 'small')
  mkdirSync(small)
  // What is left is copied out before the disk goes with its name space.
  const script = 'mount -t tmpfs -o size=3m tmpfs "$1" && "$2" "$3" "$1" "$4" && cp -a "$1/profile" "$5"'
  const lines = await run('unshare', [...(unshare ?? []), 'sh', '-ec', script, 'sh', small, process.execPath, program, builtInPack, join(place.root, 'profile')])

  const refusals = lines.flatMap((line) => ('refused' in line ? [line.refused] : []))
  expect(refusals.length).toBeGreaterThan(0)
  for (const refusal of refusals) expect(refusal).toMatchObject({ kind: 'disk', problem: 'full' })
  const roomMade = lines.findIndex((line) => 'done' in line && line.done === 'room made')
  expect(lines.slice(roomMade).filter((line) => 'refused' in line)).toEqual([])
  expect(lines.slice(roomMade).filter((line) => 'promised' in line && line.promised.kind === 'saved').length).toBeGreaterThan(4)

  const promised = lines.flatMap((line) => ('promised' in line ? [line.promised] : []))
  const desk = await place.open()
  expect(await findBroken(promised, { profile: 'office', desk, evidence: await readEvidence(diskFiles, join(place.root, 'profile', 'office')) })).toEqual([])
  await desk.close()
  await place.remove()
}, 120_000)
