import { spawnSync } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { must, openCase } from '../builders/counter.ts'
import { aPlace, atTheCounter } from '../builders/desk.ts'
import { aSafety } from '../builders/safety.ts'

const restore = (...args: readonly string[]) => spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, '../../scripts/restore.ts'), ...args], { encoding: 'utf8' })

// Each command is a program of its own: slow on a machine that does other work.
const patienceMs = 60_000

test('a copy is put in the place of the data from the command line; a folder without one changes nothing', { timeout: patienceMs }, async () => {
  const place = await aPlace()
  const stick = join(place.root, 'stick')
  await mkdir(stick)
  const other = join(place.root, 'other')
  const none = restore(stick, other)
  expect(none).toMatchObject({ status: 1, stdout: '' })
  expect(none.stderr).toContain('没有工作站的第二份拷贝')
  expect(restore(stick)).toMatchObject({ status: 2 })

  const safety = aSafety({ witnessDir: join(place.root, 'beside') })
  safety.chosen = stick
  const desk = await atTheCounter(await place.open({ safety }))
  await openCase(desk)
  must(await desk.handle('copy:choose', {}))
  must(await desk.handle('copy:now', {}))
  await desk.close()

  expect(restore(stick, other)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringMatching(/已恢复 \d+ 条记录、1 个办件/) })
  const again = await place.open({ profileRoot: join(other, 'station'), safety: aSafety({ witnessDir: join(place.root, 'other.witness') }) })
  expect(await again.handle('station:status', {})).toMatchObject({ phase: { kind: 'ready' }, notices: [{ kind: 'restored' }] })
  await again.close()
  await place.remove()
})
