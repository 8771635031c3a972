import { Button, Input as TextInput } from 'antd'
import { useId, useState } from 'react'
import type { ProfileField } from '../../../shared/domain/events.ts'
import { textOf, type CaseView, type OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { profileLabels, requiredFields } from '../../words/caseText.ts'
import { conflictHint } from '../../words/unsettledText.ts'
import { checkUscc, usccWarning } from '../../words/uscc.ts'
import type { Input } from './input.ts'

const groups: readonly { readonly title: string; readonly fields: readonly ProfileField[] }[] = [
  { title: '项目', fields: ['project.name', 'project.code', 'project.address'] },
  { title: '申请人', fields: ['applicant.name', 'applicant.uscc', 'applicant.agent', 'applicant.phone'] },
]
const longest: Readonly<Record<ProfileField, number>> = { 'project.name': 200, 'project.code': 60, 'project.address': 200, 'applicant.name': 200, 'applicant.uscc': 30, 'applicant.agent': 40, 'applicant.phone': 40 }

/** Project and applicant: any time, in any order; a field is saved when it is left. */
export function ProfilePane({ openCase, view, input, onInput, onNext }: { readonly openCase: OpenCase; readonly view: CaseView; readonly input: Input; readonly onInput: (change: Input) => void; readonly onNext: () => void }) {
  const { lookup } = useSession()
  return (
    <form
      className="profile-pane"
      onSubmit={(event) => {
        event.preventDefault()
        onNext()
      }}
    >
      {groups.map(({ title, fields }, index) => (
        <fieldset key={title}>
          <legend>{title}</legend>
          {fields.map((field) => (
            <Field
              key={field}
              field={field}
              typed={input[field]}
              stored={textOf(view, field)}
              conflict={view.values.has(field) ? null : conflictHint(view.state, field, lookup)}
              autoFocus={index === 0 && field === 'project.name'}
              onType={(text) => onInput({ [field]: text })}
              onLeave={(text) => {
                openCase.write([{ path: field, value: text === '' ? null : text }])
                onInput({ [field]: null })
              }}
            />
          ))}
        </fieldset>
      ))}
      <p className="profile-actions">
        <Button type="primary" size="large" htmlType="submit">
          接着提问
        </Button>
        <span className="quiet small">离开一栏就保存。只有标“必填”的在受理前要填。</span>
      </p>
    </form>
  )
}

function Field({ field, typed, stored, conflict, autoFocus, onType, onLeave }: { readonly field: ProfileField; readonly typed: string | number | boolean | null | undefined; readonly stored: string; readonly conflict: string | null; readonly autoFocus: boolean; readonly onType: (text: string) => void; readonly onLeave: (text: string) => void }) {
  const id = useId()
  const [hadFocus, setHadFocus] = useState(false)
  const text = typeof typed === 'string' ? typed : stored
  const warning = field === 'applicant.uscc' ? usccWarning(checkUscc(text)) : null
  const required = requiredFields.includes(field)
  return (
    <div className="profile-field">
      <label htmlFor={id}>{profileLabels[field]}</label>
      <div>
        <TextInput
          id={id}
          dir="auto"
          autoFocus={autoFocus}
          maxLength={longest[field]}
          value={text}
          suffix={required && conflict === null && text.trim() === '' ? <span className="quiet small">必填</span> : <span />}
          onFocus={() => setHadFocus(true)}
          onChange={(event) => onType(event.target.value)}
          onBlur={() => {
            if (text !== stored) onLeave(text)
          }}
        />
        {conflict === null ? null : <p className="soft-warning">{conflict}</p>}
        {warning !== null && (!hadFocus || text.length >= 18 || typed === null || typed === undefined) ? <p className="soft-warning">{warning}</p> : null}
      </div>
    </div>
  )
}
