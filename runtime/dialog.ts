import type * as Electron from 'electron'
import { spawn } from 'node:child_process'
import { accessSync, constants, mkdirSync } from 'node:fs'
import { delimiter, dirname, isAbsolute, join } from 'node:path'
import { app } from './app.ts'
import { BrowserWindow } from './browserWindow.ts'
import type { DialogOwner } from './electronTypes.ts'
import { offerOnly } from './offered.ts'

export const hasDisplay = (): boolean => isSet('DISPLAY') || isSet('WAYLAND_DISPLAY')

function isSet(name: string): boolean {
  const value = process.env[name]
  return value !== undefined && value !== ''
}

export function findProgram(name: string): string | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return join(folder, name)
    } catch {
      // Not here.
    }
  }
  return null
}

interface Answered {
  readonly code: number
  readonly text: string
}

function run(program: string, args: readonly string[], signal?: AbortSignal): Promise<Answered> {
  // As if the user had closed it.
  const closed: Answered = { code: 1, text: '' }
  if (signal?.aborted === true) return Promise.resolve(closed)
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] })
    const withdraw = (): void => {
      child.kill()
      resolve(closed)
    }
    signal?.addEventListener('abort', withdraw)
    child.on('exit', () => signal?.removeEventListener('abort', withdraw))
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => { text += chunk })
    child.on('error', reject)
    child.on('close', (code) => resolve({ code: code ?? 1, text: text.replace(/\n$/, '') }))
  })
}

/** Beyond Electron, which has it for message boxes: a dialog that nobody waits for any more is closed, and counts as cancelled. */
interface Withdrawable {
  readonly signal?: AbortSignal | undefined
}
type SaveOptions = Electron.SaveDialogOptions & Withdrawable
type OpenOptions = Electron.OpenDialogOptions & Withdrawable

type Asker = 'zenity' | 'kdialog'

function findAsker(): { readonly kind: Asker; readonly program: string } | null {
  if (!hasDisplay()) return null
  for (const kind of ['zenity', 'kdialog'] as const) {
    const program = findProgram(kind)
    if (program !== null) return { kind, program }
  }
  return null
}

function inDocuments(path: string): string {
  return isAbsolute(path) ? path : join(app.getPath('documents'), path)
}

/** The window comes first, if at all. */
function optionsOf<O extends object>(first: DialogOwner | O, second: O | undefined): O {
  if (second !== undefined) return second
  if (isOwner(first)) throw new TypeError('options expected')
  return first
}

const isOwner = (value: object): value is DialogOwner => value instanceof BrowserWindow

async function askSavePath(options: SaveOptions): Promise<Electron.SaveDialogReturnValue> {
  const path = inDocuments(options.defaultPath ?? 'untitled')
  const asker = findAsker()
  if (asker === null) {
    mkdirSync(dirname(path), { recursive: true })
    process.stderr.write(`save dialog answered with ${path}\n`)
    return { canceled: false, filePath: path }
  }
  const title = options.title ?? app.getName()
  const { code, text } = asker.kind === 'zenity'
    ? await run(asker.program, ['--file-selection', '--save', `--title=${title}`, `--filename=${path}`], options.signal)
    : await run(asker.program, ['--title', title, '--getsavefilename', path, kdialogFilter(options.filters)], options.signal)
  return code === 0 && text !== '' ? { canceled: false, filePath: text } : { canceled: true, filePath: '' }
}

function kdialogFilter(filters: readonly Electron.FileFilter[] = []): string {
  return filters.map(({ name, extensions }) => `${name} (${extensions.map((extension) => `*.${extension}`).join(' ')})`).join('\n')
}

async function askOpenPaths(options: OpenOptions): Promise<Electron.OpenDialogReturnValue> {
  const asker = findAsker()
  if (asker === null) {
    process.stderr.write('open dialog answered with nothing: there is no display\n')
    return { canceled: true, filePaths: [] }
  }
  const properties = options.properties ?? []
  const isFolder = properties.includes('openDirectory')
  const isMany = properties.includes('multiSelections')
  const start = inDocuments(options.defaultPath ?? '')
  const title = options.title ?? app.getName()
  const { code, text } = asker.kind === 'zenity'
    ? await run(asker.program, [
        '--file-selection', `--title=${title}`, `--filename=${start}`, ...(isFolder ? ['--directory'] : []),
        ...(isMany ? ['--multiple', '--separator=\n'] : []),
        ...(options.filters ?? []).map(({ name, extensions }) => `--file-filter=${name} | ${extensions.map((extension) => `*.${extension}`).join(' ')}`),
      ], options.signal)
    : await run(asker.program, [
        '--title', title, ...(isMany ? ['--multiple', '--separate-output'] : []),
        ...(isFolder ? ['--getexistingdirectory', start] : ['--getopenfilename', start, kdialogFilter(options.filters)]),
      ], options.signal)
  return code === 0 && text !== '' ? { canceled: false, filePaths: text.split('\n') } : { canceled: true, filePaths: [] }
}

