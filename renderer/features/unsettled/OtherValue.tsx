import { Button, Input as TextInput, Select } from 'antd'
import { useState } from 'react'
import { longestText } from '../../../shared/domain/combineValues.ts'
import type { FieldPath, FieldValue } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { readNumber } from '../../words/numberText.ts'
import { readDay } from '../../words/dayText.ts'

interface Props {
  readonly path: FieldPath
  readonly label: string
  /** What is there to be edited; empty: begun anew. */
  readonly begin: string
  readonly onChoose: (value: FieldValue) => void
  readonly onCancel: () => void
}

/** A value that neither of the two had, or both of them joined; what kind of field it is decides how it is given. */
export function OtherValue({ path, label, begin, onChoose, onCancel }: Props) {
  const { lookup } = useSession()
  const [typed, setTyped] = useState(begin)
  const [hasProblem, setHasProblem] = useState(false)
  const fact = path.startsWith('facts.') ? lookup.facts.get(path.slice('facts.'.length)) : undefined
  const name = `${begin === '' ? '另填' : '综合'}：${label}`
  const options = path === 'theme' ? lookup.pack.themes.map(({ id, name_zh }) => ({ value: id, label: name_zh })) : fact?.type === 'boolean' ? [{ value: 'true', label: '是' }, { value: 'false', label: '否' }] : fact?.type === 'enum' ? fact.options.map(({ value, label_zh }) => ({ value: String(value), label: label_zh })) : null
  const read = (): FieldValue | undefined => {
    if (typed.trim() === '') return undefined
    switch (fact?.type) {
      case undefined:
        return typed.trim()
      case 'boolean':
        return typed === 'true'
      case 'enum':
        return fact.options.find(({ value }) => String(value) === typed)?.value
      case 'number':
        return readNumber(typed) ?? undefined
      case 'date':
        return readDay(typed, '') ?? undefined
    }
  }
  const save = (): void => {
    const value = read()
    if (value === undefined) setHasProblem(true)
    else onChoose(value)
  }
  return (
    <form
      className="unsettled-other"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      {options === null ? (
        <TextInput.TextArea
          aria-label={name}
          autoFocus
          autoSize={{ minRows: 1, maxRows: 6 }}
          dir="auto"
          maxLength={begin === '' ? 200 : longestText}
          value={typed}
          onChange={(event) => {
            // A field is one line, however long.
            setTyped(event.target.value.replaceAll(/\s*\n\s*/g, ' '))
            setHasProblem(false)
          }}
          onPressEnter={(event) => {
            event.preventDefault()
            save()
          }}
        />
      ) : (
        <Select aria-label={name} autoFocus style={{ minWidth: 200 }} options={options} value={typed === '' ? null : typed} placeholder="请选择" onChange={(value: string) => setTyped(value)} />
      )}
      <Button type="primary" htmlType="submit" disabled={typed.trim() === ''}>
        用填的这个
      </Button>
      <Button onClick={onCancel}>取消</Button>
      {hasProblem ? (
        <span className="field-problem" role="alert">
          {fact?.type === 'number' ? '请填一个数。' : '请填一个日期，例如 2021-8-3。'}
        </span>
      ) : null}
    </form>
  )
}
