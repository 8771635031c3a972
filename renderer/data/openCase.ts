import type { CaseCommand, Desk, Failure, RequestOf, Saved } from '../../shared/contracts/ipc.ts'
import type { CaseState, EventName, FieldHead, FieldPath, FieldValue, MaterialState } from '../../shared/domain/events.ts'
import type { Facts, FactValue } from '../../shared/domain/pack.ts'
import type { Result } from '../../shared/domain/result.ts'

export interface FieldInput {
  readonly path: FieldPath
  readonly value: FieldValue
}

export type SaveState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly at: string }
  /** What was typed stays in memory and on screen; `count` fields wait. */
  | { readonly kind: 'failed'; readonly failure: Failure; readonly count: number }

/** A case as the screen shows it: what main has confirmed, with what was just typed laid over it. */
export interface CaseView {
  readonly caseId: string | null
  readonly state: CaseState | null
  readonly facts: Facts
  /** Facts the clerk set aside with 暂不清楚. */
  readonly unknown: ReadonlySet<string>
  readonly values: ReadonlyMap<string, FieldValue>
  readonly save: SaveState
}

interface PendingField extends FieldInput {
  /** `null`: over this screen's own earlier write, whose name is known only when it is confirmed. */
  readonly over: readonly EventName[] | null
}
interface PendingWrite {
  readonly fields: readonly PendingField[]
}
/** What stood at a field and what stands there: one value, or several in conflict. */
export interface FieldChange {
  readonly path: FieldPath
  readonly from: readonly FieldValue[]
  readonly to: readonly FieldValue[]
}
type WithoutHeads<C> = C extends { readonly heads: unknown } ? Omit<C, 'heads'> : never
/** Commands that rest on nothing that the screen showed beside what they name. */
type PlainCommand = Exclude<CaseCommand, { readonly heads: unknown } | { readonly kind: 'write' }>
export type DecideCommand = PlainCommand | WithoutHeads<Exclude<CaseCommand, PlainCommand | { readonly kind: 'write' }>>
const plainKinds: readonly CaseCommand['kind'][] = ['note', 'undo', 'retract', 'acknowledge', 'write-off'] satisfies PlainCommand['kind'][]
const isPlain = (command: DecideCommand): command is PlainCommand => plainKinds.includes(command.kind)

/**
 * One open case. Writes are painted at once and sent one after the other; nothing that was typed is dropped
 * when the disk refuses, it waits for `retry`.
 */
export class OpenCase {
  #caseId: string | null
  #state: CaseState | null
  #pending: PendingWrite[] = []
  #opened: boolean
  #save: SaveState = { kind: 'idle' }
  #sending: Promise<void> | null = null
  #view: CaseView | null = null
  /** The last one that was made. */
  #shown: CaseView | null = null
  /** Groups of writes made here, by the names that main gave them: to be taken back, and to be made again. */
  #done: readonly (readonly EventName[])[] = []
  #undone: readonly (readonly EventName[])[] = []
  readonly #listeners = new Set<() => void>()
  readonly #desk: Desk
  readonly #onNamed: (caseId: string, openCase: OpenCase) => void

