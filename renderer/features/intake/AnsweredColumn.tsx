import { memo, useMemo, useState } from 'react'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import { shownText, type CaseView } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { plainLabel, type PackLookup } from '../../words/packLookup.ts'
import { answerText } from '../../words/policyText.ts'

type Mark = 'current' | 'unknown' | 'past' | 'plain' | 'rest'

interface Row {
  readonly key: string
  /** The fact whose question it opens. */
  readonly fact: string
  readonly label: string
  readonly hint: string
  readonly text: string
  readonly mark: Mark
  readonly isUnknown: boolean
  readonly at: string
}

/** What is known: project and applicant, then every answer; each opens its question again. */
export const AnsweredColumn = memo(function AnsweredColumn({ view, assessment, current, left, profileMissing, onAsk, onProfile }: { readonly view: CaseView; readonly assessment: Assessment; readonly current: readonly string[]; readonly left: number; readonly profileMissing: readonly string[]; readonly onAsk: (name: string) => void; readonly onProfile: () => void }) {
  const { lookup } = useSession()
  const rows = useInPlace(useMemo(() => answeredRows(lookup, view, assessment, current), [assessment, current, lookup, view]))
  const answered = Object.keys(view.facts).length

  return (
    <Panel
      title="已答"
      className="answered"
      head={
        <>
          <h2>已答 {answered} 项</h2>
          <span className="spacer" />
          <span className="quiet small">点一项可改</span>
        </>
      }
      foot={left === 0 ? '事项和材料都已确定' : `还剩 ${left} 问，定下全部事项和材料`}
    >
      <button type="button" className="profile-block" onClick={onProfile} aria-label="项目与申请人">
        <Name text={shownText(view, 'project.name')} lines="one" empty="未填项目名称" />
        <span className="quiet">
          <Name text={shownText(view, 'applicant.name')} lines="one" empty="未填申请人" />
        </span>
        {profileMissing.length === 0 ? null : <span className="profile-missing">受理前要填{profileMissing.join('、')}</span>}
      </button>
      <ul>
        {rows.map((row) => (
          <AnsweredRow key={row.key} row={row} onAsk={onAsk} />
        ))}
      </ul>
    </Panel>
  )
})

/** Drawn again only when it reads differently: an answer is painted sooner without the others. */
const AnsweredRow = memo(
  function AnsweredRow({ row, onAsk }: { readonly row: Row; readonly onAsk: (name: string) => void }) {
    return (
      <li>
        <button type="button" className={`answered-row ${row.mark}`} aria-current={row.mark === 'current' ? 'step' : undefined} onClick={() => onAsk(row.fact)} title={row.hint}>
          <span className="answered-label">{row.label}</span>
          <span className={row.isUnknown ? 'answered-value unsure' : 'answered-value'}>
            {row.text}
            {row.mark === 'past' ? <span className="answered-past">不再适用</span> : null}
          </span>
        </button>
      </li>
    )
  },
  (before, after) => before.onAsk === after.onAsk && readsAlike(before.row, after.row),
)

const readsAlike = (before: Row, after: Row): boolean => before.fact === after.fact && before.label === after.label && before.hint === after.hint && before.text === after.text && before.mark === after.mark

/** A row keeps its place when its answer is changed; new ones come last. */
function useInPlace(rows: readonly Row[]): readonly Row[] {
  const [order, setOrder] = useState<readonly string[]>([])
  const fresh = rows.filter(({ key }) => !order.includes(key)).map(({ key }) => key)
  if (fresh.length > 0) setOrder([...order, ...fresh])
  return rows.toSorted((a, b) => order.indexOf(a.key) - order.indexOf(b.key))
}

/** In the order in which they were answered; lines of a tick list that were left empty stand together in one row. */
function answeredRows(lookup: PackLookup, view: CaseView, assessment: Assessment, current: readonly string[]): readonly Row[] {
  const rest = new Map<string, { readonly row: Row; readonly count: number }>()
  const rows: Row[] = []
  for (const fact of lookup.pack.facts) {
    const value = view.facts[fact.name]
    if (value === undefined && !view.unknown.has(fact.name)) continue
    const at = view.state?.fields[`facts.${fact.name}`]?.heads[0]?.at ?? '\uffff'
    const isPast = value !== undefined && assessment.notApplicable.includes(fact.name)
    const group = lookup.groupOfFact.get(fact.name)
    const here: Mark = current.includes(fact.name) ? 'current' : 'plain'
    if (group && value === false && !isPast) {
      const row: Row = { key: `rest:${group.id}`, fact: fact.name, label: group.question_zh.replace(/[？?。].*$/u, ''), hint: group.question_zh, text: '', mark: here === 'current' ? 'current' : 'rest', isUnknown: false, at }
      rest.set(group.id, { row: rest.get(group.id)?.row ?? row, count: (rest.get(group.id)?.count ?? 0) + 1 })
      continue
    }
    rows.push({
      key: fact.name,
      fact: fact.name,
      label: plainLabel(lookup, fact.name),
      hint: fact.question_zh,
      text: value === undefined ? '暂不清楚' : answerText(fact, value),
      mark: here === 'current' ? here : value === undefined ? 'unknown' : isPast ? 'past' : 'plain',
      isUnknown: value === undefined,
      at,
    })
  }
  const hasOthers = (group: string): boolean => rows.some(({ fact }) => lookup.groupOfFact.get(fact)?.id === group)
  const rests = [...rest].map(([group, { row, count }]) => ({ ...row, text: hasOthers(group) ? `其余 ${count} 项否` : '都没有' }))
  return [...rows, ...rests].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
