import type { ChildProcess } from 'node:child_process'
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, readlinkSync, rmSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable, Writable } from 'node:stream'
import { CdpConnection } from './cdp.ts'
import { CommandLine } from './commandLine.ts'
import type { TargetInfo } from './devtools.ts'
import { findChromium } from './findChromium.mjs'
import { prepareToAnswer } from './protocol.ts'

export interface BrowserPlan {
  readonly findUserData: () => string
  readonly commandLine: CommandLine
  readonly isHeadless: boolean
  readonly isOffline: boolean
  /** Whether no other process may be using the profile: leftovers of another machine are then removed. */
  readonly isOwnProfile: () => boolean
  readonly onConnect: (connection: CdpConnection) => Promise<void>
  /** The browser has ended and nobody asked it to. */
  readonly onEnd: (end: { readonly isOrderly: boolean; readonly exitCode: number }) => void
}

interface Opening {
  readonly resolve: (targetId: string) => void
  readonly reject: (error: Error) => void
}

interface Size {
  readonly width: number
  readonly height: number
}

/** Switches with a meaning of their own here. */
const ownSwitches = new Set(['user-data-dir', 'inspect', 'inspect-brk', 'headless', 'offline', 'no-sandbox', 'require', 'remote-debugging-pipe', 'app'])

/** Quiet, and with nothing to tell or to fetch. */
const quietSwitches = [
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--no-service-autorun',
  '--no-pings',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--disable-field-trial-config',
  '--disable-search-engine-choice-screen',
  '--disable-breakpad',
  '--disable-infobars',
  '--disable-hang-monitor',
  // A page restored from that cache would not load again, and its preload not run.
  '--disable-back-forward-cache',
  '--disable-background-timer-throttling',
  '--disable-renderer-backgrounding',
  '--disable-backgrounding-occluded-windows',
  '--metrics-recording-only',
  '--password-store=basic',
  '--use-mock-keychain',
]

const disabledFeatures = [
  'Translate', 'MediaRouter', 'OptimizationHints', 'OptimizationGuideModelDownloading', 'NetworkTimeServiceQuerying', 'AimEnabled',
  'PreconnectToSearch', 'CertificateTransparencyComponentUpdater', 'AutofillServerCommunication', 'HttpsUpgrades',
  'DialMediaRouteProvider', 'PaintHolding', 'InterestFeedContentSuggestions', 'PasswordManagerOnboarding', 'GlobalMediaControls',
  // Pages of the browser's own address line, with 150 scripts, loaded beside ours though nobody ever sees one.
  'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup', 'PreloadTopChromeWebUI',
]

/** Devices are not offered at all, whatever a handler would say. */
const disabledBlinkFeatures = ['WebUSB', 'WebHID', 'Serial', 'WebBluetooth']

/** Chromium as a child process, and the pages in it. */
export class Browser {
  private readonly plan: BrowserPlan
  private running: Promise<CdpConnection> | undefined
  private child: ChildProcess | undefined
  private isClosing = false
  private readonly openings = new Map<string, Opening>()

  constructor(plan: BrowserPlan) {
    this.plan = plan
  }

  /** Shown, Chromium starts with its first window, unless a test tool waits for it before it lets the program go on. */
  startEarly(): void {
    if (this.plan.isHeadless || this.plan.commandLine.hasSwitch('remote-debugging-port')) this.connect().catch(() => {})
  }

  /** The connection, if there is a browser. */
  get current(): Promise<CdpConnection> | undefined {
    return this.running
  }

  connect(): Promise<CdpConnection> {
    this.running ??= this.start(['--no-startup-window'])
    return this.running
  }

  async openTarget(size: Size): Promise<string> {
    if (this.plan.isHeadless) {
      const connection = await this.connect()
      return (await connection.browser.send('Target.createTarget', { url: 'about:blank', newWindow: true, ...size })).targetId
    }
    // An app window, without tabs and address bar, is only opened by the command line; the mark tells which one it is.
    const mark = randomUUID()
    const opened = new Promise<string>((resolve, reject) => this.openings.set(mark, { resolve, reject }))
    // Where the browser does not even start, nobody waits for its window any more.
    opened.catch(() => {})
    const args = [`--app=data:text/html,<!--${mark}-->`, `--window-size=${size.width},${size.height}`]
    if (this.running === undefined) this.running = this.start(args)
    else {
      await this.running
      // The running browser takes it over; it has the pipe already.
      const [program, ...programArgs] = this.command(args).filter((arg) => !arg.startsWith('--remote-debugging-'))
      spawn(program ?? '', programArgs, { stdio: 'ignore' }).on('error', () => {})
    }
    await this.running
    return await opened
  }

