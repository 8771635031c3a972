import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import type { FakeQueue, PrintedJob } from './printers.ts'

/**
 * A real CUPS of its own: own configuration, socket, spool and back end in a temporary directory; the machine's
 * print system is not touched. Its queues write what they receive into files.
 */
export interface PrivateCups {
  readonly socket: string
  /** Jobs that have come out of the queues, in order. */
  readPrinted(): readonly PrintedJob[]
  stop(): Promise<void>
}

const cupsExec = '/usr/lib/cups/daemon/cups-exec'

/** The Debian packages to install, or `null` when all is there. */
export function findMissingCupsPackages(): readonly string[] | null {
  const missing = [
    ...(findProgram('cupsd') === null || !existsSync(cupsExec) ? ['cups-daemon'] : []),
    ...(findProgram('lp') === null || findProgram('lpstat') === null ? ['cups-client'] : []),
  ]
  return missing.length === 0 ? null : missing
}

export async function startPrivateCups(queues: readonly FakeQueue[]): Promise<PrivateCups> {
  const dir = mkdtempSync(join(tmpdir(), 'caravan-cups-'))
  const at = (...names: string[]): string => join(dir, ...names)
  for (const name of ['root', 'spool', 'spool/tmp', 'cache', 'state', 'log', 'out', 'bin', 'bin/backend', 'bin/daemon', 'bin/filter']) mkdirSync(at(name))
  symlinkSync(cupsExec, at('bin', 'daemon', 'cups-exec'))
  // Called by cupsd as: capture job user title copies options file. The file appears under its name when complete.
  writeFileSync(
    at('bin', 'backend', 'capture'),
    `#!/bin/sh
[ $# -eq 0 ] && { echo 'file capture "Unknown" "capture"'; exit 0; }
job=$(printf %05d "$1")
printf %s "$3" > '${at('out')}'/$job.title
printf %s "$PRINTER" > '${at('out')}'/$job.printer
cat "$6" > '${at('out')}'/$job.part && mv '${at('out')}'/$job.part '${at('out')}'/$job.pdf
`,
  )
  chmodSync(at('bin', 'backend', 'capture'), 0o700)
  writeFileSync(
    at('cups-files.conf'),
    [
      `ServerRoot ${at('root')}`, `ServerBin ${at('bin')}`, `RequestRoot ${at('spool')}`, `TempDir ${at('spool', 'tmp')}`, `CacheDir ${at('cache')}`,
      `StateDir ${at('state')}`, `AccessLog ${at('log', 'access')}`, `ErrorLog ${at('log', 'error')}`, `PageLog ${at('log', 'page')}`, 'Printcap', '',
    ].join('\n'),
  )
  const socket = at('cups.sock')
  writeFileSync(
    at('cupsd.conf'),
    `Listen ${socket}\nBrowsing No\nWebInterface No\nDefaultAuthType None\n<Location />\nOrder allow,deny\nAllow all\n</Location>\n<Policy default>\n<Limit All>\nOrder deny,allow\n</Limit>\n</Policy>\n`,
  )
  writeFileSync(
    at('root', 'printers.conf'),
    queues
      .map(({ name, description, isDefault, accepts }) => {
        const tag = isDefault ? 'DefaultPrinter' : 'Printer'
        return `<${tag} ${name}>\nInfo ${description}\nDeviceURI capture:/\nState Idle\nAccepting ${accepts ? 'Yes' : 'No'}\n</${tag}>\n`
      })
      .join(''),
  )

  const daemon = spawn(findProgram('cupsd') ?? 'cupsd', ['-f', '-c', at('cupsd.conf'), '-s', at('cups-files.conf')], { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => daemon.once('exit', () => resolve()))
  const killAtExit = (): void => void daemon.kill('SIGKILL')
  process.once('exit', killAtExit)
  let isStopped = false
  const stop = async (): Promise<void> => {
    if (isStopped) return
    isStopped = true
    daemon.kill('SIGTERM')
    await ended
    process.off('exit', killAtExit)
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    await Promise.race([listening(socket), ended.then(() => Promise.reject(new Error(`cupsd ended at once: ${readLog(at('log', 'error'))}`)))])
  } catch (error) {
    await stop()
    throw error
  }
  return {
    socket,
    stop,
    readPrinted: () =>
      readdirSync(at('out'))
        .filter((name) => name.endsWith('.pdf'))
        .sort()
        .map((name) => {
          const read = (ending: string): Buffer => readFileSync(at('out', name.replace(/pdf$/, ending)))
          return { printer: read('printer').toString(), title: read('title').toString(), pdf: new Uint8Array(read('pdf')) }
        }),
  }
}

/** cupsd is often outside a user's PATH. */
function findProgram(name: string): string | null {
  const places = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return places.map((place) => join(place, name)).find((path) => existsSync(path)) ?? null
}

const readLog = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(-5).join(' ') : 'no log')

/** Until the socket takes connections. */
async function listening(socket: string): Promise<void> {
  for (const deadline = performance.now() + 15_000; performance.now() < deadline; ) {
    const answered = await new Promise<boolean>((resolve) => {
      const attempt = connect(socket, () => { attempt.destroy(); resolve(true) })
      attempt.once('error', () => setTimeout(() => resolve(false), 20))
    })
    if (answered) return
  }
  throw new Error('cupsd did not open its socket within 15 s')
}
