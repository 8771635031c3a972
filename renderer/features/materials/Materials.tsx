import { useEffect, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import { actionTable, isLocked } from '../../../shared/domain/caseActions.ts'
import { findLast } from '../../../shared/domain/statusLine.ts'
import { shiftDay } from '../../../shared/domain/days.ts'
import type { CaseState, MaterialState } from '../../../shared/domain/events.ts'
import { materialOf, textOf, type CaseView, type OpenCase } from '../../data/openCase.ts'
import { Blank } from '../../ui/Blank.tsx'
import { countMaterials } from '../../../shared/domain/materialCount.ts'
import { dayText } from '../../words/dayText.ts'
import { lackText } from '../../words/decisionText.ts'
import { materialCountText } from '../../words/materialCountText.ts'
import { groupMaterials, isMissing, itemsForNow, suggestSource, type MaterialGroup, type MaterialLine, type SuggestedSource } from '../../words/materialView.ts'
import { conflictHint } from '../../words/unsettledText.ts'
import { useSession } from '../../data/session.ts'
import { MaterialRow } from './MaterialRow.tsx'
import { type HandedFiles, useHandedFiles } from './useHandedFiles.ts'
import './materials.css'

/** Days a material may follow later, as first suggested; a person sets the day. */
const followDays = 10

interface Props {
  readonly openCase: OpenCase
  readonly view: CaseView
  readonly assessment: Assessment
  readonly today: string
  /** The scans of the case, each of one of these or of something else; `handed`: files that were put on a row. */
  readonly scans: (materials: readonly { readonly item: string; readonly material: string; readonly name: string }[], handed: HandedFiles | null, onTaken: () => void) => ReactNode
}

/** What is handed in over the counter, item by item; one material that several items want is ticked once. */
export function Materials({ openCase, view, assessment, today, scans }: Props) {
  const { lookup } = useSession()
  const stateOf = useMemo(() => (item: string, material: string) => materialOf(view, item, material), [view])
  const groups = useMemo(() => groupMaterials(lookup, assessment, stateOf), [lookup, assessment, stateOf])
  const counts = useMemo(() => countMaterials(itemsForNow(lookup, assessment), stateOf), [lookup, assessment, stateOf])
  const [now, later] = [groups.filter(({ isLater }) => !isLater), groups.filter(({ isLater }) => isLater)]
  const laterMissing = useMemo(() => countMaterials(assessment.items, stateOf).missing - counts.missing, [assessment, stateOf, counts])
  const request = view.state ? (findLast(view.state, 'supplement')?.request ?? null) : null
  const requested = useMemo(() => new Map((request?.lacks ?? []).map((lack) => [lack.material, lackText(lack)])), [request])
  const list = useRef<HTMLDivElement>(null)
  const { handed, taken, hand, choose, picker, onPicked } = useHandedFiles()
  const scanned = useMemo(() => countScans(view.state), [view.state])
  const mayScan = view.state !== null && !isLocked(view.state)
  const writable = view.state === null || (view.state.status.kind === 'settled' && actionTable[view.state.status.status].writes.has('material'))

  const conflictOf = ({ item, sharedWith, material }: MaterialLine): string =>
    [item, ...sharedWith].flatMap((each) => (view.values.has(`materials.${each}/${material.id}`) ? [] : (conflictHint(view.state, `materials.${each}/${material.id}`, lookup) ?? [])))[0] ?? ''

  const set = (lines: readonly MaterialLine[], stateFor: (line: MaterialLine) => MaterialState | null): void =>
    openCase.write(lines.flatMap((line) => [line.item, ...line.sharedWith].map((item) => ({ path: `materials.${item}/${line.material.id}` as const, value: stateFor(line) }))))

  const onKey = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const target = event.target
    if (step === 0 || event.altKey || !(target instanceof HTMLInputElement) || target.type !== 'checkbox') return
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input[type=checkbox]') ?? [])]
    boxes[Math.min(boxes.length - 1, Math.max(0, boxes.indexOf(target) + step))]?.focus()
    event.preventDefault()
  }

  const show = (group: MaterialGroup): ReactNode => (
    <Group
      key={group.item.id}
      group={group}
      onReceiveAll={(received) => set(group.lines.filter((line) => (received ? isMissing(line) : line.state?.kind === 'received')), (line) => (received ? asListed(line) : null))}
      row={(line) => (
        <MaterialRow
          key={line.material.id}
          line={line}
          today={today}
          firstState={(kind) => firstState(kind, line, suggestSource(lookup, assessment, line.material, (path) => textOf(view, path)), shiftDay(today, followDays))}
          requested={requested.get(line.material.id) ?? ''}
          conflict={conflictOf(line)}
          scans={mayScan ? { count: scanned.get(line.material.id) ?? 0, onChoose: () => choose(line), onDrop: (files) => hand(line, files) } : null}
          onSet={(state) => set([line], () => state)}
        />
      )}
    />
  )

  const scansBelow = scans(
    groups.flatMap(({ lines }) => lines.map(({ item, material }) => ({ item, material: material.id, name: material.name_zh }))),
    handed,
    taken,
  )
  if (groups.length === 0) {
    return (
      <>
        <Blank title="还没有材料清单" detail="先回答几个问题，定下事项以后，材料会列在这里。" />
        {scansBelow}
      </>
    )
  }
  return (
    <div className="materials" ref={list} onKeyDown={onKey}>
      <p className="materials-sum" role="status">
        <strong className={counts.missing > 0 ? 'materials-missing' : 'materials-done'}>{counts.missing > 0 ? `还差 ${counts.missing} 份材料` : counts.wanted === 0 ? '不用交材料' : '材料齐了'}</strong>
        <span>{materialCountText(counts)}</span>
        <span className="quiet small">清单、份数为样例，由主管部门公布后替换</span>
      </p>
      {writable ? null : <p className="materials-note quiet">办件现在的状态不能再改材料。</p>}
      {request === null ? null : (
        <p className="materials-note">
          {dayText(request.requestedOn)}一次性告知过，请在 {dayText(request.until)}前补正；要补的在清单里标了“告知补正”。{request.other === '' ? '' : `其他：${request.other}`}
        </p>
      )}
      <fieldset className="materials-fields" disabled={!writable}>
        {now.map(show)}
        {later.length === 0 ? null : (
          <details className="materials-later">
            <summary>
              竣工、报装时再交<span className="quiet small"> {laterMissing > 0 ? `还有 ${laterMissing} 份，现在带来的也可以先收` : '也都收了'}</span>
            </summary>
            {later.map(show)}
          </details>
        )}
      </fieldset>
      <input ref={picker} type="file" multiple hidden accept=".pdf,.jpg,.jpeg,.png" aria-label="选择这份材料的扫描件" onChange={onPicked} />
      {scansBelow}
    </div>
  )
}