  async close(): Promise<void> {
    this.isClosing = true
    const child = this.child
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    // Before anything is waited for: it may not even have come up.
    const deadline = setTimeout(() => child.kill('SIGKILL'), 5000)
    const connection = await this.running?.catch(() => undefined)
    connection?.browser.post('Browser.close', {})
    await ended
    clearTimeout(deadline)
  }

  private command(args: readonly string[]): [string, ...string[]] {
    const { commandLine, isHeadless, isOffline, findUserData } = this.plan
    const found = findChromium()
    if (!found.ok) throw new Error(found.problem)
    const all = new CommandLine([
      ...quietSwitches,
      `--disable-features=${disabledFeatures.join(',')}`,
      `--disable-blink-features=${disabledBlinkFeatures.join(',')}`,
      ...(isHeadless ? ['--headless=new', '--disable-gpu', '--hide-scrollbars', '--mute-audio'] : []),
      // Switches alone don't keep every browser from calling its maker: no name leads anywhere but to this computer.
      `--host-resolver-rules=MAP * ~NOTFOUND${isOffline ? '' : ',EXCLUDE localhost,EXCLUDE 127.0.0.1'}`,
      '--no-proxy-server',
      ...(isSandboxOff(commandLine) ? ['--no-sandbox'] : []),
      ...commandLine.toArgs(ownSwitches),
    ])
    return [found.path, ...all.toArgs(new Set()), `--user-data-dir=${join(findUserData(), 'chromium')}`, ...args]
  }

  private async start(args: readonly string[]): Promise<CdpConnection> {
    const profile = join(this.plan.findUserData(), 'chromium')
    mkdirSync(profile, { recursive: true, mode: 0o700 })
    if (this.plan.isOwnProfile()) removeForeignLock(profile)
    const [program, ...programArgs] = withDeathSignal(this.command(args))
    const child = spawn(program, programArgs, {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
      // A group of its own: Ctrl-C in the terminal is for the program, which then closes the browser.
      detached: true,
    })
    this.child = child
    const lastWords: string[] = []
    if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', (line) => this.relay(line, lastWords))
    const [, , , output, input] = child.stdio
    if (!(output instanceof Writable) || !(input instanceof Readable)) throw new Error('Chromium has no pipes')
    const connection = new CdpConnection(input, output)
    setImmediate(prepareToAnswer)
    let isUp = false
    child.on('exit', (code, signal) => {
      connection.close()
      this.running = undefined
      this.giveUpOpening()
      if (isUp && !this.isClosing) this.plan.onEnd({ isOrderly: code === 0, exitCode: code ?? (signal === 'SIGKILL' ? 9 : 1) })
    })
    try {
      await Promise.race([
        once(child, 'error').then(([error]) => Promise.reject(error)),
        connection.browser.send('Browser.getVersion', {}),
      ])
      isUp = true
    } catch (error) {
      if (this.isClosing) throw error
      throw new Error(`Chromium did not start:\n${lastWords.join('\n')}`, { cause: error })
    }
    connection.browser.on('Target.targetCreated', ({ targetInfo }) => this.welcome(targetInfo))
    await this.plan.onConnect(connection)
    return connection
  }

  private welcome({ url, targetId }: TargetInfo): void {
    for (const [mark, { resolve }] of this.openings) {
      if (!url.includes(mark)) continue
      this.openings.delete(mark)
      resolve(targetId)
    }
  }

  /** Windows that a browser which has ended will not show. */
  private giveUpOpening(): void {
    for (const { reject } of this.openings.values()) reject(new Error('Chromium has ended before its window was there'))
    this.openings.clear()
  }

  /** Chromium complains of missing buses, keyrings and graphics; only what a tool waits for is passed on. */
  private relay(line: string, lastWords: string[]): void {
    if (line.startsWith('DevTools listening on ') || this.plan.commandLine.hasSwitch('enable-logging')) process.stderr.write(`${line}\n`)
    lastWords.push(line)
    if (lastWords.length > 20) lastWords.shift()
  }
}

/** The kernel refuses the sandbox to root. */
export function isSandboxOff(commandLine: CommandLine): boolean {
  return process.getuid?.() === 0 || commandLine.hasSwitch('no-sandbox')
}

/** Chromium ends when its pipe closes; where the kernel can be told, it ends at once with our process. */
function withDeathSignal(command: [string, ...string[]]): [string, ...string[]] {
  const canSet = spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0
  return canSet ? ['setpriv', '--pdeathsig', 'KILL', '--', ...command] : command
}

/** A profile that came from another machine is locked in that machine's name, for ever. */
function removeForeignLock(profile: string): void {
  let owner: string
  try {
    owner = readlinkSync(join(profile, 'SingletonLock'))
  } catch {
    return
  }
  if (owner.startsWith(`${hostname()}-`)) return
  for (const name of ['SingletonLock', 'SingletonSocket', 'SingletonCookie']) rmSync(join(profile, name), { force: true })
}
