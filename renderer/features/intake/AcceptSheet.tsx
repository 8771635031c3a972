import { Modal } from 'antd'
import { useMemo, useState } from 'react'
import { acceptanceTerm } from '../../../shared/domain/acceptanceTerm.ts'
import type { Assessment, ItemOutcome } from '../../../shared/domain/assessment.ts'
import type { MaterialCounts } from '../../../shared/domain/materialCount.ts'
import { addWorkingDays } from '../../../shared/domain/workdays.ts'
import { useBelievedToday } from '../../data/believedToday.ts'
import type { OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { DayField } from '../../ui/DayField.tsx'
import { DispositionTag } from '../../ui/DispositionTag.tsx'
import { dayText, readDay } from '../../words/dayText.ts'
import { materialCountText } from '../../words/materialCountText.ts'
import { itemsForNow } from '../../words/materialView.ts'
import { dispositionWords } from '../../words/policyText.ts'
import { type Lack, Lacks } from './Lacks.tsx'

/** The decision to accept: dates confirmed by a person, the items it covers, and what is still missing, said plainly. */
export function AcceptSheet({ openCase, assessment, today, lacks, counts, onClose, onAccepted }: { readonly openCase: OpenCase; readonly assessment: Assessment; readonly today: string; readonly lacks: readonly Lack[]; readonly counts: MaterialCounts; readonly onClose: () => void; readonly onAccepted: (caseId: string) => void }) {
  const { lookup, tell, confirm } = useSession()
  const believed = useBelievedToday(today)
  const [received, setReceived] = useState(believed ?? '')
  const [accepted, setAccepted] = useState(believed ?? '')
  const [confirmed, setConfirmed] = useState(false)
  const [busy, setBusy] = useState(false)
  const offered = useMemo(() => assessment.items.filter(isOffered), [assessment])
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(itemsForNow(lookup, assessment).filter(isOffered).map(({ id }) => id)))

  const receivedOn = readDay(received, believed)
  const acceptedOn = readDay(accepted, believed)
  const dateProblem =
    receivedOn === null || acceptedOn === null ? '日期请按 2021-08-03 的样子填写。' : acceptedOn < receivedOn ? '受理日期不能早于收到日期。' : believed !== null && acceptedOn > believed ? '受理日期不能晚于今天。' : null
  const workingDays = acceptanceTerm(lookup.pack, assessment, [...chosen])
  const promised = acceptedOn === null ? null : addWorkingDays(acceptedOn, workingDays, lookup.pack.calendarYears)
  const blocking = lacks.filter(({ blocks }) => blocks)
  const ready = blocking.length === 0 && dateProblem === null && chosen.size > 0 && confirmed

  const accept = async (): Promise<void> => {
    if (receivedOn === null || acceptedOn === null) return
    setBusy(true)
    const answer = await openCase.decide({ kind: 'accept', receivedOn, acceptedOn, items: offered.filter(({ id }) => chosen.has(id)).map(({ id }) => id) })
    setBusy(false)
    if (!answer.ok) return tell(answer.failure)
    confirm('已受理')
    onAccepted(answer.value.state.id)
  }
  const toggle = (id: string): void => {
    const next = new Set(chosen)
    if (!next.delete(id)) next.add(id)
    setChosen(next)
  }

  return (
    <Modal open title="受理" width={640} okText="确认受理" cancelText="再看看" okButtonProps={{ disabled: !ready, loading: busy }} onOk={() => void accept()} onCancel={onClose}>
      <div className="accept-sheet">
        <Lacks lacks={lacks} />
        <p className="quiet">材料 {materialCountText(counts)}</p>
        <div className="accept-days">
          <DayField label="收到日期" typed={received} problem={null} onType={setReceived} />
          <DayField label="受理日期" typed={accepted} problem={null} onType={setAccepted} />
          <span>
            {dateProblem === null && chosen.size === 0 ? (
              <span className="field-problem">还没有选本次受理的事项。</span>
            ) : dateProblem === null ? (
              <>
                {workingDays} 个工作日，{promised === null ? '承诺日期要另行确定（日历还没有那一年的节假日）' : `承诺 ${dayText(promised)}办结`} <span className="sample">样例时限</span>
              </>
            ) : (
              <span className="field-problem">{dateProblem}</span>
            )}
          </span>
        </div>
        <fieldset className="accept-items">
          <legend>
            本次受理的事项（{chosen.size}）<span className="quiet small"> 竣工阶段和报装事项默认以后再办</span>
          </legend>
          <ul>
            {offered.map((outcome) => (
              <li key={outcome.id}>
                <label>
                  <input type="checkbox" checked={chosen.has(outcome.id)} onChange={() => toggle(outcome.id)} />
                  <DispositionTag tone={outcome.disposition} word={dispositionWords[outcome.disposition]} />
                  <span>
                    {lookup.items.get(outcome.id)?.name_zh ?? outcome.id} {lookup.items.get(outcome.id)?.sample === true ? <span className="sample">样例</span> : null}
                  </span>
                  <span className="quiet small">{lookup.items.get(outcome.id)?.department}</span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
        <label className="accept-confirm">
          <input type="checkbox" checked={confirmed} onChange={(event) => setConfirmed(event.target.checked)} />
          日期和事项我已核对
        </label>
        {blocking.length > 0 ? <p className="quiet small">上面几项补齐以后才能受理。</p> : null}
      </div>
    </Modal>
  )
}

function isOffered({ applies, disposition }: ItemOutcome): boolean {
  return applies === true && disposition !== 'open' && disposition !== 'exempt' && disposition !== 'internal'
}
