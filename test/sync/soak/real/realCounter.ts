import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { builtInPack } from '../../../builders/desk.ts'
import { password } from '../../../builders/preparedServer.ts'
import { type Answer, answer, type Wish } from './words.ts'

/** One station in a process of its own, which can be killed at any moment; what it has acknowledged is known here. */
export class RealCounter {
  /** Texts of notes by case. */
  readonly promised = new Map<string, Set<string>>()
  readonly #program: string
  readonly #root: string
  readonly #stick: string
  #child: ChildProcessWithoutNullStreams | null = null
  #lines: AsyncIterator<string> | null = null
  #ended: Promise<unknown> = Promise.resolve()
  #complaint = ''
  #starts = 0

  private constructor(program: string, root: string, stick: string) {
    this.#program = program
    this.#root = root
    this.#stick = stick
  }
  static async begin(program: string, url: string, account: string, stick: string): Promise<RealCounter> {
    const counter = new RealCounter(program, await mkdtemp(join(tmpdir(), 'real-station-')), stick)
    await counter.start()
    const setUp = await counter.ask({ kind: 'set up', url, account, password })
    if (setUp?.kind !== 'done') throw new Error(JSON.stringify(setUp))
    return counter
  }

  async start(): Promise<void> {
    this.#starts += 1
    const child = spawn(process.execPath, ['--enable-source-maps', this.#program, this.#root, builtInPack, this.#stick, String(this.#starts)])
    this.#child = child
    this.#complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaint += text
    })
    // A line that was never read by anybody is no error of ours.
    child.stdin.on('error', () => undefined)
    this.#ended = once(child, 'close')
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    if ((await this.#next()) === null) throw new Error(`a station does not start: ${this.#complaint}`)
  }
  async #next(): Promise<Answer | null> {
    const line = await this.#lines?.next()
    if (line && line.done !== true) return answer.parse(JSON.parse(line.value))
    await this.#ended
    if (this.#child?.signalCode !== 'SIGKILL') throw new Error(`a station ended by itself: ${this.#complaint}`)
    return null
  }
  /** `null`: it was killed before it answered. */
  async ask(wish: Wish): Promise<Answer | null> {
    this.#child?.stdin.write(`${JSON.stringify(wish)}\n`)
    return this.#next()
  }
  /** Kills it so many milliseconds after `work` has begun, and starts it again on what is left. Gives what it still answered. */
  async killDuring(ms: number, work: () => Promise<unknown>): Promise<void> {
    const working = work()
    await pause(ms)
    this.#child?.kill('SIGKILL')
    await working
    await this.#ended
    await this.start()
  }
  async remove(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#ended
    await rm(this.#root, { recursive: true })
  }
}
