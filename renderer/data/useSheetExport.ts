import { useState } from 'react'
import type { SheetRequest } from '../../shared/contracts/ipc.ts'
import { useSession } from './session.ts'

export interface SheetExport {
  /** From the press until the file is saved, called off or refused. */
  readonly busy: boolean
  /** Draws a workbook, asks where to save it and says how it went; `what` names it in that sentence. True when saved. */
  readonly save: (request: SheetRequest, what: string) => Promise<boolean>
}

export function useSheetExport(): SheetExport {
  const { desk, tell, confirm } = useSession()
  const [busy, setBusy] = useState(false)
  return {
    busy,
    save: async (request, what) => {
      setBusy(true)
      const answer = await desk.invoke('sheet:export', request).finally(() => setBusy(false))
      if (answer.ok) confirm(`${what}已存到 ${answer.value.path}`)
      else tell(answer.failure)
      return answer.ok
    },
  }
}
