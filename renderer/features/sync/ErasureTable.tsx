import { useMemo, type KeyboardEvent } from 'react'
import type { SaidErasure } from '../../../shared/contracts/erasures.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { Name } from '../../ui/Name.tsx'
import { statusWords } from '../../words/caseText.ts'
import { momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'
import { erasureText } from '../../words/unsettledText.ts'

interface Props {
  readonly label: string
  readonly erasures: readonly SaidErasure[]
  readonly rows: readonly CaseRow[]
  readonly chosen: ReadonlySet<EventName>
  readonly isDisabled: boolean
  readonly today: string
  readonly onChoose: (chosen: ReadonlySet<EventName>) => void
  readonly onOpenCase: (caseId: string) => void
}

/** What cases are to be erased, and why: ticked one by one or all together. Worked on most recently first, because those are the least likely to have had their time. */
export function ErasureTable({ label, erasures, rows, chosen, isDisabled, today, onChoose, onOpenCase }: Props) {
  const lines = useMemo(() => {
    const byId = new Map(rows.map((row) => [row.id, row]))
    const touchedAt = ({ row }: { readonly row: CaseRow | undefined }): number => Date.parse(row?.updatedAt ?? '') || 0
    return erasures.map((erasure) => ({ erasure, row: byId.get(erasure.caseId) })).toSorted((one, other) => touchedAt(other) - touchedAt(one))
  }, [erasures, rows])
  const isWhole = erasures.length > 0 && erasures.every(({ erasure }) => chosen.has(erasure))
  const set = (name: EventName, isTicked: boolean): void => onChoose(new Set(isTicked ? [...chosen, name] : [...chosen].filter((each) => each !== name)))
  return (
    <div className="erasure-frame">
      <table className="erasure-table" aria-label={label} onKeyDown={moveAmongBoxes}>
        <thead>
          <tr>
            <th scope="col">
              <input type="checkbox" aria-label="全选" title="全选" disabled={isDisabled} checked={isWhole} ref={(box) => void (box && (box.indeterminate = !isWhole && chosen.size > 0))} onChange={() => onChoose(new Set(isWhole ? [] : erasures.map(({ erasure }) => erasure)))} />
            </th>
            <th scope="col">办件（{numberText(erasures.length)} 个{erasures.length > 1 ? '，最近办过的在前' : ''}）</th>
            <th scope="col">状态</th>
            <th scope="col">最近办理</th>
            <th scope="col">删除的依据</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ erasure, row }) => (
            <Line key={erasure.erasure} erasure={erasure} row={row} isTicked={chosen.has(erasure.erasure)} isDisabled={isDisabled} today={today} onTick={set} onOpenCase={onOpenCase} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface LineProps extends Pick<Props, 'isDisabled' | 'today' | 'onOpenCase'> {
  readonly erasure: SaidErasure
  readonly row: CaseRow | undefined
  readonly isTicked: boolean
  readonly onTick: (name: EventName, isTicked: boolean) => void
}

function Line({ erasure: { caseId, erasure, said }, row, isTicked, isDisabled, today, onTick, onOpenCase }: LineProps) {
  const shown = row ? row.projectName.trim() || '未填项目名称' : '本机列表里没有的办件'
  return (
    <tr className={isTicked ? 'ticked' : undefined}>
      <td>
        <input type="checkbox" aria-label={shown} disabled={isDisabled} checked={isTicked} onChange={(event) => onTick(erasure, event.target.checked)} />
      </td>
      <th scope="row">
        {row ? (
          <button type="button" className="link-button" onClick={() => onOpenCase(caseId)}>
            <Name text={row.projectName} empty="未填项目名称" />
          </button>
        ) : (
          <span className="quiet">{shown}</span>
        )}
      </th>
      <td>{row ? statusWords[row.status] : ''}</td>
      <td>{row ? momentText(row.updatedAt, today) : ''}</td>
      <td>
        <Name text={said ? erasureText(said) : ''} empty="没有读出来" />
      </td>
    </tr>
  )
}

/** Up and down from one box to the next; a space ticks it. */
function moveAmongBoxes(event: KeyboardEvent<HTMLTableElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key] ?? 0
  if (step === 0 || event.altKey) return
  const boxes = [...event.currentTarget.querySelectorAll<HTMLInputElement>('input')]
  const at = boxes.findIndex((box) => box === document.activeElement)
  boxes[Math.min(boxes.length - 1, Math.max(0, at + step))]?.focus()
  event.preventDefault()
}
