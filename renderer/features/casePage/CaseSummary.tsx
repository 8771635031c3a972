import { Input as TextInput } from 'antd'
import { useId, useState } from 'react'
import { canWrite } from '../../../shared/domain/caseActions.ts'
import { profileFields, type ProfileField } from '../../../shared/domain/events.ts'
import { textOf, type CaseView, type OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { profileLabels } from '../../words/caseText.ts'
import { momentText } from '../../words/dayText.ts'
import { checkUscc, usccWarning } from '../../words/uscc.ts'

/** Project and applicant, to be put right in place where the status allows it. */
export function CaseSummary({ openCase, view, today }: { readonly openCase: OpenCase; readonly view: CaseView; readonly today: string }) {
  const { lookup } = useSession()
  const { state } = view
  const theme = lookup.pack.themes.find(({ id }) => id === view.values.get('theme'))?.name_zh
  return (
    <Panel title="项目与申请人">
      <dl className="case-facts">
        {profileFields.map((field) => (
          <SummaryRow key={field} field={field} view={view} openCase={openCase} />
        ))}
        {theme === undefined ? null : (
          <div>
            <dt>主题</dt>
            <dd>{theme}</dd>
          </div>
        )}
        <div>
          <dt>新建</dt>
          <dd>{state?.opened ? momentText(state.opened.at, today) : '—'}</dd>
        </div>
        <div>
          <dt>最近改动</dt>
          <dd>{state ? `${momentText(state.updatedAt, today)} · 共 ${state.eventCount} 条记录` : '—'}</dd>
        </div>
        <div>
          <dt>办件号</dt>
          <dd className="small quiet">{view.caseId}</dd>
        </div>
      </dl>
    </Panel>
  )
}

function SummaryRow({ field, view, openCase }: { readonly field: ProfileField; readonly view: CaseView; readonly openCase: OpenCase }) {
  const id = useId()
  const stored = textOf(view, field)
  const [typed, setTyped] = useState<string | null>(null)
  const editable = view.state !== null && canWrite(view.state, field)
  const warning = field === 'applicant.uscc' ? usccWarning(checkUscc(typed ?? stored)) : null
  const leave = (): void => {
    if (typed !== null && typed !== stored && !(typed.trim() === '' && (field === 'project.name' || field === 'applicant.name'))) openCase.write([{ path: field, value: typed === '' ? null : typed }])
    setTyped(null)
  }
  return (
    <div>
      <dt>
        <label htmlFor={id}>{profileLabels[field]}</label>
      </dt>
      <dd>
        {typed === null ? (
          <span className="case-value">
            {view.state?.fields[field]?.conflict === true ? <span className="differs">两处填得不一样</span> : <Name text={stored} />}
            {editable ? (
              <button type="button" className="link-button small" aria-label={`改${profileLabels[field]}`} onClick={() => setTyped(stored)}>
                改
              </button>
            ) : null}
          </span>
        ) : (
          <TextInput
            id={id}
            dir="auto"
            autoFocus
            maxLength={200}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onBlur={leave}
            onPressEnter={leave}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setTyped(null)
            }}
          />
        )}
        {warning === null ? null : <p className="soft-warning">{warning}</p>}
      </dd>
    </div>
  )
}
