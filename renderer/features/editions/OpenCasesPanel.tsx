import { Button } from 'antd'
import { useMemo, useState } from 'react'
import type { CaseEffect, EditionHere } from '../../../shared/contracts/editions.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { allRows, useRows } from '../../data/caseRows.ts'
import { casesOpenedBy } from '../../data/myCases.ts'
import { useCache, useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { statusWords } from '../../words/caseText.ts'
import { effectsSentence } from '../../words/editionText.ts'
import { failureText } from '../../words/failureText.ts'
import { numberText } from '../../words/numberText.ts'
import { EffectTable } from './EffectTable.tsx'
import { MoveDialog, type SameEffect } from './MoveDialog.tsx'
import { useEffects } from './useEffects.ts'

/** The newest of them, and as many more whenever the clerk asks: all at once would be compared for minutes. */
const atOnce = 200

/** What an edition changes for which of the clerk's open cases, and the way to move one. */
export function OpenCasesPanel({ edition, onOpen }: { readonly edition: EditionHere; readonly onOpen: (row: CaseRow) => void }) {
  const { status } = useSession()
  const rows = useRows(useCache(), allRows)
  const { operator } = status
  const found = useMemo(() => (rows === null || operator === null ? null : casesOpenedBy(rows, operator)), [operator, rows])
  const [most, setMost] = useState(atOnce)
  const title = `改用 ${edition.ref.version} 的话，我手上的办件`
  if (found === null) {
    return (
      <Panel title={title}>
        <Waiting title="正在找手上的办件…" />
      </Panel>
    )
  }
  const { mine, namesakes } = found
  return (
    <Panel
      title={title}
      head={
        <>
          <h2>{title}</h2>
          <span className="spacer" />
          {mine.length > most ? (
            <>
              <span className="quiet">
                只看了最近动过的 {numberText(most)} 件，还有 {numberText(mine.length - most)} 件没有看
              </span>
              <Button onClick={() => setMost(most + atOnce)}>再看 {numberText(Math.min(atOnce, mine.length - most))} 件</Button>
            </>
          ) : null}
        </>
      }
      {...(namesakes > 0 ? { foot: `另有 ${numberText(namesakes)} 件是在别的窗口以同样的名字开的，要改用请在那里改。` } : {})}
    >
      {mine.length === 0 ? <Blank title="手上没有还在问、还没受理的办件" detail="已经受理的办件按受理时的规则办到底，不受影响。" /> : <Compared edition={edition} rows={mine.slice(0, most)} onOpen={onOpen} />}
    </Panel>
  )
}

function Compared({ edition, rows, onOpen }: { readonly edition: EditionHere; readonly rows: readonly CaseRow[]; readonly onOpen: (row: CaseRow) => void }) {
  const { lookup } = useSession()
  const [round, setRound] = useState(0)
  const [moving, setMoving] = useState<Moving | null>(null)
  // Rows come anew with every change anywhere; what is compared is the same cases until one of these was touched.
  const key = rows.map(({ id, updatedAt }) => `${id} ${updatedAt}`).join('\n')
  const caseIds = useMemo(() => key.split('\n').map((line) => line.slice(0, line.indexOf(' '))), [key])
  const state = useEffects(edition.ref, caseIds, round)
  if (state.kind === 'looking') return <Waiting title="正在按两版规则各算一遍…" done={state.done} total={state.total} />
  if (state.kind === 'failed') {
    return (
      <Blank role="alert" {...failureText(state.failure, lookup)}>
        <Button onClick={() => setRound(round + 1)}>再算一次</Button>
      </Blank>
    )
  }
  const groups = groupEffects(rows, state.effects, edition)
  return (
    <>
      <p className="edition-sum" role="status">
        {effectsSentence(state.effects)}没有改用的，照开件时的规则办。
      </p>
      <ul className="edition-cases">
        {groups.map((effect) => (
          <Group key={effect.cases.map(({ row }) => row.id).join(' ')} effect={effect} edition={edition} onOpen={onOpen} onMove={(moved) => setMoving({ rows: moved, effect })} />
        ))}
      </ul>
      {moving ? (
        <MoveDialog
          {...moving}
          to={edition}
          onClose={() => setMoving(null)}
          onMoved={() => {
            setMoving(null)
            setRound(round + 1)
          }}
        />
      ) : null}
    </>
  )
}

interface Moving {
  readonly rows: readonly CaseRow[]
  readonly effect: SameEffect
}

/** Cases in the order of the list; those in which the same changes stand together with the first of them. */
function groupEffects(rows: readonly CaseRow[], effects: readonly CaseEffect[], { ref }: EditionHere): readonly SameEffect[] {
  const byCase = new Map(effects.map((effect) => [effect.caseId, effect]))
  const groups = new Map<string, SameEffect>()
  for (const row of rows) {
    const effect = byCase.get(row.id)
    if (effect?.kind !== 'compared' || (effect.rows.length === 0 && effect.from.digest === ref.digest)) continue
    const key = JSON.stringify([effect.from.digest, effect.rows])
    const group = groups.get(key) ?? { from: effect.from, changes: effect.rows, cases: [] }
    groups.set(key, { ...group, cases: [...group.cases, { row, canMove: effect.canMove }] })
  }
  return [...groups.values()]
}

interface GroupProps {
  readonly effect: SameEffect
  readonly edition: EditionHere
  readonly onOpen: (row: CaseRow) => void
  readonly onMove: (rows: readonly CaseRow[]) => void
}
function Group({ effect, edition, onOpen, onMove }: GroupProps) {
  const { from, changes, cases } = effect
  const { version } = edition.ref
  const movable = cases.flatMap(({ row, canMove }) => (canMove ? [row] : []))
  return (
    <li>
      {cases.map(({ row, canMove }) => (
        <div key={row.id} className="edition-case">
          <button type="button" className="link-button edition-name" onClick={() => onOpen(row)}>
            <Name text={row.projectName} lines="one" empty="未填项目名称" />
          </button>
          <span className={`status-word status-${row.status}`}>{statusWords[row.status]}</span>
          <span className="spacer" />
          {canMove ? <Button onClick={() => onMove([row])}>改用 {version}…</Button> : <span className="quiet">有内容要先理清，理清后才能改用</span>}
        </div>
      ))}
      {changes.length === 0 ? <p className="quiet">现在按 {from.version} 办，改用以后办理结果一样。</p> : <EffectTable rows={changes} from={from.version} to={version} />}
      {movable.length > 1 ? (
        <div className="edition-together">
          <Button onClick={() => onMove(movable)}>
            这 {numberText(movable.length)} 件都改用 {version}…
          </Button>
        </div>
      ) : null}
    </li>
  )
}
