import { useMemo } from 'react'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { allRows, useRows } from '../../data/caseRows.ts'
import { useCache } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'

export type RowsById = ReadonlyMap<string, CaseRow>
export function useRowsById(): RowsById {
  const rows = useRows(useCache(), allRows)
  return useMemo(() => new Map((rows ?? []).map((row) => [row.id, row])), [rows])
}

/** A case by its name, to be opened; `null`: the station's own. */
export function CaseLink({ caseId, rows, onOpen }: { readonly caseId: string | null; readonly rows: RowsById; readonly onOpen: (row: CaseRow) => void }) {
  if (caseId === null) return <span>本站资料（站点、人员等）</span>
  const row = rows.get(caseId)
  return row ? (
    <button type="button" className="link-button day-case" onClick={() => onOpen(row)}>
      <Name text={row.projectName} lines="one" empty="未填项目名称" />
    </button>
  ) : (
    <span>办件号 {caseId.slice(0, 8)}</span>
  )
}
