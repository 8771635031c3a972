import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { builtInPack } from '../../../builders/desk.ts'
import { password } from '../../../builders/preparedServer.ts'
import { type Answer, answer, type Order, type Point, type Wish } from './words.ts'

/** One station in a process of its own, which can be killed at any moment; what it has acknowledged is known here. */
export class RealCounter {
  /** Texts of notes by case. */
  readonly promised = new Map<string, Set<string>>()
  readonly #name: string
  readonly #program: string
  readonly #root: string
  readonly #stick: string
  #child: ChildProcessWithoutNullStreams | null = null
  #lines: AsyncIterator<string> | null = null
  #ended: Promise<unknown> = Promise.resolve()
  #complaint = ''
  #starts = 0
  /** Of the next wish. */
  #point: Point | null = null
  #onReached: () => Promise<void> = () => Promise.resolve()

  private constructor(name: string, program: string, root: string, stick: string) {
    this.#name = name
    this.#program = program
    this.#root = root
    this.#stick = stick
  }
  /** @param name what it draws by chance follows from it */
  static async begin(name: string, program: string, url: string, account: string, stick: string): Promise<RealCounter> {
    const counter = new RealCounter(name, program, await mkdtemp(join(tmpdir(), 'real-station-')), stick)
    await counter.start()
    const setUp = await counter.ask({ kind: 'set up', url, account, password })
    if (setUp?.kind !== 'done') throw new Error(JSON.stringify(setUp))
    return counter
  }

  async start(): Promise<void> {
    this.#starts += 1
    const child = spawn(process.execPath, ['--enable-source-maps', this.#program, this.#root, builtInPack, this.#stick, `${this.#name} ${this.#starts}`])
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
    this.#send({ wish, point: this.#point })
    this.#point = null
    const said = await this.#next()
    if (said?.kind !== 'reached') return said
    await this.#onReached()
    this.#send(null)
    return this.#next()
  }
  #send(order: Order): void {
    this.#child?.stdin.write(`${JSON.stringify(order)}\n`)
  }
  /** It dies at this place of what it does, or after it, and starts again on what is left. */
  async dieAt(at: Point['at'], nth: number, work: () => Promise<unknown>): Promise<void> {
    this.#point = { at, nth, does: 'die' }
    await work()
    this.#child?.kill('SIGKILL')
    await this.#ended
    await this.start()
  }
  /** At this place of what it does it waits until something has happened; that happens after it where it does not come there. */
  async meanwhile<T>(at: Point['at'], nth: number, happen: () => Promise<void>, work: () => Promise<T>): Promise<T> {
    let hasHappened = false
    this.#point = { at, nth, does: 'wait' }
    this.#onReached = async () => {
      hasHappened = true
      await happen()
    }
    const done = await work()
    if (!hasHappened) await happen()
    return done
  }
  async remove(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#ended
    await rm(this.#root, { recursive: true })
  }
}
