import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { assess } from '../../../shared/domain/assess.ts'
import type { Field, FieldHead, FieldValue } from '../../../shared/domain/events.ts'
import type { Facts, FactValue } from '../../../shared/domain/pack.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { fieldLabel } from '../../words/caseText.ts'
import { momentText } from '../../words/dayText.ts'
import { outcomeDifferences } from '../../words/outcomeDifference.ts'
import { fieldValueText } from '../../words/timelineText.ts'
import { personText } from '../../words/unsettledText.ts'
import { OtherValue } from './OtherValue.tsx'
import type { UnsettledProps } from './UnsettledTab.tsx'

/** Fields that two people filled in differently: both values, who and when, what each of them leads to. */
export function Conflicts({ openCase, view, state, today }: UnsettledProps) {
  const fields = Object.values(state.fields).filter(({ path, conflict }) => conflict && !(view.values.has(path) && view.save.kind === 'saving'))
  return fields.map((field) => <Conflict key={field.path} field={field} facts={view.facts} today={today} onChoose={(value) => openCase.write([{ path: field.path, value }])} />)
}

function Conflict({ field, facts, today, onChoose }: { readonly field: Field; readonly facts: Facts; readonly today: string; readonly onChoose: (value: FieldValue) => void }) {
  const { lookup } = useSession()
  const [isOther, setIsOther] = useState(false)
  const label = fieldLabel(field.path, lookup)
  const values = useMemo(() => byValue(field.heads), [field.heads])
  const effects = useEffects(field, values, facts)
  return (
    <section aria-label={label} className="unsettled-item">
      <h2>{label}：两处填得不一样</h2>
      <p>两处的人当时互相没有看到对方填的。请核对后选定一种；没有选定以前，按“还不清楚”来判断。</p>
      <div className="unsettled-choices">
        {values.map(({ key, value, heads }) => (
          <div key={key} className="unsettled-choice">
            <strong>
              <bdi>{fieldValueText(field.path, value, lookup)}</bdi>
            </strong>
            {heads.map((head) => (
              <Who key={head.event} head={head} today={today} />
            ))}
            <Effect lines={effects?.get(key) ?? null} />
            <Button onClick={() => onChoose(value)}>用这个</Button>
          </div>
        ))}
      </div>
      {isOther ? (
        <OtherValue path={field.path} label={label} onChoose={onChoose} onCancel={() => setIsOther(false)} />
      ) : field.path.startsWith('materials.') || field.path === 'theme' ? null : (
        <button type="button" className="link-button" onClick={() => setIsOther(true)}>
          都不对，另填一个…
        </button>
      )}
    </section>
  )
}

function Who({ head, today }: { readonly head: FieldHead; readonly today: string }) {
  const { status } = useSession()
  return (
    <p className="quiet">
      <Name text={personText(head.operator, status.operators)} /> {momentText(head.at, today)}
    </p>
  )
}

function Effect({ lines }: { readonly lines: readonly string[] | null }) {
  if (lines === null) return null
  if (lines.length === 0) return <p className="unsettled-effect quiet">两种填法办理结果一样。</p>
  return (
    <ul className="unsettled-effect">
      {lines.slice(0, 6).map((line) => (
        <li key={line}>{line}</li>
      ))}
      {lines.length > 6 ? <li className="quiet">还有 {lines.length - 6} 项不同</li> : null}
    </ul>
  )
}

interface ByValue {
  readonly key: string
  readonly value: FieldValue
  readonly heads: readonly FieldHead[]
}

function byValue(heads: readonly FieldHead[]): readonly ByValue[] {
  const found = new Map<string, ByValue>()
  for (const head of heads) {
    const key = JSON.stringify(head.value)
    found.set(key, { key, value: head.value, heads: [...(found.get(key)?.heads ?? []), head] })
  }
  return [...found.values()]
}

/** What each value leads to where they differ, by the assessment; `null` for a field that it does not go by. */
function useEffects(field: Field, values: readonly ByValue[], facts: Facts): ReadonlyMap<string, readonly string[]> | null {
  const { lookup } = useSession()
  const compiled = useCompiled()
  return useMemo(() => {
    if (!field.path.startsWith('facts.')) return null
    const name = field.path.slice('facts.'.length)
    const outcomes = values.map(({ value }) => assess(compiled, isFactValue(value) ? { ...facts, [name]: value } : facts))
    return new Map(values.map(({ key }, index) => [key, outcomeDifferences(outcomes, index, lookup)]))
  }, [compiled, facts, field.path, lookup, values])
}

const isFactValue = (value: FieldValue): value is FactValue => typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string'