/** Living scans of each material. */
function countScans(state: CaseState | null): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { of, retracted } of state?.scans ?? []) if (of.kind === 'material' && retracted === null) counts.set(of.material, (counts.get(of.material) ?? 0) + 1)
  return counts
}

/** Received as the list asks for it. */
function asListed({ material }: MaterialLine): MaterialState {
  return { kind: 'received', originals: material.original, copies: material.copies }
}

/** A way as it begins: what is known is filled in, the rest is asked for beside it. */
function firstState(kind: MaterialState['kind'], line: MaterialLine, source: SuggestedSource, followUntil: string): MaterialState {
  switch (kind) {
    case 'received':
      return asListed(line)
    case 'original-seen':
      return { kind }
    case 'shared':
      return { kind, ...source }
    case 'waived':
      return { kind, reason: '' }
    case 'to-follow':
      return { kind, by: followUntil }
  }
}

function Group({ group, row, onReceiveAll }: { readonly group: MaterialGroup; readonly row: (line: MaterialLine) => ReactNode; readonly onReceiveAll: (received: boolean) => void }) {
  const box = useRef<HTMLInputElement>(null)
  const wanted = group.lines.filter(({ disposition }) => disposition.kind === 'needed' || disposition.kind === 'added')
  const some = wanted.some(({ state }) => state !== null)
  const all = wanted.length > 0 && group.missing === 0
  useEffect(() => {
    if (box.current) box.current.indeterminate = some && !all
  }, [some, all])
  return (
    <section className="material-group" data-item={group.item.id} aria-label={group.item.name_zh}>
      <header>
        <label>
          <input ref={box} type="checkbox" aria-label={`整项收齐：${group.item.name_zh}`} disabled={wanted.length === 0} checked={all} onChange={(event) => onReceiveAll(event.target.checked)} />
          <h3>
            {group.item.name_zh} {group.item.sample ? <span className="sample">样例</span> : null}
          </h3>
        </label>
        <span className="quiet small">{wanted.length === 0 ? '不用交材料' : group.missing === 0 ? '齐了' : `还差 ${group.missing} 份`}</span>
      </header>
      <ul>{group.lines.map(row)}</ul>
    </section>
  )
}
