import type { StationHandlers } from '../../electron/station/station.ts'
import type { AskedErasure, ErasureList } from '../../shared/contracts/erasures.ts'
import { must } from './counter.ts'

type Asked = Pick<StationHandlers, 'erasure:list'>
const named = ({ caseId, erasure }: AskedErasure): AskedErasure => ({ caseId, erasure })

export const erasuresAt = async (handlers: Asked): Promise<ErasureList> => must(await handlers['erasure:list']({}))
/** What a supervisor is asked about. */
export const heldAt = async (handlers: Asked): Promise<readonly AskedErasure[]> => (await erasuresAt(handlers)).held.map(named)
export const refusedAt = async (handlers: Asked): Promise<readonly AskedErasure[]> => (await erasuresAt(handlers)).refused.flatMap(({ erasures }) => erasures.map(named))
