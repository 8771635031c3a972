import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import type { SyncState } from '../../shared/contracts/sync.ts'
import { aBatch } from '../builders/batches.ts'
import { builtInPack } from '../builders/desk.ts'
import { aStation, cases, packsOf, password, startOfficeServer } from '../builders/officeServer.ts'
import { expectSameEverywhere } from '../builders/sameEverywhere.ts'
import { contactText } from '../../renderer/words/syncText.ts'
import { callAs } from '../contract/server/call.ts'
import { bundleProgram } from '../faults/nodeProgram.ts'

/** A name space of its own may mount where nobody else sees it: as root, or where users may be root among themselves. */
const unshare = [['-m'], ['-rm']].find((flags) => spawnSync('unshare', [...flags, 'mount', '-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', '/mnt'], { stdio: 'ignore' }).status === 0)

const count = 1200

test.runIf(unshare)('a real disk is full while what others did is being kept: said as such, what was written here is still at the server, and once there is room all of it comes, once', async () => {
  const server = await startOfficeServer()
  const [here, there] = [await aStation(server, 'jimei-1'), await aStation(server, 'jimei-2')]
  await callAs(server.url, { name: 'jimei-2', password })('POST', `${cases}/_bulk_docs`, { docs: Array.from({ length: count }, (_, at) => aBatch(`case:full-disk-${String(at).padStart(6, '0')}`, { sender: 'jimei-2', events: 8, hint: 'closed' })) })
  const theirs = await there.openCase('对方的办件')
  await there.sync()
  const mine = await here.openCase('我的办件')
  await here.note(mine, '备注')
  await here.station.handlers['sync:pause']({ paused: true })
  await here.close()
  const program = await bundleProgram('killedStation', import.meta.dirname)
  const [profile, left, small] = ['profile', 'left', 'small'].map((name) => join(here.place.root, name))
  mkdirSync(small ?? '')
  // Twice on the same disk: with the ballast, and without. What is left is copied out before the disk goes with its name space.
  const script = [
    'mount -t tmpfs -o size=24m tmpfs "$1"',
    'cp -a "$2" "$1/profile"',
    'head -c $(( $(stat -f -c "%a * %S" "$1") - 2400000 )) /dev/zero >"$1/ballast"',
    '"$4" "$5" "$1/profile" "$6" "$7" none',
    'echo',
    'rm "$1/ballast"',
    '"$4" "$5" "$1/profile" "$6" "$7" none',
    'cp -a "$1/profile" "$3"',
  ].join(' && ')
  const child = spawn('unshare', [...(unshare ?? []), 'sh', '-ec', script, 'sh', small ?? '', profile ?? '', left ?? '', process.execPath, program, packsOf(here.place), builtInPack])
  const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  expect([complaint, child.exitCode]).toEqual(['', 0])
  const [full, roomy] = said.split('\n').map((line): SyncState => JSON.parse(line))
  expect(full).toMatchObject({ contact: { kind: 'disk-refused', problem: 'full', tryAgainAt: expect.any(String) }, counts: { waiting: 0, setAside: 0 } })
  // In the midst of it: some pages are kept, and more are to come.
  const kept = full?.kind === 'on' ? full.counts.confirmed : 0
  expect(kept).toBeGreaterThan(100)
  expect(kept).toBeLessThan(count)
  expect(full?.kind === 'on' && contactText(full, '2026-03-02')).toMatchObject({ tone: 'warning', title: '本机磁盘没有空间收取别处的办件' })
  expect(roomy).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, refused: 0, setAside: 0 } })

  await rm(profile ?? '', { recursive: true })
  await rename(left ?? '', profile ?? '')
  await here.reopen()
  expect((await here.station.handlers['station:status']({})).notices).toEqual([])
  expect(await here.sync()).toMatchObject({ contact: { kind: 'in-step' }, counts: { waiting: 0, setAside: 0 } })
  expect((await here.station.handlers['feed:pull']({ from: null, scope: 'all' })).total).toBe(count + 2)
  expect(await here.notesOf(mine)).toEqual(['备注'])
  await there.sync()
  await expectSameEverywhere(server, [here, there], [mine, theirs, 'full-disk-000000', `full-disk-00${count - 1}`])
  for (const station of [here, there]) await station.remove()
  await server.stop()
}, 120_000)
