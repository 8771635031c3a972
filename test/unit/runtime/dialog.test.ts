import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { dialog } from '../../../runtime/dialog.ts'
import { holdersOf } from '../../builders/processes.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialog-'))
  vi.stubEnv('DISPLAY', ':99')
  vi.stubEnv('PATH', folder)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** One that nobody answers; it notes what it was asked, and by its name it is found among the processes. */
function installAsker(name: string): void {
  const file = join(folder, name)
  writeFileSync(file, `#!${process.execPath}\nrequire('node:fs').writeFileSync(${JSON.stringify(join(folder, 'asked'))}, process.argv.join(' ')); setInterval(() => undefined, 1000)`)
  chmodSync(file, 0o755)
}
const asked = (): string => (existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8') : '')

test.each(['zenity', 'kdialog'])('a dialog of %s that nobody waits for any more is closed, and counts as cancelled', async (name) => {
  installAsker(name)
  for (const ask of [
    (signal: AbortSignal) => dialog.showSaveDialog({ title: '保存到', defaultPath: '/nowhere/notice.pdf', signal }),
    (signal: AbortSignal) => dialog.showOpenDialog({ title: '选定', defaultPath: '/nowhere', properties: ['openDirectory'], signal }),
  ]) {
    rmSync(join(folder, 'asked'), { force: true })
    const leaving = new AbortController()
    const answer = ask(leaving.signal)
    await expect.poll(asked).toContain('/nowhere')
    expect(holdersOf(folder)).toHaveLength(1)
    leaving.abort()
    expect((await answer).canceled).toBe(true)
    await expect.poll(() => holdersOf(folder)).toEqual([])
    // Nobody is asked in vain.
    const after = ask(leaving.signal)
    expect(holdersOf(folder)).toEqual([])
    expect((await after).canceled).toBe(true)
  }
})
