import { Button, Input as TextInput } from 'antd'
import { useEffect, useState } from 'react'
import type { Failure, TimelineEntry } from '../../../shared/contracts/ipc.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { momentText } from '../../words/dayText.ts'
import { failureText } from '../../words/failureText.ts'
import { groupTimeline, takenBackText, type TimelineGroup } from '../../words/timelineText.ts'

type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'read'; readonly entries: readonly TimelineEntry[] }

/** What happened to the case, newest first, and a line to add a note. */
export function Timeline({ openCase, caseId, view, today }: { readonly openCase: OpenCase; readonly caseId: string; readonly view: CaseView; readonly today: string }) {
  const { desk, lookup, tell, confirm } = useSession()
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  const [round, setRound] = useState(0)
  const count = view.state?.eventCount
  useEffect(() => {
    let dropped = false
    void desk.invoke('case:timeline', { caseId }).then((answer) => !dropped && setLoaded(answer.ok ? { kind: 'read', entries: answer.value } : { kind: 'failed', failure: answer.failure }))
    return () => {
      dropped = true
    }
  }, [caseId, count, desk, round])

  const takeBack = async (events: readonly string[]): Promise<void> => {
    const answer = await openCase.takeBack(events)
    if (answer.ok) confirm(takenBackText(answer.value, 'undo', lookup))
    else tell(answer.failure)
  }

  return (
    <div className="timeline-tab">
      <NoteForm openCase={openCase} />
      {loaded.kind === 'loading' ? <Waiting title="正在读取经过…" /> : null}
      {loaded.kind === 'failed' ? (
        <Blank role="alert" title={failureText(loaded.failure, lookup).title} detail={failureText(loaded.failure, lookup).detail}>
          <Button onClick={() => setRound(round + 1)}>再读一次</Button>
        </Blank>
      ) : null}
      {loaded.kind === 'read' ? (
        <ol className="timeline" aria-label="经过">
          {groupTimeline(loaded.entries, lookup).map((group) => (
            <li key={group.key}>
              <span className="timeline-when">{momentText(group.at, today)}</span>
              <div>
                <strong>{group.title}</strong> <Name text={group.operatorName} empty="" />
                <Lines lines={group.lines} onUndo={(events) => void takeBack(events)} />
              </div>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  )
}

const linesAtOnce = 4

function Lines({ lines, onUndo }: { readonly lines: TimelineGroup['lines']; readonly onUndo: (events: readonly string[]) => void }) {
  const [open, setOpen] = useState(false)
  const shown = open || lines.length <= linesAtOnce + 1 ? lines : lines.slice(0, linesAtOnce)
  return (
    <>
      {shown.map((line) => (
        <p key={line.key} className="timeline-line">
          <bdi>{line.text}</bdi>
          {line.undo.length > 0 ? (
            <button type="button" className="link-button" aria-label={`撤销：${line.text}`} title="改回原来的内容；原来没有答过的，记为“暂不清楚”" onClick={() => onUndo(line.undo)}>
              撤销
            </button>
          ) : null}
        </p>
      ))}
      {shown.length === lines.length ? null : (
        <button type="button" className="link-button small" onClick={() => setOpen(true)}>
          还有 {lines.length - shown.length} 条
        </button>
      )}
    </>
  )
}

function NoteForm({ openCase }: { readonly openCase: OpenCase }) {
  const { tell } = useSession()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const add = async (): Promise<void> => {
    if (text.trim() === '') return
    setBusy(true)
    const answer = await openCase.decide({ kind: 'note', text: text.trim() })
    setBusy(false)
    if (answer.ok) setText('')
    else tell(answer.failure)
  }
  return (
    <form
      className="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        void add()
      }}
    >
      <TextInput aria-label="备注" placeholder="添加备注，回车保存" maxLength={2000} dir="auto" value={text} onChange={(event) => setText(event.target.value)} />
      <Button htmlType="submit" loading={busy} disabled={text.trim() === ''}>
        添加备注
      </Button>
    </form>
  )
}
