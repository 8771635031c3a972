import { execFile } from 'node:child_process'
import type { Printer } from '../../shared/contracts/ipc.ts'
import { fail, ok } from '../../shared/domain/result.ts'
import type { Printers } from './ports.ts'

export interface CupsOptions {
  /** Path or name of CUPS' `lp`. */
  readonly lp?: string
  /** Path or name of CUPS' `lpstat`. */
  readonly lpstat?: string
  /** Socket or host of the print server; the machine's own where left out. */
  readonly server?: string
  readonly timeLimitMs?: number
}

/**
 * The queues of CUPS (Linux, UOS, Kylin, macOS), through its command line: no native module. The PDF goes to `lp` on
 * its standard input, so that no copy of the paper is left in a temporary file.
 */
export function cupsPrinters({ lp = 'lp', lpstat = 'lpstat', server, timeLimitMs = 15_000 }: CupsOptions = {}): Printers {
  // The C locale, because the answers are read by this program.
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, LC_ALL: 'C', ...(server === undefined ? {} : { CUPS_SERVER: server }) }
  const run = (command: string, options: readonly string[], input?: Uint8Array): Promise<Ran> => runCommand(command, options, { env, timeLimitMs, ...(input ? { input } : {}) })

  async function list(): Promise<readonly Printer[]> {
    const names = readLines(await run(lpstat, ['-e']))
    if (names.length === 0) return []
    const standard = /^system default destination: (\S+)/m.exec(readText(await run(lpstat, ['-d'])))?.[1]
    const descriptions = readDescriptions(readText(await run(lpstat, ['-l', '-p'])))
    return names.map((name) => ({ name, description: descriptions.get(name) ?? name, isDefault: name === standard }))
  }

  return {
    list,
    async print(pdf, title, printer) {
      const queues = await list()
      const standard = queues.find((queue) => queue.isDefault) ?? (queues.length === 1 ? queues[0] : undefined)
      const name = printer ?? standard?.name
      if (name === undefined || queues.length === 0) return fail({ kind: 'no-printer' })
      if (!queues.some((queue) => queue.name === name)) return fail({ kind: 'print-failed', printer: name, detail: 'no such queue' })
      const handedOver = await run(lp, ['-d', name, '-t', asJobTitle(title), '-o', 'document-format=application/pdf', '-'], pdf)
      return handedOver.kind === 'done' ? ok({ printer: name }) : fail({ kind: 'print-failed', printer: name, detail: handedOver.detail })
    },
  }
}

/** Where the program cannot reach print queues yet (Windows): papers are saved as PDF and printed from there. */
export const noPrinters: Printers = {
  list: async () => [],
  print: async () => fail({ kind: 'no-printer' }),
}

type Ran = { readonly kind: 'done'; readonly output: string } | { readonly kind: 'failed'; readonly detail: string }

function runCommand(
  command: string,
  options: readonly string[],
  { env, input, timeLimitMs }: { readonly env: NodeJS.ProcessEnv; readonly input?: Uint8Array; readonly timeLimitMs: number },
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = execFile(command, [...options], { env, timeout: timeLimitMs, killSignal: 'SIGKILL', encoding: 'utf8' }, (error, output, complaint) => {
      if (error === null) resolve({ kind: 'done', output })
      else if (error.killed === true) resolve({ kind: 'failed', detail: `no answer within ${timeLimitMs} ms` })
      else resolve({ kind: 'failed', detail: complaint.trim().split('\n')[0] || String(error.code ?? 'unknown') })
    })
    // The command may end without reading all of it; its exit code tells.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })
}

const readText = (ran: Ran): string => (ran.kind === 'done' ? ran.output : '')
const readLines = (ran: Ran): readonly string[] => readText(ran).split('\n').map((line) => line.trim()).filter((line) => line !== '')

/** From `lpstat -l -p`: `printer NAME is idle. …`, then indented lines, one of them `Description: …`. */
function readDescriptions(output: string): ReadonlyMap<string, string> {
  const descriptions = new Map<string, string>()
  let name: string | undefined
  for (const line of output.split('\n')) {
    name = /^printer (\S+) /.exec(line)?.[1] ?? name
    const description = /^\s+Description: (.*\S)/.exec(line)?.[1]
    if (name !== undefined && description !== undefined) descriptions.set(name, description)
  }
  return descriptions
}

/** One short line; the caller gives the paper's number, never a person's name: titles stay in the server's logs. */
function asJobTitle(title: string): string {
  return title.replaceAll(/\p{Cc}/gu, ' ').slice(0, 120)
}
