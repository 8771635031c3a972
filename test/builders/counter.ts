import type { DeskService } from '../../electron/station/desk.ts'
import type { CaseCommand, RequestOf } from '../../shared/contracts/ipc.ts'
import { assess } from '../../shared/domain/assess.ts'
import { compilePack, type CompiledPack } from '../../shared/domain/compilePack.ts'
import type { CaseState } from '../../shared/domain/events.ts'
import type { Pack, PackRef } from '../../shared/domain/pack.ts'
import type { Result } from '../../shared/domain/result.ts'
import { packOf } from './desk.ts'

/** What a clerk does at the counter, in one line each; throws where the test counts on success. */

export function must<T>(result: Result<T, { readonly kind: string }>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure))
  return result.value
}

const fieldsFrom = (values: Readonly<Record<string, unknown>>) => Object.entries(values).map(([path, value]) => ({ path, value: value as string, over: [] }))

export async function openCase(desk: DeskService, values: Readonly<Record<string, unknown>> = {}): Promise<CaseState> {
  return must(await desk.handle('case:open', { fields: fieldsFrom(values) })).state
}

export async function order(desk: DeskService, state: CaseState, command: CaseCommand) {
  return desk.handle('case:do', { caseId: state.id, command })
}

/** Writes over what stands in the given state, as a screen that shows it would. */
export async function write(desk: DeskService, state: CaseState, values: Readonly<Record<string, unknown>>) {
  const fields: Extract<CaseCommand, { kind: 'write' }>['fields'] = Object.entries(values).map(([path, value]) => ({
    path,
    value: value as string,
    over: (state.fields[path]?.heads ?? []).map(({ event }) => event),
  }))
  return order(desk, state, { kind: 'write', fields })
}

export async function exampleFacts(desk: DeskService, exampleId: string): Promise<Record<string, unknown>> {
  const { pack } = await packOf(desk)
  const example = pack.examples.find(({ id }) => id === exampleId)
  if (!example) throw new Error(`no example ${exampleId}`)
  return Object.fromEntries(Object.entries(example.facts).map(([name, value]) => [`facts.${name}`, value]))
}

export const sampleProject = { 'project.name': '集美大道办公楼（样例）', 'applicant.name': '厦门样例置业有限公司' }

/** A case with every answer of a worked example. */
export async function answeredCase(desk: DeskService, exampleId = 's01'): Promise<CaseState> {
  const opened = await openCase(desk, sampleProject)
  return must(await write(desk, opened, await exampleFacts(desk, exampleId))).state
}

const compiledPacks = new Map<string, CompiledPack>()
/** As a screen does it: once for a pack, however many cases are accepted. */
function compiledOnce(pack: Pack, ref: PackRef): CompiledPack {
  const compiled = compiledPacks.get(ref.digest) ?? compilePack(pack, ref)
  compiledPacks.set(ref.digest, compiled)
  return compiled
}

export async function acceptCommand(desk: DeskService, state: CaseState, changes: Partial<Extract<CaseCommand, { kind: 'accept' }>> = {}): Promise<Extract<CaseCommand, { kind: 'accept' }>> {
  const { pack, ref } = await packOf(desk)
  const facts = Object.fromEntries(Object.values(state.fields).flatMap(({ path, heads }) => (path.startsWith('facts.') ? [[path.slice(6), heads[0]?.value as string]] : [])))
  const items = assess(compiledOnce(pack, ref), facts).items.flatMap(({ id, disposition }) => (['required', 'commitment', 'filing', 'merged'].includes(disposition) ? [id] : []))
  return { kind: 'accept', receivedOn: '2026-03-02', acceptedOn: '2026-03-02', items, heads: [...state.heads], ...changes }
}

export async function acceptedCase(desk: DeskService, exampleId = 's01'): Promise<CaseState> {
  const state = await answeredCase(desk, exampleId)
  return must(await order(desk, state, await acceptCommand(desk, state))).state
}

export const noticeOf = (state: CaseState): RequestOf<'paper:issue'> => ({ caseId: state.id, paper: 'acceptance-notice', heads: [...state.heads], another: false })
