import { nameMachine } from '../../../electron/app/machineName.ts'
import type { DeskPorts } from '../../../electron/station/desk.ts'
import { reserveBytes } from '../../../electron/station/reserve.ts'
import { aSafety } from '../../builders/safety.ts'

/**
 * For a station that the program itself is to open afterwards, with its witness beside its data. It is started by its
 * file alone, which has no version; rows of another one are not used.
 */
export const asStarted = (userData: string): Pick<DeskPorts, 'version' | 'safety'> => ({ version: '0.0.0', safety: aSafety({ machine: nameMachine(), witnessDir: `${userData}.witness`, reserveBytes }) })
