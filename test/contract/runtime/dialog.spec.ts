import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, dirname } from 'node:path'
import { expect } from '@playwright/test'
import { runtimeTest, test } from './electronUnderTest.ts'

test('a test answers a dialog in the place of the user', async ({ shared: { app, page } }) => {
  await app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = async () => await Promise.resolve({ canceled: false, filePath: '/somewhere/chosen.pdf' })
    dialog.showMessageBox = async () => await Promise.resolve({ response: 2, checkboxChecked: true })
  })
  expect(await page.evaluate(() => window.desk.invoke('save'))).toEqual({ canceled: false, filePath: '/somewhere/chosen.pdf' })
  expect(await page.evaluate(() => window.desk.invoke('ask'))).toEqual({ response: 2, checkboxChecked: true })
})

runtimeTest('without a display a save dialog takes the documents folder, a message its way out', async ({ start }, info) => {
  const config = info.outputPath('config')
  const documents = info.outputPath('文档')
  mkdirSync(config)
  writeFileSync(`${config}/user-dirs.dirs`, `XDG_DESKTOP_DIR="$HOME/桌面"\nXDG_DOCUMENTS_DIR="${documents}"\n`)
  const { page, said } = await start({ env: { DISPLAY: '', WAYLAND_DISPLAY: '', XDG_CONFIG_HOME: config } })
  expect(await page.evaluate(() => window.desk.invoke('save'))).toEqual({ canceled: false, filePath: `${documents}/notice.pdf` })
  expect(existsSync(documents)).toBe(true)
  expect(await page.evaluate(() => window.desk.invoke('ask'))).toEqual({ response: 1, checkboxChecked: false })
  expect(said()).toContain('Really?')
})

for (const [name, script] of [
  ['zenity', 'case "$*" in *--save*) echo /chosen/by-hand.pdf;; *) echo Later; exit 1;; esac'],
  ['kdialog', 'case "$*" in *--getsavefilename*) echo /chosen/by-hand.pdf;; *) echo 2;; esac'],
] as const) {
  runtimeTest(`with a display ${name} asks`, async ({ start }, info) => {
    const program = info.outputPath('bin', name)
    mkdirSync(dirname(program))
    writeFileSync(program, `#!/bin/sh\n${script}\n`)
    chmodSync(program, 0o755)
    const { page } = await start({ args: ['--headless'], env: { DISPLAY: ':99', PATH: `${dirname(program)}${delimiter}${process.env['PATH'] ?? ''}` } })
    expect(await page.evaluate(() => window.desk.invoke('save'))).toEqual({ canceled: false, filePath: '/chosen/by-hand.pdf' })
    expect(await page.evaluate(() => window.desk.invoke('ask'))).toEqual({ response: 2, checkboxChecked: false })
  })
}
