import type * as Electron from 'electron'
import { mkdirSync, readFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'

type FolderName = Parameters<Electron.App['getPath']>[0]

/** Where things are on this computer, by Electron's names. */
export class Folders {
  name: string
  private readonly chosen = new Map<string, string>()
  private readonly exe: string

  constructor(name: string, exe: string) {
    this.name = name
    this.exe = exe
  }

  get(name: FolderName): string {
    const chosen = this.chosen.get(name)
    if (chosen !== undefined) return chosen
    switch (name) {
      case 'home':
        return homedir()
      case 'appData':
        return configHome()
      case 'userData':
        return join(this.get('appData'), this.name)
      case 'temp':
        return tmpdir()
      case 'exe':
        return this.exe
      case 'documents':
        return userFolder('DOCUMENTS', 'Documents')
      case 'downloads':
        return userFolder('DOWNLOAD', 'Downloads')
      default:
        throw new Error(`the Chromium runtime does not offer electron.app.getPath('${name}')`)
    }
  }

  set(name: string, path: string): void {
    if (!isAbsolute(path)) throw new Error('Path must be absolute')
    mkdirSync(path, { recursive: true })
    this.chosen.set(name, path)
  }
}

function configHome(): string {
  const given = process.env['XDG_CONFIG_HOME']
  return given !== undefined && isAbsolute(given) ? given : join(homedir(), '.config')
}

/** Desktops translate these names; the translation is kept in a file of shell assignments. */
function userFolder(key: string, otherwise: string): string {
  let text = ''
  try {
    text = readFileSync(join(configHome(), 'user-dirs.dirs'), 'utf8')
  } catch {
    // Not a desktop.
  }
  const [, given] = new RegExp(`^\\s*XDG_${key}_DIR="(.*)"`, 'm').exec(text) ?? []
  return given === undefined || given === '' ? join(homedir(), otherwise) : given.replace(/^\$HOME/, homedir())
}
