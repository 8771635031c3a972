import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { canCorrect } from '../../../shared/domain/caseActions.ts'
import { markKey, markNames } from '../../../shared/domain/caseMarks.ts'
import type { UnseenChange } from '../../../shared/domain/compareMoments.ts'
import type { EventName, Mark } from '../../../shared/domain/events.ts'
import type { OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { fieldValueText } from '../../words/timelineText.ts'
import { markedText, markWords } from '../../words/unsettledText.ts'
import type { Entries } from './entries.ts'
import type { UnsettledProps } from './UnsettledTab.tsx'
import { useDecide } from './useDecide.ts'
import { WhoAndWhen } from './Who.tsx'

/** What asks for a person's eye, with both sides of it; 已阅 closes it for good. */
export function Marks({ openCase, state, entries, today }: UnsettledProps) {
  const open = state.marks.filter(({ isAcknowledged }) => !isAcknowledged)
  const seen = state.marks.length - open.length
  if (state.marks.length === 0) return null
  return (
    <>
      {open.map((mark) => (
        <MarkItem key={markKey(markNames(mark))} mark={mark} openCase={openCase} entries={entries} today={today} canPutBack={(path) => canCorrect(state, path)} caseId={state.id} />
      ))}
      {seen === 0 ? null : <p className="quiet unsettled-seen">另有 {seen} 处标记已阅。</p>}
    </>
  )
}

interface ItemProps {
  readonly mark: Mark
  readonly caseId: string
  readonly openCase: OpenCase
  readonly entries: Entries
  readonly today: string
  readonly canPutBack: (path: UnseenChange['path']) => boolean
}

function MarkItem({ mark, caseId, openCase, entries, today, canPutBack }: ItemProps) {
  const { lookup } = useSession()
  const { busy, decide } = useDecide(openCase)
  const { word, meaning } = markWords[mark.kind]
  const sides = mark.kind === 'late' ? ([['到的记录', mark.event]] as const) : ([[mark.kind === 'out-of-order' ? '改动' : '其一', mark.change], [mark.kind === 'out-of-order' ? '决定' : '其二', mark.decision]] as const)
  return (
    <section aria-label={word} className="unsettled-item">
      <h2>
        <span className="tag word tag-open">{word}</span>
      </h2>
      <p>{meaning}</p>
      <div className="unsettled-choices">
        {sides.map(([side, name]) => {
          const entry = entries.get(name)
          return (
            <div key={name} className="unsettled-choice">
              <span className="quiet">{side}</span>
              <strong>
                <bdi>{markedText(entry, lookup)}</bdi>
              </strong>
              {entry === undefined ? null : <WhoAndWhen operatorName={entry.operatorName} stationName={entry.stationName} at={entry.at} today={today} />}
            </div>
          )
        })}
      </div>
      {mark.kind === 'out-of-order' ? <Unseen caseId={caseId} change={mark.change} decision={mark.decision} openCase={openCase} canPutBack={canPutBack} /> : null}
      <Button disabled={busy} onClick={() => void decide({ kind: 'acknowledge', marks: [[...markNames(mark)]] }, `“${word}”已阅`)}>
        已阅
      </Button>
    </section>
  )
}

/** What the change altered that the decision did not know, and the way back to what the decision rested on. */
function Unseen({ caseId, change, decision, openCase, canPutBack }: { readonly caseId: string; readonly change: EventName; readonly decision: EventName; readonly openCase: OpenCase; readonly canPutBack: ItemProps['canPutBack'] }) {
  const { desk, lookup } = useSession()
  const [unseen, setUnseen] = useState<UnseenChange | null>(null)
  useEffect(() => {
    let dropped = false
    // Where it can't be said, both sides still stand there.
    void desk.invoke('case:unseenChange', { caseId, change, decision }).then((answer) => !dropped && answer.ok && setUnseen(answer.value))
    return () => {
      dropped = true
    }
  }, [caseId, change, decision, desk])
  if (unseen === null) return null
  const { path, before, after } = unseen
  const said = (values: UnseenChange['before']): string => (values.length === 0 ? '没有填' : values.map((value) => fieldValueText(path, value, lookup)).join('、'))
  const [former] = before
  return (
    <p>
      作决定时：<bdi>{said(before)}</bdi>；现在：<bdi>{said(after)}</bdi>。{' '}
      {before.length === 1 && former !== undefined && JSON.stringify(before) !== JSON.stringify(after) && canPutBack(path) ? (
        <button type="button" className="link-button" onClick={() => openCase.write([{ path, value: former }])}>
          改回作决定时的
        </button>
      ) : null}
    </p>
  )
}
