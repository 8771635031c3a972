import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Failure, RequestOf } from '../../shared/contracts/ipc.ts'
import type { Recovery, TouchedCase } from '../../shared/contracts/records.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import { fail, ok, type Result } from '../../shared/domain/result.ts'
import { recoveryReport } from '../../shared/output/recoveryReport.ts'
import { textOf } from './accept.ts'
import type { Cases } from './cases.ts'
import { momentInChina } from './chinaTime.ts'
import type { EventStore } from './eventStore.ts'
import { type Files, onDisk, replaceFile } from './files.ts'
import type { ChooseSavePath, Clock, Documents, Printers } from './ports.ts'
import type { Recoveries } from './recoveries.ts'
import type { Actor } from './session.ts'

/** What a clerk can do about a recovery: see the cases it may touch, and take the report along. */
export interface RecoveryDesk {
  findTouchedCases(): Promise<readonly TouchedCase[]>
  /** It was read. */
  dismiss(id: string, actor: Actor): Promise<void>
  deliver(request: RequestOf<'recovery:deliver'>, actor: Actor): Promise<Result<{ readonly where: string }, Failure>>
}
export interface RecoveryPorts {
  readonly files: Files
  readonly store: EventStore
  readonly cases: Cases
  readonly recoveries: Recoveries
  readonly documents: Documents
  readonly printers: Printers
  readonly chooseSavePath: ChooseSavePath
  readonly clock: Clock
  readonly practice: boolean
  readonly version: string
}

export function createRecoveryDesk({ files, store, cases, recoveries, documents, printers, chooseSavePath, clock, practice, version }: RecoveryPorts): RecoveryDesk {
  /** A lost record shows as a gap in its case, as soon as a later one refers to it; the last case may have lost its end. */
  async function findTouchedCases(): Promise<readonly TouchedCase[]> {
    const touched: TouchedCase[] = []
    const all = await store.changedCases(0)
    if (!all.ok) return []
    for (const { id: caseId } of all.value) {
      const state = await cases.state(caseId)
      if (state.ok && state.value.gaps.length > 0) touched.push({ caseId, because: 'gap', gaps: state.value.gaps.length })
      // The counter goes on working while all cases are looked through.
      await nextTurn()
    }
    const last = all.value.at(-1)
    if (last && recoveries.list().some(isTailCut) && !touched.some(({ caseId }) => caseId === last.id)) touched.push({ caseId: last.id, because: 'last', gaps: 0 })
    return touched
  }

  return {
    findTouchedCases,
    dismiss: (id, { operator }) => recoveries.dismiss(id, { at: momentInChina(clock.now()), operator: operator.id }),
    deliver: async ({ id, how }, { settings, operator }) => {
      const recovery = recoveries.list().find((entry) => entry.id === id)
      if (!recovery) return fail({ kind: 'malformed', path: 'id', problem: 'unknown recovery' })
      const named: { name: string; because: string }[] = []
      for (const { caseId, because, gaps } of await findTouchedCases()) {
        const state = await cases.state(caseId)
        const name = state.ok ? textOf(state.value, 'project.name') : ''
        named.push({ name: name === '' ? `办件 ${caseId.slice(0, 8)}` : name, because: because === 'gap' ? `还缺 ${gaps} 条记录` : '停下前最后办的' })
      }
      const page = recoveryReport({ recovery, cases: named, station: settings, operatorName: operator.name, practice, programVersion: version, createdAt: momentInChina(clock.now()) })
      const drawn = await documents.renderPdf(page)
      if (!drawn.ok) return drawn
      if (how.kind === 'print') {
        const printed = await printers.print(drawn.value.pdf, page.title, how.printer)
        return printed.ok ? ok({ where: printed.value.printer }) : printed
      }
      const path = await chooseSavePath(`${page.title}-${dayInChina(clock.now())}.pdf`, 'pdf')
      if (path === null) return fail({ kind: 'cancelled' })
      const written = await onDisk(path, () => replaceFile(files, path, drawn.value.pdf))
      return written.ok ? ok({ where: path }) : written
    },
  }
}

const isTailCut = ({ findings, read }: Recovery): boolean => read === null && findings.some(({ kind }) => kind === 'tail-cut')
