import { Button, Input as TextInput } from 'antd'
import { useState } from 'react'
import { settleChoices } from '../../../shared/domain/caseActions.ts'
import type { CaseStatus, StatusWrite } from '../../../shared/domain/events.ts'
import { statusWords } from '../../words/caseText.ts'
import { dayText } from '../../words/dayText.ts'
import { statusWriteText } from '../../words/timelineText.ts'
import type { UnsettledProps } from './UnsettledTab.tsx'
import { useDecide } from './useDecide.ts'
import { Who } from './Who.tsx'

/** Two ways the status went: both stand side by side, one is chosen; a choice can be taken back. */
export function Contested({ openCase, state, entries, today }: UnsettledProps) {
  const { busy, decide } = useDecide(openCase)
  const [reason, setReason] = useState('')
  const choices = settleChoices(state)
  if (choices.length === 0) return null
  const [head] = state.status.heads
  const settled = state.status.kind === 'settled' && head?.write.action === 'settle' ? head.write : null
  const { title, detail } = saidOf(state.status, settled)
  return (
    <section aria-label="状态" className={state.status.kind === 'contested' ? 'unsettled-item' : 'unsettled-item done'}>
      <h2>{title}</h2>
      <p>{detail}</p>
      <TextInput aria-label="选定的理由" placeholder="选定的理由（可以不填）" maxLength={500} dir="auto" value={reason} onChange={(event) => setReason(event.target.value)} />
      <div className="unsettled-choices">
        {choices.map(({ event, write, operator, at }) => {
          const isChosen = settled?.chosen === event
          return (
            <div key={event} className={isChosen ? 'unsettled-choice chosen' : 'unsettled-choice'}>
              <strong>{statusWords[write.to]}</strong>
              <p>
                <bdi>{statusWriteText(write)}</bdi>
              </p>
              <Who by={{ event, operator, at }} entries={entries} today={today} />
              <AcceptedAs write={write} all={choices.map((choice) => choice.write)} />
              {isChosen ? (
                <span className="quiet">已选定</span>
              ) : (
                <Button disabled={busy} onClick={() => void decide({ kind: 'settle', chosen: event, reason: reason.trim() }, `状态已选定：${statusWords[write.to]}`)}>
                  {settled === null && state.status.kind === 'settled' ? '以这一次为准' : `以“${statusWords[write.to]}”为准`}
                </Button>
              )}
            </div>
          )
        })}
      </div>
    </section>
  )
}

function saidOf(status: UnsettledProps['state']['status'], settled: { readonly to: CaseStatus; readonly reason: string } | null): { readonly title: string; readonly detail: string } {
  if (status.kind === 'contested') return { title: '状态有两种走法', detail: '两处各自往下办了一步，当时互相不知道。请看清楚，选定一种；没有选定以前，不能作别的决定，也不能出文书。事项和材料不因选哪一种而变。' }
  if (settled === null) return { title: `办了两次，状态一样：${statusWords[status.status]}`, detail: '两处各办了一次，当时互相不知道。状态一样，不影响往下办；日期或事项有出入的，可以选定以哪一次为准。' }
  return { title: `状态已选定：${statusWords[settled.to]}`, detail: `${settled.reason === '' ? '' : `理由：${settled.reason}。`}选错了可以改选另一种。` }
}

/** What an acceptance laid down, to be held against the other one. */
function AcceptedAs({ write, all }: { readonly write: StatusWrite; readonly all: readonly StatusWrite[] }) {
  if (write.action !== 'accept') return null
  const { items, promisedOn, assessmentDigest } = write.acceptance
  const isOther = all.some((other) => other.action === 'accept' && other.acceptance.assessmentDigest !== assessmentDigest)
  return (
    <p className="unsettled-effect">
      受理 {items.length} 个事项{promisedOn === null ? '' : `，承诺 ${dayText(promisedOn)}办结`}
      {isOther ? '；两次受理时的办理结果不一样' : ''}
    </p>
  )
}