  /** `state: null` begins a new case; its first write opens it. */
  constructor(desk: Desk, state: CaseState | null, onNamed: (caseId: string, openCase: OpenCase) => void) {
    this.#desk = desk
    this.#state = state
    this.#caseId = state?.id ?? null
    this.#opened = state !== null
    this.#onNamed = onNamed
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
  readonly view = (): CaseView => (this.#view ??= this.#shown = this.#makeView())

  /** Writes what differs from what the screen shows; an unchanged field writes nothing. */
  write(inputs: readonly FieldInput[]): void {
    const { values } = this.view()
    const changed = inputs.filter(({ path, value }) => !values.has(path) || JSON.stringify(values.get(path)) !== JSON.stringify(value) || this.#state?.fields[path]?.conflict === true)
    if (changed.length === 0 && this.#opened) return
    this.#pending.push({ fields: changed.map((input) => ({ ...input, over: this.#isPending(input.path) ? null : this.#headsOf(input.path) })) })
    if (this.#save.kind !== 'failed') this.#save = { kind: 'saving' }
    this.#changed()
    void this.#send()
  }

  retry(): void {
    if (this.#save.kind === 'failed') {
      this.#save = { kind: 'saving' }
      void this.#send()
    }
  }

  /** Gives up what could not be saved and shows again what stands in the records. */
  discardUnsaved(): void {
    this.#pending = []
    this.#save = { kind: 'idle' }
    this.#changed()
  }

  /** A decision on the state that the screen shows; waits until every write before it has been confirmed. */
  async decide(command: DecideCommand): Promise<Result<Saved, Failure>> {
    await this.settle()
    if (this.#save.kind === 'failed') return { ok: false, failure: this.#save.failure }
    if (this.#caseId === null || this.#state === null) return { ok: false, failure: { kind: 'unknown-case', caseId: '' } }
    const heads = [...this.#state.heads]
    const full: CaseCommand = isPlain(command) ? command : { ...command, heads }
    const answer = await this.#desk.invoke('case:do', { caseId: this.#caseId, command: full })
    if (answer.ok) {
      // A decision rests on what was written before it.
      if (!isPlain(command)) [this.#done, this.#undone] = [[], []]
      this.#confirm(answer.value)
    } else if (answer.failure.kind === 'stale') await this.refresh()
    return answer
  }

  /** Takes back what was written here last; `null`: nothing was. */
  async undo(): Promise<Result<readonly FieldChange[], Failure> | null> {
    await this.settle()
    const group = this.#done.at(-1)
    return group ? this.takeBack(group) : null
  }

  /** Makes again what was taken back last. */
  async redo(): Promise<Result<readonly FieldChange[], Failure> | null> {
    await this.settle()
    const group = this.#undone.at(-1)
    if (!group) return null
    const answer = await this.#undoEvents(group)
    if (answer.ok || answer.failure.kind === 'not-undoable') this.#undone = this.#undone.slice(0, -1)
    if (!answer.ok) return answer
    this.#done = [...this.#done, answer.value.names]
    return { ok: true, value: answer.value.changes }
  }

  /** Takes field writes back, all of them or none; they can be made again with `redo`. */
  async takeBack(names: readonly EventName[]): Promise<Result<readonly FieldChange[], Failure>> {
    const answer = await this.#undoEvents(names)
    // What main will not take back now stays so; the write before it is next.
    if (answer.ok || answer.failure.kind === 'not-undoable') this.#done = this.#done.filter((group) => !group.some((name) => names.includes(name)))
    if (!answer.ok) return answer
    this.#undone = [...this.#undone, answer.value.names]
    return { ok: true, value: answer.value.changes }
  }

  async #undoEvents(names: readonly EventName[]): Promise<Result<{ readonly names: readonly EventName[]; readonly changes: readonly FieldChange[] }, Failure>> {
    await this.settle()
    const before = this.#state
    const answer = await this.decide({ kind: 'undo', events: [...names] })
    if (!answer.ok) return answer
    const written = newHeads(before, answer.value.state)
    return { ok: true, value: { names: written.flatMap(({ names }) => names), changes: written.map(({ path, from, to }) => ({ path, from, to })) } }
  }

  async settle(): Promise<void> {
    while (this.#sending) await this.#sending
  }

  /** The state as another command (a paper) left it. */
  adopt(state: CaseState): void {
    this.#state = state
    this.#changed()
  }

  async refresh(): Promise<void> {
    if (this.#caseId === null) return
    const answer = await this.#desk.invoke('case:state', { caseId: this.#caseId })
    if (answer.ok) this.adopt(answer.value)
  }

  #send(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => (this.#sending = null))
    return this.#sending
  }

  async #sendAll(): Promise<void> {
    let next = this.#pending[0]
    while (next) {
      this.#save = { kind: 'saving' }
      this.#changed()
      const before = this.#state
      const answer = await this.#sendOne(next)
      if (!answer.ok) {
        this.#save = { kind: 'failed', failure: answer.failure, count: this.#pending.reduce((sum, write) => sum + write.fields.length, 0) }
        if (answer.failure.kind === 'stale') await this.refresh()
        this.#changed()
        return
      }
      this.#pending = this.#pending.slice(1)
      next = this.#pending[0]
      // Choosing the theme began the case; that is not taken back but begun anew.
      if (before !== null) this.#remember(newHeads(before, answer.value.state).flatMap(({ names }) => names))
      this.#confirm(answer.value)
    }
  }

  async #sendOne(write: PendingWrite): Promise<Result<Saved, Failure>> {
    const fields = write.fields.map(({ path, value, over }) => ({ path, value, over: [...(over ?? this.#headsOf(path))] }))
    try {
      if (this.#caseId !== null) return await this.#desk.invoke('case:do', { caseId: this.#caseId, command: { kind: 'write', fields } })
      const first: RequestOf<'case:open'> = { fields: fields.map(({ path, value }) => ({ path, value, over: [] })) }
      const answer = await this.#desk.invoke('case:open', first)
      if (answer.ok) {
        this.#caseId = answer.value.state.id
        this.#opened = true
        this.#onNamed(this.#caseId, this)
      }
      return answer
    } catch (error) {
      return { ok: false, failure: { kind: 'malformed', path: 'case:do', problem: error instanceof Error ? error.message : String(error) } }
    }
  }

  #remember(names: readonly EventName[]): void {
    if (names.length === 0) return
    this.#done = [...this.#done, names]
    this.#undone = []
  }

  #confirm(saved: Saved): void {
    this.#state = saved.state
    this.#save = this.#pending.length > 0 ? { kind: 'saving' } : { kind: 'saved', at: saved.savedAt }
    this.#changed()
  }

  #isPending(path: string): boolean {
    return this.#pending.some((write) => write.fields.some((field) => field.path === path))
  }
  #headsOf(path: string): readonly EventName[] {
    return this.#state?.fields[path]?.heads.map(({ event }) => event) ?? []
  }

  #makeView(): CaseView {
    const values = new Map<string, FieldValue>()
    for (const field of Object.values(this.#state?.fields ?? {})) {
      const [head] = field.heads
      // A conflicting field is unknown until someone settles it.
      if (head && !field.conflict) values.set(field.path, head.value)
    }
    for (const { path, value } of this.#pending.flatMap((write) => write.fields)) values.set(path, value)
    const before = this.#shown
    const isUnchanged = before !== null && before.values.size === values.size && [...values].every(([path, value]) => JSON.stringify(before.values.get(path)) === JSON.stringify(value))
    // What was confirmed is what stands there already: nothing that rests on it is worked out again.
    if (isUnchanged) return { ...before, caseId: this.#caseId, state: this.#state, save: this.#save }
    const answers = [...values].filter(([path]) => path.startsWith('facts.'))
    return {
      caseId: this.#caseId,
      state: this.#state,
      facts: Object.fromEntries(answers.flatMap(([path, value]) => (isFactValue(value) ? [[path.slice('facts.'.length), value]] : []))),
      unknown: new Set(answers.filter(([, value]) => value === null).map(([path]) => path.slice('facts.'.length))),
      values,
      save: this.#save,
    }
  }
  #changed(): void {
    this.#view = null
    for (const listener of this.#listeners) listener()
  }
}

/** Places where everything that stands is new: a write, or the values that stand again because a choice was taken back. */
function newHeads(before: CaseState | null, after: CaseState): readonly (FieldChange & { readonly names: readonly EventName[] })[] {
  return Object.values(after.fields).flatMap(({ path, heads }) => {
    const former = before?.fields[path]?.heads ?? []
    if (heads.some((head) => former.some(({ event }) => event === head.event))) return []
    return [{ path, names: heads.map(({ event }) => event), from: valuesOf(former), to: valuesOf(heads) }]
  })
}

/** Each once; `null` where nothing was written. */
function valuesOf(heads: readonly FieldHead[]): readonly FieldValue[] {
  const values = new Map(heads.map(({ value }) => [JSON.stringify(value), value]))
  return values.size === 0 ? [null] : [...values.values()]
}

function isFactValue(value: FieldValue): value is FactValue {
  return typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
}

export function textOf(view: CaseView, path: FieldPath): string {
  const value = view.values.get(path)
  return typeof value === 'string' ? value : ''
}

/** For a headline: in a conflict every text that stands there, as in the lists. */
export function shownText(view: CaseView, path: FieldPath): string {
  const field = view.state?.fields[path]
  if (field?.conflict !== true || view.values.has(path)) return textOf(view, path)
  return [...new Set(field.heads.flatMap(({ value }) => (typeof value === 'string' ? [value] : [])))].join(' ／ ')
}

export function materialOf(view: Pick<CaseView, 'values'>, item: string, material: string): MaterialState | null {
  const value = view.values.get(`materials.${item}/${material}`)
  return typeof value === 'object' && value !== null ? value : null
}
