import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { chmodSync, cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { doFirstCase } from './firstCase.ts'
import { executableIn, findPacked, test } from './packed.ts'

test('the packed program does its first case, away from where it was built', async ({ folder, open }) => {
  const elsewhere = join(folder, '大篷车 安装')
  cpSync(findPacked(), elsewhere, { recursive: true })
  const desk = open(executableIn(elsewhere))
  await doFirstCase(desk, folder)
  expect(await desk.app.evaluate(({ app }) => [app.isPackaged, app.getAppPath()])).toEqual([true, join(elsewhere, 'resources', 'app')])
})

const unfit = [
  { node: 'Node 18', script: 'echo v18.20.4', says: '这台电脑的 Node.js 是 18.20.4，需要 20.19 或更新的版本' },
  { node: 'Node 20.18', script: 'echo v20.18.1', says: '这台电脑的 Node.js 是 20.18.1，需要 20.19 或更新的版本' },
  { node: 'a Node that lacks a library', script: 'exit 127', says: '这台电脑的 Node.js 不能运行' },
]
for (const { node, script, says } of unfit) {
  test(`with ${node} it says what is missing, and starts nothing`, ({ folder }) => {
    const file = join(folder, 'node')
    const { status, stdout, stderr } = startOn(file, `case "$*" in *--version) ;; *) echo STARTED ;; esac\n${script}`)
    expect(status).toBe(69)
    expect(stderr).toContain(`没有打开：${says}`)
    expect(stderr).toContain('记录没有改动')
    expect(stdout).toBe('')
  })
}

test('a Node without the option for the room of its heap is started without it', ({ folder }) => {
  const { status, stdout } = startOn(join(folder, 'node'), 'case "$*" in *initial-old-space*) exit 9 ;; --version) echo v20.19.0 ;; *) echo "$1 $2 $(basename "$3")" ;; esac')
  expect([status, stdout]).toEqual([0, '--unhandled-rejections=warn --v8-pool-size=0 run.cjs\n'])
})

/** The packed program on this shell script in the place of Node. */
function startOn(file: string, script: string): SpawnSyncReturns<string> {
  writeFileSync(file, `#!/bin/sh\n${script}\n`)
  chmodSync(file, 0o755)
  return spawnSync(executableIn(findPacked()), ['--headless'], { encoding: 'utf8', env: { PATH: process.env['PATH'], CARAVAN_NODE: file } })
}
