import type { Failure, OperatorInput, ProfileKind } from '../../shared/contracts/ipc.ts'
import type { Operator, OperatorId, StationEventBody } from '../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { type EventStore, headsOf } from './eventStore.ts'
import { drawId, drawStationCode } from './identity.ts'
import type { RandomBytes } from './ports.ts'
import type { InTurn } from './turns.ts'

/** Who this station is and who sits at it. */
export interface Session {
  readonly profile: ProfileKind
  settings(): Settings | null
  operators(): readonly Operator[]
  operator(): Operator | null
  nameOf(operator: OperatorId): string
  /** Of this station or another one, by its id. */
  nameOfStation(station: string): string
  setUp(district: string, name: string, operators: readonly OperatorInput[]): Promise<Result<readonly Operator[], Failure>>
  addOperator(operator: OperatorInput): Promise<Result<null, Failure>>
  signIn(operatorId: OperatorId): Result<null, Failure>
  /** Who acts and for which station; a failure before set-up and sign-in. */
  getActor(): Result<Actor, Failure>
}
export interface Settings {
  readonly district: string
  readonly name: string
  readonly code: string
}
export interface Actor {
  readonly operator: Operator
  readonly settings: Settings
}

export function createSession(profile: ProfileKind, store: EventStore, randomBytes: RandomBytes, inTurn: InTurn): Session {
  let signedIn: OperatorId | null = null

  function settings(): Settings | null {
    const setUp = store.stationEvents.findLast(({ event }) => event.kind === 'station.setUp')?.event
    return setUp?.kind === 'station.setUp' ? setUp.payload : null
  }
  const operators = (): readonly Operator[] => store.stationEvents.flatMap(({ event }) => (event.kind === 'operator.added' ? [event.payload] : []))
  const findOperator = (id: OperatorId | null): Operator | null => operators().find((operator) => operator.id === id) ?? null
  /** Where only one person works, nobody else can be meant. */
  function onDuty(): Operator | null {
    const [first, ...others] = operators()
    return findOperator(signedIn) ?? (others.length === 0 ? (first ?? null) : null)
  }
  const write = (bodies: readonly StationEventBody[], operator: OperatorId) => store.appendToStation(bodies, { operator, heads: headsOf(store.stationEvents), missing: [] })
  const operatorFrom = (input: OperatorInput): Operator => ({ id: drawId(randomBytes), ...input })

  return {
    profile,
    settings,
    operators,
    operator: onDuty,
    nameOf: (id) => findOperator(id)?.name ?? store.nameOfOther(id) ?? '',
    nameOfStation: (station) => store.nameOfStation(station) ?? '',
    setUp: (district, name, inputs) =>
      inTurn('station', async () => {
        if (settings()) return fail({ kind: 'already-set-up' })
        const added = inputs.map(operatorFrom)
        const [first] = added
        if (!first) return fail({ kind: 'malformed', path: 'operators', problem: 'empty' })
        const written = await write(
          [
            { kind: 'station.setUp', payload: { district, name, code: drawStationCode(randomBytes) } },
            ...added.map((operator) => ({ kind: 'operator.added' as const, payload: operator })),
          ],
          first.id,
        )
        return written.ok ? ok(added) : written
      }),
    addOperator: (input) =>
      inTurn('station', async () => {
        if (!settings()) return fail({ kind: 'not-set-up' })
        const added = operatorFrom(input)
        // Whoever is at the counter stays there when a second person is added.
        signedIn = onDuty()?.id ?? null
        const written = await write([{ kind: 'operator.added', payload: added }], signedIn ?? added.id)
        return written.ok ? ok(null) : written
      }),
    signIn: (operatorId) => {
      if (!settings()) return fail({ kind: 'not-set-up' })
      if (!findOperator(operatorId)) return fail({ kind: 'malformed', path: 'operatorId', problem: 'unknown operator' })
      signedIn = operatorId
      return ok(null)
    },
    getActor: () => {
      const known = settings()
      if (!known) return fail({ kind: 'not-set-up' })
      const operator = onDuty()
      return operator ? ok({ operator, settings: known }) : fail({ kind: 'not-signed-in' })
    },
  }
}
