import type { CaseCommand, Failure } from '../../shared/contracts/ipc.ts'
import { acceptanceTerm } from '../../shared/domain/acceptanceTerm.ts'
import type { Assessment, Disposition } from '../../shared/domain/assessment.ts'
import { assess } from '../../shared/domain/assess.ts'
import { isBlank } from '../../shared/domain/blank.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import type { CompiledPack } from '../../shared/domain/compilePack.ts'
import type { Acceptance, CaseState, LicenceField, ProfileField } from '../../shared/domain/events.ts'
import type { FactName } from '../../shared/domain/pack.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { addWorkingDays } from '../../shared/domain/workdays.ts'
import { sha256 } from './identity.ts'

/** Who a notice is for and what about: without them nothing is accepted and no paper numbered. */
const requiredFields: readonly ProfileField[] = ['project.name', 'applicant.name']
/** An item that is exempt or internal is not applied for, one that is open can't be yet. */
const acceptable: ReadonlySet<Disposition> = new Set(['merged', 'filing', 'commitment', 'required'])

/** What is laid down when a case is accepted; refused while anything that it would rest on is missing. */
export function buildAcceptance(compiled: CompiledPack, state: CaseState, command: Extract<CaseCommand, { kind: 'accept' }>, engine: string): Result<Acceptance, Failure> {
  const { pack } = compiled
  const missing = findMissingField(state)
  if (missing !== null) return fail({ kind: 'missing-field', path: missing })
  const facts = caseFacts(state, pack)
  const assessment = assess(compiled, facts)
  const open = findOpen(assessment)
  if (open.length > 0) return fail({ kind: 'still-open', facts: open })
  const dispositions = new Map(assessment.items.map(({ id, disposition }) => [id, disposition]))
  const items = [...new Set(command.items)]
  for (const id of items) {
    const disposition = dispositions.get(id)
    if (!disposition || !acceptable.has(disposition)) return fail({ kind: 'malformed', path: `items.${id}`, problem: 'not applied for in this case' })
  }
  if (command.acceptedOn < command.receivedOn) return fail({ kind: 'day-too-early', path: 'acceptedOn', earliest: command.receivedOn })
  const workingDays = acceptanceTerm(pack, assessment, items)
  return ok({
    pack: compiled.ref,
    engine,
    assessmentDigest: sha256(canonicalJson(assessment)),
    facts,
    receivedOn: command.receivedOn,
    acceptedOn: command.acceptedOn,
    promisedOn: addWorkingDays(command.acceptedOn, workingDays, pack.calendarYears),
    workingDays,
    items,
  })
}

/** The first field that is needed before anything is decided or numbered, and empty. */
export function findMissingField(state: CaseState): ProfileField | null {
  return requiredFields.find((path) => isBlank(textOf(state, path))) ?? null
}

/** Facts that open items or materials wait for, in the order of the items. */
function findOpen({ items }: Assessment): readonly FactName[] {
  const facts = new Set<FactName>()
  for (const item of items) {
    for (const fact of item.waitsFor) facts.add(fact)
    for (const { disposition } of item.materials) if (disposition.kind === 'open') for (const fact of disposition.waitsFor) facts.add(fact)
  }
  return [...facts]
}

/** Text of a field as it stands; all of its values where they are in conflict, empty where there is none. */
export function textOf(state: CaseState, path: ProfileField | LicenceField | 'theme'): string {
  const values = (state.fields[path]?.heads ?? []).flatMap(({ value }) => (typeof value === 'string' ? [value] : []))
  return [...new Set(values)].join(' ／ ')
}
