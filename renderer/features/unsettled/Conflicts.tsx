import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { combineValues } from '../../../shared/domain/combineValues.ts'
import type { Field, FieldHead, FieldValue } from '../../../shared/domain/events.ts'
import { findFieldPlace } from '../../../shared/domain/fieldPath.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import { materialOf } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { fieldLabel, materialStateText } from '../../words/caseText.ts'
import { conflictEffects, type ConflictScene } from '../../words/conflictEffect.ts'
import { fieldValueText } from '../../words/timelineText.ts'
import type { Entries } from './entries.ts'
import { OtherValue } from './OtherValue.tsx'
import type { UnsettledProps } from './UnsettledTab.tsx'
import { Who } from './Who.tsx'

/** Fields that two people filled in differently: both values, who, where and when, what each of them leads to. */
export function Conflicts({ openCase, view, state, assessment, entries, today }: UnsettledProps) {
  const { lookup } = useSession()
  const compiled = useCompiled()
  const scene = useMemo((): ConflictScene => ({ lookup, compiled, facts: view.facts, assessment, materialOf: (item, material) => materialOf(view, item, material) }), [lookup, compiled, view, assessment])
  const fields = Object.values(state.fields).filter(({ path, conflict }) => conflict && !(view.values.has(path) && view.save.kind === 'saving'))
  return fields.map((field) => <Conflict key={field.path} field={field} scene={scene} entries={entries} today={today} onChoose={(value) => openCase.write([{ path: field.path, value }])} />)
}

interface ConflictProps {
  readonly field: Field
  readonly scene: ConflictScene
  readonly entries: Entries
  readonly today: string
  readonly onChoose: (value: FieldValue) => void
}

function Conflict({ field, scene, entries, today, onChoose }: ConflictProps) {
  const { lookup } = useSession()
  const { path } = field
  const label = fieldLabel(path, lookup)
  const values = useMemo(() => byValue(field.heads), [field.heads])
  const effects = useMemo(() => conflictEffects(path, values.map(({ value }) => value), scene), [path, values, scene])
  const isFact = findFieldPlace(path)?.kind === 'fact'
  return (
    <section aria-label={label} className="unsettled-item">
      <h2>{label}：两处填得不一样</h2>
      <p>
        两处的人当时互相没有看到对方填的。请核对后选定一种；选错了可以撤销。{isFact ? '没有选定以前，按“还不清楚”来判断。' : ''}
        {effects.kind === 'same' ? effects.text : ''}
      </p>
      <div className="unsettled-choices">
        {values.map(({ key, value, heads }, at) => (
          <div key={key} className="unsettled-choice">
            <strong>
              <bdi>{fieldValueText(path, value, lookup)}</bdi>
            </strong>
            {heads.flatMap((head) => head.again ?? [head]).map((by) => (
              <Who key={by.event} by={by} entries={entries} today={today} />
            ))}
            {effects.kind === 'differ' ? <Effect lines={effects.lines[at] ?? []} /> : null}
            <Button onClick={() => onChoose(value)}>用这个</Button>
          </div>
        ))}
      </div>
      <OtherWays path={path} label={label} values={values.map(({ value }) => value)} onChoose={onChoose} />
    </section>
  )
}

function Effect({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul className="unsettled-effect">
      {lines.slice(0, 6).map((line) => (
        <li key={line}>{line}</li>
      ))}
      {lines.length > 6 ? <li className="quiet">还有 {lines.length - 6} 项不同</li> : null}
    </ul>
  )
}

/** Both kept together, where that can be; another value; for an answer, that nobody knows yet. */
function OtherWays({ path, label, values, onChoose }: { readonly path: Field['path']; readonly label: string; readonly values: readonly FieldValue[]; readonly onChoose: (value: FieldValue) => void }) {
  const { lookup } = useSession()
  const [asked, setAsked] = useState<'combined' | 'other' | null>(null)
  const combination = useMemo(() => combineValues(path, values), [path, values])
  const place = findFieldPlace(path)
  if (asked !== null) return <OtherValue path={path} label={label} begin={asked === 'combined' && combination?.kind === 'words' ? combination.text : ''} onChoose={onChoose} onCancel={() => setAsked(null)} />
  const isYesNo = place?.kind === 'fact' && lookup.facts.get(place.fact)?.type === 'boolean'
  return (
    <div className="unsettled-ways">
      {combination?.kind === 'words' ? (
        <button type="button" className="link-button" onClick={() => setAsked('combined')}>
          综合两处填的…
        </button>
      ) : null}
      {combination?.kind === 'material' ? (
        <button type="button" className="link-button" onClick={() => onChoose(combination.value)}>
          两处收的都算：{materialStateText(combination.value)}
        </button>
      ) : null}
      {place?.kind === 'material' ? (
        <span className="quiet">都不对的，请在“材料”里重新记这一份，以重记的为准。</span>
      ) : isYesNo ? null : (
        <button type="button" className="link-button" onClick={() => setAsked('other')}>
          都不对，另填一个…
        </button>
      )}
      {place?.kind === 'fact' ? (
        <button type="button" className="link-button" onClick={() => onChoose(null)}>
          都还不能定，记为“暂不清楚”
        </button>
      ) : null}
    </div>
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
