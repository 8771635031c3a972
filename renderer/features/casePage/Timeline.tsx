import { Button, Input as TextInput, Popconfirm } from 'antd'
import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { TimelineEntry } from '../../../shared/contracts/timeline.ts'
import { isLocked } from '../../../shared/domain/caseActions.ts'
import type { Note } from '../../../shared/domain/events.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { momentText } from '../../words/dayText.ts'
import { failureText } from '../../words/failureText.ts'
import { personText } from '../../words/unsettledText.ts'
import { groupTimeline, takenBackText, type TimelineGroup } from '../../words/timelineText.ts'
import { MomentCompare } from './MomentCompare.tsx'

type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'read'; readonly entries: readonly TimelineEntry[] }

/** What happened to the case, newest first, and a line to add a note. */
export function Timeline({ openCase, caseId, view, today }: { readonly openCase: OpenCase; readonly caseId: string; readonly view: CaseView; readonly today: string }) {
  const { desk, lookup, tell, confirm } = useSession()
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  const [round, setRound] = useState(0)
  const [isComparing, setIsComparing] = useState(false)
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

  const retract = async (note: string): Promise<void> => {
    const answer = await openCase.decide({ kind: 'retract', note })
    if (!answer.ok) tell(answer.failure)
  }
  const notes = new Map((view.state?.notes ?? []).map((note) => [note.event, note]))
  const retracted = new Set((view.state?.notes ?? []).flatMap((note) => (note.retracted ? [note.event] : [])))

  return (
    <div className="timeline-tab">
      {view.state && isLocked(view.state) ? null : <NoteForm openCase={openCase} />}
      {loaded.kind === 'loading' ? <Waiting title="正在读取经过…" /> : null}
      {loaded.kind === 'failed' ? (
        <Blank role="alert" title={failureText(loaded.failure, lookup).title} detail={failureText(loaded.failure, lookup).detail}>
          <Button onClick={() => setRound(round + 1)}>再读一次</Button>
        </Blank>
      ) : null}
      {loaded.kind === 'read' && view.state ? (
        isComparing ? (
          <MomentCompare caseId={caseId} moments={groupTimeline(loaded.entries, lookup).map(({ lastEvent, at, title }) => ({ key: lastEvent, label: `${momentText(at, today)} ${title}` }))} heads={view.state.heads} onClose={() => setIsComparing(false)} />
        ) : (
          <p className="timeline-tools">
            <button type="button" className="link-button" onClick={() => setIsComparing(true)}>
              与某一时刻比较…
            </button>
          </p>
        )
      ) : null}
      {loaded.kind === 'read' ? (
        <ol className="timeline" aria-label="经过">
          {groupTimeline(loaded.entries, lookup).map((group) => (
            <li key={group.key}>
              <span className="timeline-when">
                {momentText(group.at, today)}
                {group.isDoubtful ? <span className="timeline-doubt">时间存疑</span> : null}
              </span>
              <div>
                <strong className={retracted.has(group.key) ? 'retracted' : ''}>{group.title}</strong> <Name text={group.operatorName} empty="别的工作站的人员" />
                <NoteEnd note={notes.get(group.key)} today={today} onRetract={() => void retract(group.key)} />
                <Lines lines={group.lines} onUndo={(events) => void takeBack(events)} />
              </div>
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  )
}

/** A note can be withdrawn; it stays to be read, struck through, with who withdrew it. */
function NoteEnd({ note, today, onRetract }: { readonly note: Note | undefined; readonly today: string; readonly onRetract: () => void }) {
  const { status } = useSession()
  if (note === undefined) return null
  if (note.retracted)
    return (
      <span className="quiet small">
        已撤下，<Name text={personText(note.retracted.operator, status.operators)} /> {momentText(note.retracted.at, today)}
      </span>
    )
  return (
    <Popconfirm title="撤下这条备注？" description="撤下后还看得到，划掉并注明是谁撤的；不能再恢复。" okText="撤下" cancelText="不撤" onConfirm={onRetract}>
      <button type="button" className="link-button small" aria-label={`撤下备注：${note.text.slice(0, 20)}`}>
        撤下
      </button>
    </Popconfirm>
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
