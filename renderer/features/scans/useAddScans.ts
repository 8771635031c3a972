import { useState } from 'react'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import { largestScanBytes, type ScanSubject } from '../../../shared/domain/scans.ts'
import type { OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { failureText } from '../../words/failureText.ts'

export interface AddProblem {
  readonly name: string
  readonly title: string
  readonly detail: string
}

const unreadable = { title: '文件读不出来', detail: '可能 U 盘已拔出，或者拖来的是文件夹。办件没有变，已收的都在；请接好后再试，或换一个文件。' }

/** Adds files one after another; what was not taken stands beside its name until someone has read it. Gives how many were not. */
export function useAddScans(openCase: OpenCase): { readonly add: (caseId: string, files: readonly File[], of: ScanSubject) => Promise<number>; readonly isBusy: boolean; readonly problems: readonly AddProblem[]; readonly dismiss: (name: string) => void } {
  const { desk, lookup, confirm } = useSession()
  /** A second row may be given files while those of the first are still stored. */
  const [underway, setUnderway] = useState(0)
  const [problems, setProblems] = useState<readonly AddProblem[]>([])

  async function addOne(caseId: string, file: File, of: ScanSubject): Promise<AddProblem | null> {
    const refused = (failure: Failure): AddProblem => ({ name: file.name, ...failureText(failure, lookup) })
    if (file.size > largestScanBytes) return refused({ kind: 'scan-refused', because: 'too-large' })
    const bytes = await file.arrayBuffer().then(
      (buffer) => new Uint8Array(buffer),
      () => null,
    )
    if (!bytes) return { name: file.name, ...unreadable }
    await openCase.settle()
    const label = file.name.isWellFormed() ? file.name.slice(0, 200) : ''
    const answer = await desk.invoke('scan:add', { caseId, label, of, bytes })
    if (!answer.ok) return refused(answer.failure)
    openCase.adopt(answer.value.state)
    return null
  }

  return {
    isBusy: underway > 0,
    problems,
    dismiss: (name) => setProblems((before) => before.filter((problem) => problem.name !== name)),
    add: async (caseId, files, of) => {
      if (files.length === 0) return 0
      setUnderway((count) => count + 1)
      setProblems([])
      let added = 0
      for (const file of files) {
        const problem = await addOne(caseId, file, of)
        if (problem) setProblems((before) => [...before.filter(({ name }) => name !== problem.name), problem])
        else added += 1
      }
      setUnderway((count) => count - 1)
      if (added > 0) confirm(`已存 ${added} 份扫描件`)
      return files.length - added
    },
  }
}
