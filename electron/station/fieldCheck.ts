import type { CaseCommand, Failure } from '../../shared/contracts/ipc.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { canWrite } from '../../shared/domain/caseActions.ts'
import type { CaseEventBody, CaseState, EventName, FieldPath, FieldValue } from '../../shared/domain/events.ts'
import { checkFact } from '../../shared/domain/facts.ts'
import { findFieldPlace, isFieldPath } from '../../shared/domain/fieldPath.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'

export type FieldInput = Extract<CaseCommand, { kind: 'write' }>['fields'][number]
export type FieldWrite = Extract<CaseEventBody, { kind: 'field.write' }>

/**
 * The writes that a group of inputs amounts to: one per changed path, none for what stays as it is.
 * `known`: names of the case's events; a screen can't have shown others.
 */
export function findWrites(pack: Pack, state: CaseState, known: ReadonlySet<EventName>, inputs: readonly FieldInput[]): Result<readonly FieldWrite[], Failure> {
  const writes = new Map<FieldPath, FieldWrite>()
  for (const { path, value, over } of inputs) {
    if (!isFieldPath(path) || writes.has(path)) return fail({ kind: 'malformed', path, problem: 'unknown or repeated field' })
    if (!over.every((name) => known.has(name))) return fail({ kind: 'stale', heads: state.heads })
    const field = state.fields[path]
    const heads = field?.heads.map(({ event }) => event) ?? []
    if (!canWrite(state, path)) return fail({ kind: 'not-allowed', action: 'write', status: state.status.kind === 'settled' ? state.status.status : 'contested' })
    const checked = checkValue(pack, path, value)
    if (!checked.ok) return checked
    // Putting a conflict in order needs every value on the screen; a value that nobody saw must not be written over.
    if (field?.conflict === true && !isOpen(state, path) && !heads.every((head) => over.includes(head))) return fail({ kind: 'stale', heads: state.heads })
    // To a question that was never answered, null is an answer of its own: 暂不清楚.
    const isUnchanged = field ? !field.conflict && field.heads.every((head) => canonicalJson(head.value) === canonicalJson(checked.value)) : checked.value === null && !path.startsWith('facts.')
    if (isUnchanged) continue
    writes.set(path, { kind: 'field.write', payload: { path, value: checked.value }, over })
  }
  return ok([...writes.values()])
}

/** Writable by the status alone, conflict or not. */
const isOpen = (state: CaseState, path: FieldPath): boolean => canWrite({ ...state, fields: {} }, path)

function checkValue(pack: Pack, path: FieldPath, value: FieldInput['value']): Result<FieldValue, Failure> {
  if (value === null) return ok(null)
  const place = findFieldPlace(path)
  const isWords = typeof value === 'string'
  const isRefused = fail({ kind: 'malformed', path, problem: 'not a value of this field' } as const)
  switch (place?.kind) {
    case 'fact': {
      const fact = pack.facts.find(({ name }) => name === place.fact)
      if (!fact) return fail({ kind: 'invalid-fact', fact: place.fact, problem: { kind: 'unknown-fact' } })
      const checked = checkFact(fact, value)
      return checked.ok ? checked : fail({ kind: 'invalid-fact', fact: fact.name, problem: checked.failure })
    }
    case 'theme':
      return isWords && pack.themes.some(({ id }) => id === value) ? ok(value) : isRefused
    case 'profile':
    case 'licence':
      return isWords ? ok(value) : isRefused
    case 'material': {
      const isKnown = pack.items.some(({ id }) => id === place.item) && pack.materials.some(({ id }) => id === place.material)
      return isKnown && typeof value === 'object' ? ok(value) : isRefused
    }
    case undefined:
      return isRefused
  }
}
