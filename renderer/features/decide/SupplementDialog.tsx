import { Input as TextInput, Select } from 'antd'
import { useMemo, useState } from 'react'
import { shiftDay } from '../../../shared/domain/days.ts'
import type { SupplementLack } from '../../../shared/domain/events.ts'
import { materialOf } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { DayField } from '../../ui/DayField.tsx'
import { groupMaterials, isMissing, type MaterialLine } from '../../words/materialView.ts'
import { materialName } from '../../words/packLookup.ts'
import { DecisionDialog } from './DecisionDialog.tsx'
import { MissingProfile, missingProfile } from './MissingProfile.tsx'
import { type Scene, useDay } from './scene.ts'

/** Days an applicant gets, as first suggested; a person sets the day. */
const suggestedDays = 10
const mostLacks = 50

/** 一次性告知: everything that is missing or unfit, in one list, with the last day for it. */
export function SupplementDialog({ scene }: { readonly scene: Scene }) {
  const { lookup } = useSession()
  const { today, assessment, view } = scene
  const wanted = useMemo(() => wantedOnce(groupMaterials(lookup, assessment, (item, material) => materialOf(view, item, material))), [lookup, assessment, view])
  const [lacks, setLacks] = useState<readonly SupplementLack[]>(() => wanted.filter(({ line, isLater }) => !isLater && isMissing(line)).slice(0, mostLacks).map(({ line }) => lackOf(line, 'missing')))
  const [other, setOther] = useState('')
  const requested = useDay(today, today, { notAfter: today })
  const until = useDay(shiftDay(today, suggestedDays), today, { notBefore: requested.day })
  const more = wanted.filter(({ line }) => !lacks.some(({ material }) => material === line.material.id))
  const isReady = (lacks.length > 0 || other.trim() !== '') && requested.problem === null && until.problem === null && missingProfile(view).length === 0
  const change = (at: SupplementLack, to: Partial<SupplementLack>): void => setLacks(lacks.map((lack) => (lack === at ? { ...lack, ...to } : lack)))
  const add = (id: string): void => {
    const found = wanted.find(({ line }) => line.material.id === id)
    if (found) setLacks([...lacks, lackOf(found.line, isMissing(found.line) ? 'missing' : 'unfit')])
  }

  return (
    <DecisionDialog
      decision="supplement"
      scene={scene}
      on={requested.day}
      width={720}
      command={isReady && requested.day !== null && until.day !== null ? { kind: 'supplement', lacks: lacks.map((lack) => ({ ...lack, requirement: lack.requirement.trim() })), other: other.trim(), requestedOn: requested.day, until: until.day } : null}
    >
      <MissingProfile view={view} />
      {lacks.length === 0 ? <p className="quiet">没有缺的材料。哪一份不合格，请在下面加进来；别的要求写在“其他”里。</p> : null}
      <ul className="lack-list" aria-label="要补正的材料">
        {lacks.map((lack) => {
          const name = materialName(lookup, lack.material)
          return (
            <li key={lack.material}>
              <span className="lack-name">{name}</span>
              <select aria-label={`${name}：问题`} value={lack.problem} onChange={(event) => change(lack, { problem: event.target.value === 'unfit' ? 'unfit' : 'missing' })}>
                <option value="missing">缺少</option>
                <option value="unfit">不合格</option>
              </select>
              <input type="text" aria-label={`${name}：要求`} placeholder={lack.problem === 'unfit' ? '怎样才合格' : '要求（可不填）'} maxLength={100} dir="auto" value={lack.requirement} onChange={(event) => change(lack, { requirement: event.target.value })} />
              <button type="button" className="mini-button" aria-label={`不列入：${name}`} onClick={() => setLacks(lacks.filter((known) => known !== lack))}>
                不列入
              </button>
            </li>
          )
        })}
      </ul>
      {more.length === 0 || lacks.length >= mostLacks ? null : (
        <Select
          aria-label="再列一份材料"
          placeholder="再列一份材料，比如不合格的"
          value={null}
          showSearch={{ optionFilterProp: 'label' }}
          onChange={(id: string | null) => id !== null && add(id)}
          options={more.map(({ line }) => ({ value: line.material.id, label: line.material.name_zh }))}
        />
      )}
      <label className="reason-field">
        其他要补正的（没有就不填）
        <TextInput.TextArea rows={2} maxLength={600} dir="auto" value={other} onChange={(event) => setOther(event.target.value)} />
      </label>
      <div className="decision-days">
        <DayField label="告知日期" typed={requested.typed} problem={requested.problem} onType={requested.onType} />
        <DayField label="补正期限" typed={until.typed} problem={until.problem} onType={until.onType} />
      </div>
    </DecisionDialog>
  )
}

/** Every material that is asked for, once, however many items want it. */
function wantedOnce(groups: ReturnType<typeof groupMaterials>): readonly { readonly line: MaterialLine; readonly isLater: boolean }[] {
  const seen = new Map<string, { readonly line: MaterialLine; readonly isLater: boolean }>()
  for (const { lines, isLater } of groups.toSorted((a, b) => Number(a.isLater) - Number(b.isLater))) {
    for (const line of lines) if ((line.disposition.kind === 'needed' || line.disposition.kind === 'added') && !seen.has(line.material.id)) seen.set(line.material.id, { line, isLater })
  }
  return [...seen.values()]
}

function lackOf({ item, material }: MaterialLine, problem: SupplementLack['problem']): SupplementLack {
  return { item, material: material.id, problem, requirement: '' }
}
