import type { CaseCommand, Failure } from '../../shared/contracts/ipc.ts'
import { type FieldWrite, judgeWrites } from '../../shared/domain/caseJudgement.ts'
import type { CaseState, EventName, FieldPath, FieldValue } from '../../shared/domain/events.ts'
import { checkFact } from '../../shared/domain/facts.ts'
import { findFieldPlace } from '../../shared/domain/fieldPath.ts'
import type { Pack } from '../../shared/domain/pack.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'

export type FieldInput = Extract<CaseCommand, { kind: 'write' }>['fields'][number]

/** `judgeWrites`, with values as the pack takes them. */
export function findWrites(pack: Pack, state: CaseState, known: ReadonlySet<EventName>, inputs: readonly FieldInput[]): Result<readonly FieldWrite[], Failure> {
  return judgeWrites(state, known, inputs, (path, value) => checkValue(pack, path, value))
}

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
