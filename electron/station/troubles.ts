import type { Trouble } from '../../shared/contracts/records.ts'
import type { RoomLevel } from './diskRoom.ts'

/** What is wrong now, one of a kind. Whoever watches something raises its trouble and settles it when it is over. */
export interface Troubles {
  list(): readonly Trouble[]
  raise(trouble: Trouble): void
  settle(kind: Trouble['kind']): void
}

/** `changed` is called when the list is no longer what it was. */
export function createTroubles(changed: () => void): Troubles {
  const troubles = new Map<Trouble['kind'], Trouble>()
  return {
    list: () => [...troubles.values()],
    raise: (trouble) => {
      if (JSON.stringify(troubles.get(trouble.kind)) === JSON.stringify(trouble)) return
      troubles.set(trouble.kind, trouble)
      changed()
    },
    settle: (kind) => {
      if (troubles.delete(kind)) changed()
    },
  }
}


export const roomLevel = (troubles: readonly Trouble[]): RoomLevel => troubles.reduce<RoomLevel>((level, trouble) => (trouble.kind === 'low-space' ? trouble.level : level), 'ample')
