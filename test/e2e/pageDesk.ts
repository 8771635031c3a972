import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { DeskService } from '../../electron/station/desk.ts'
import type { AnswerOf, Channel, Desk as PageDesk, RequestOf } from '../../shared/contracts/ipc.ts'
import type { Promised } from '../faults/ledger.ts'

/** The station as a page asks it, for whoever looks at it from outside. */
export function deskOfPage(page: Page): DeskService {
  return {
    handle: <C extends Channel>(channel: C, request: RequestOf<C>): Promise<AnswerOf<C>> => {
      const asked: { channel: string; request: unknown } = { channel, request }
      return page.evaluate((asked) => window.desk.invoke(asked.channel, asked.request), asked) as Promise<AnswerOf<C>>
    },
    close: () => Promise.resolve(),
  }
}

/** What the page was told is noted here, in a file of this process, the moment it says so. */
export class LedgerFile {
  readonly #path: string
  constructor(path: string) {
    this.#path = path
  }
  entries(): readonly Promised[] {
    if (!existsSync(this.#path)) return []
    return readFileSync(this.#path, 'utf8').split('\n').filter((line) => line !== '').map((line): Promised => JSON.parse(line))
  }
  listenTo(page: Page): void {
    page.on('console', (message) => {
      const [, promised] = /^promised (.*)$/s.exec(message.text()) ?? []
      if (promised !== undefined) appendFileSync(this.#path, `${promised}\n`)
    })
  }
}

/**
 * Begins to work in the page and goes on until the page or the program is gone: cases, groups of fields that stand or
 * fall together, notes. Every acknowledgement is said at once.
 */
export function beginWork(page: Page, firstMark: number): void {
  const work = page.evaluate(async (firstMark) => {
    const desk = window.desk as unknown as PageDesk
    const promise = (caseId: string, heads: readonly string[]): void => console.log(`promised ${JSON.stringify({ kind: 'saved', profile: 'office', caseId, heads })}`)
    const marked = (mark: number) => ['project.name', 'applicant.name', 'applicant.agent'].map((path) => ({ path, value: `样例 #${mark}` }))
    for (let mark = firstMark; ; mark += 2) {
      const opened = await desk.invoke('case:open', { fields: marked(mark).map((field) => ({ ...field, over: [] })) })
      if (!opened.ok) continue
      const { state } = opened.value
      promise(state.id, state.heads)
      const [written, noted] = await Promise.all([
        desk.invoke('case:do', { caseId: state.id, command: { kind: 'write', fields: marked(mark + 1).map((field) => ({ ...field, over: (state.fields[field.path]?.heads ?? []).map(({ event }) => event) })) } }),
        desk.invoke('case:do', { caseId: state.id, command: { kind: 'note', text: '电话核对' } }),
      ])
      for (const answer of [written, noted]) if (answer.ok) promise(state.id, answer.value.state.heads)
      // As fast as a clerk in a hurry, and below what the door lets through.
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }, firstMark)
  // It ends when the page does; that is what it is for.
  work.catch(() => undefined)
}
