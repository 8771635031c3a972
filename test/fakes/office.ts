import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** LibreOffice, so that not only the library that wrote a workbook opens it. */
export interface Office {
  /** Opens a workbook and saves it anew as `pdf` or `xlsx`. */
  convert(bytes: Uint8Array, to: 'pdf' | 'xlsx'): Uint8Array
}

/** `null`, and said so, where it is not installed. */
export function findOffice(): Office | null {
  const command = ['soffice', 'libreoffice'].find(isInstalled)
  if (command === undefined) {
    console.warn('The conversion of workbooks was left out: LibreOffice (package libreoffice-calc) is not installed.')
    return null
  }
  return {
    convert: (bytes, to) => {
      const dir = mkdtempSync(join(tmpdir(), 'caravan-office-'))
      try {
        writeFileSync(join(dir, 'book.xlsx'), bytes)
        const out = join(dir, 'out')
        // A profile of its own: another LibreOffice that runs would take the job over and the file with it.
        execFileSync(command, [`-env:UserInstallation=file://${join(dir, 'profile')}`, '--headless', '--convert-to', to, '--outdir', out, join(dir, 'book.xlsx')], { stdio: 'ignore', timeout: 80_000 })
        return new Uint8Array(readFileSync(join(out, `book.${to}`)))
      } finally {
        rmSync(dir, { recursive: true, force: true })
      }
    },
  }
}

function isInstalled(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore', timeout: 30_000 })
    return true
  } catch {
    return false
  }
}
