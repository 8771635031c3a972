import type { Desk, Failure } from '../../shared/contracts/ipc.ts'
import { ok, type Result } from '../../shared/domain/result.ts'
import { OpenCase } from './openCase.ts'

/** The cases opened since the start, so that leaving a screen never drops a write that is still under way. */
export class OpenCases {
  readonly #open = new Map<string, OpenCase>()
  readonly #desk: Desk

  constructor(desk: Desk) {
    this.#desk = desk
  }

  /** A case not opened yet: its first write opens it. */
  begin(): OpenCase {
    return new OpenCase(this.#desk, null, (caseId, openCase) => this.#open.set(caseId, openCase))
  }

  async open(caseId: string): Promise<Result<OpenCase, Failure>> {
    const known = this.#open.get(caseId)
    if (known) {
      await known.refresh()
      return ok(known)
    }
    const answer = await this.#desk.invoke('case:state', { caseId })
    if (!answer.ok) return answer
    const openCase = new OpenCase(this.#desk, answer.value, (id, opened) => this.#open.set(id, opened))
    this.#open.set(caseId, openCase)
    return ok(openCase)
  }
}
