import type { Desk, Failure } from '../../shared/contracts/ipc.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { OpenCase } from './openCase.ts'

/** The cases opened since the start, so that leaving a screen never drops a write that is still under way. */
export class OpenCases {
  readonly #open = new Map<string, OpenCase>()
  readonly #all: OpenCase[] = []
  readonly #listeners = new Set<() => void>()
  readonly #desk: Desk
  readonly #onSaved: (at: string) => void

  constructor(desk: Desk, onSaved: (at: string) => void = () => undefined) {
    this.#desk = desk
    this.#onSaved = onSaved
  }

  /** A case not opened yet: its first write opens it. One that the disk refused comes back first: it has no name to find it by. */
  begin(): OpenCase {
    const refused = this.#all.find((openCase) => openCase.view().caseId === null && openCase.view().save.kind === 'failed')
    if (refused) return refused
    return this.#watch(new OpenCase(this.#desk, null, (caseId, openCase) => this.#open.set(caseId, openCase)))
  }

  async open(caseId: string): Promise<Result<OpenCase, Failure>> {
    const known = this.#open.get(caseId)
    if (known) {
      await known.refresh()
      return ok(known)
    }
    const answer = await this.#desk.invoke('case:state', { caseId })
    if (!answer.ok) return answer
    const openCase = this.#watch(new OpenCase(this.#desk, answer.value, (id, opened) => this.#open.set(id, opened)))
    this.#open.set(caseId, openCase)
    return ok(openCase)
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The worst of all open cases: while one write is under way, nothing on the screen may say that all is saved. */
  readonly saveState = (): 'quiet' | 'saving' | 'failed' => {
    const kinds = this.#all.map((openCase) => openCase.view().save.kind)
    return kinds.includes('failed') ? 'failed' : kinds.includes('saving') ? 'saving' : 'quiet'
  }

  /** Cases of which something could not be saved; it waits in memory and on their screens. */
  readonly unsaved = (): readonly OpenCase[] => this.#all.filter((openCase) => openCase.view().save.kind === 'failed')

  /** Waits until every write under way has its answer. */
  async settle(): Promise<void> {
    await Promise.all(this.#all.map((openCase) => openCase.settle()))
  }

  #watch(openCase: OpenCase): OpenCase {
    this.#all.push(openCase)
    let last = openCase.view().save
    openCase.subscribe(() => {
      const { save } = openCase.view()
      if (save !== last && save.kind === 'saved') this.#onSaved(save.at)
      last = save
      this.#listeners.forEach((listener) => listener())
    })
    return openCase
  }
}