async function askMessage(options: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
  const buttons = options.buttons === undefined || options.buttons.length === 0 ? ['OK'] : options.buttons
  const way = options.cancelId ?? Math.max(0, buttons.findIndex((button) => /^(cancel|no|取消|否)$/i.test(button)))
  const text = [options.message, options.detail ?? ''].filter((part) => part !== '').join('\n\n')
  const checkboxChecked = options.checkboxChecked ?? false
  const asker = findAsker()
  if (asker === null) {
    process.stderr.write(`message: ${text}\n`)
    return { response: options.cancelId ?? options.defaultId ?? way, checkboxChecked }
  }
  const title = options.title ?? app.getName()
  return { response: asker.kind === 'zenity' ? await askZenity(asker.program, title, text, buttons, way) : await askKdialog(asker.program, title, text, buttons, way), checkboxChecked }
}

async function askZenity(program: string, title: string, text: string, buttons: readonly string[], way: number): Promise<number> {
  const extra = buttons.flatMap((button) => ['--extra-button', button])
  const answer = await run(program, ['--question', '--switch', '--no-markup', `--title=${title}`, `--text=${text}`, ...extra])
  const at = buttons.indexOf(answer.text)
  return at < 0 ? way : at
}

async function askKdialog(program: string, title: string, text: string, buttons: readonly string[], way: number): Promise<number> {
  const entries = buttons.flatMap((button, at) => [String(at), button])
  const answer = await run(program, ['--title', title, ...(buttons.length === 1 ? ['--msgbox', text] : ['--menu', text, ...entries])])
  return answer.code === 0 && answer.text !== '' ? Number(answer.text) : way
}

/**
 * Dialogs are answered by the desktop's own `zenity` or `kdialog`. Where there is no display, or neither of them,
 * nobody can be asked: a save dialog is answered with its `defaultPath`, taken from the documents folder; an open
 * dialog is cancelled; a message is written to stderr and answered with its `cancelId` or default.
 * A save or open dialog may be given a `signal` that closes it. Each function may be replaced on this object, as tests do.
 */
export const dialog = offerOnly('electron.dialog', {
  showSaveDialog: async (first: DialogOwner | SaveOptions, second?: SaveOptions): Promise<Electron.SaveDialogReturnValue> =>
    await askSavePath(optionsOf(first, second)),
  showOpenDialog: async (first: DialogOwner | OpenOptions, second?: OpenOptions): Promise<Electron.OpenDialogReturnValue> =>
    await askOpenPaths(optionsOf(first, second)),
  showMessageBox: async (first: DialogOwner | Electron.MessageBoxOptions, second?: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> =>
    await askMessage(optionsOf(first, second)),
  showErrorBox(title: string, content: string): void {
    process.stderr.write(`${title}: ${content}\n`)
    if (findAsker() !== null) void askMessage({ title, message: content, buttons: ['OK'] }).catch(() => {})
  },
})

function openOnDesktop(path: string): string {
  const program = hasDisplay() ? findProgram('xdg-open') : null
  if (program === null) {
    process.stderr.write(`not opened, there is no desktop: ${path}\n`)
    return 'there is no desktop to open it with'
  }
  spawn(program, [path], { detached: true, stdio: 'ignore' }).on('error', () => {}).unref()
  return ''
}

/** Without a desktop, what would have been opened is reported on stderr. */
export const shell = offerOnly('electron.shell', {
  openPath: async (path: string): Promise<string> => await Promise.resolve(openOnDesktop(path)),
  showItemInFolder(path: string): void {
    openOnDesktop(dirname(path))
  },
  async openExternal(url: string): Promise<void> {
    await Promise.reject(new Error(`the Chromium runtime does not open addresses outside of the program: ${url}`))
  },
})
