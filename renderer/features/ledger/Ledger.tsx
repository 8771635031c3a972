import { FileExcelOutlined } from '@ant-design/icons'
import { Button, Input, Segmented } from 'antd'
import { useMemo, useState } from 'react'
import { dayInChina } from '../../../shared/domain/days.ts'
import type { PlanTask } from '../../../shared/domain/pack.ts'
import { useBelievedToday } from '../../data/believedToday.ts'
import { searchable } from '../../data/searchIndex.ts'
import { useSession } from '../../data/session.ts'
import { useSheetExport } from '../../data/useSheetExport.ts'
import { Blank } from '../../ui/Blank.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { nothingLateText } from '../../words/clockText.ts'
import { dayText } from '../../words/dayText.ts'
import { clauseText } from '../../words/policyText.ts'
import './ledger.css'

type Filter = 'all' | 'ahead' | 'passed' | 'ongoing'
const filters: readonly { readonly value: Filter; readonly label: string }[] = [
  { value: 'all', label: '全部' },
  { value: 'ahead', label: '期限内' },
  { value: 'passed', label: '期限已过' },
  { value: 'ongoing', label: '持续推进' },
]

/** The tasks of the plan: what, by when, by whom; and the same as a workbook. */
export function Ledger() {
  const { lookup, now } = useSession()
  const { busy, save } = useSheetExport()
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState<Filter>('all')
  const today = useBelievedToday(dayInChina(now()))
  const isOffered = (filter: Filter): boolean => today !== null || (filter !== 'ahead' && filter !== 'passed')
  const filter = isOffered(chosen) ? chosen : 'all'
  const tasks = lookup.pack.tasks
  const found = useMemo(() => {
    const words = typed.split(/\s+/u).map(searchable).filter((word) => word !== '')
    return tasks.filter((task) => {
      const text = searchable(`${task.no} ${task.title} ${task.content} ${task.lead.join(' ')} ${task.responsible.join(' ')} ${task.partTitle} ${clauseText(task.clause) ?? ''}`)
      return words.every((word) => text.includes(word)) && (filter === 'all' || standing(task, today) === filter)
    })
  }, [tasks, typed, filter, today])
  const passed = tasks.filter((task) => standing(task, today) === 'passed').length

  return (
    <Panel
      title="任务台账"
      className="ledger"
      head={
        <>
          <h2>任务台账</h2>
          <Input allowClear className="ledger-search" aria-label="查任务" placeholder="序号、任务、单位、条款" value={typed} onChange={(event) => setTyped(event.target.value)} />
          <Segmented<Filter> aria-label="按期限筛选" value={filter} onChange={setChosen} options={filters.map((each) => ({ ...each, disabled: !isOffered(each.value) }))} />
          <span className="spacer" />
          <span className="quiet" role="status">
            {found.length === tasks.length ? `共 ${tasks.length} 项` : `${found.length} 项 / 共 ${tasks.length} 项`}
            {today === null ? ` · ${nothingLateText}` : passed > 0 ? ` · 期限已过 ${passed} 项` : ''}
          </span>
          <Button icon={<FileExcelOutlined aria-hidden />} loading={busy} onClick={() => void save({ kind: 'plan-ledger' }, '台账')}>
            导出 Excel
          </Button>
        </>
      }
      foot={`${lookup.pack.name_zh}（${lookup.pack.docNo}），${lookup.pack.issuedBy_zh}。期限以方案所列为准；本机不记录任务办结情况。`}
    >
      {found.length === 0 ? (
        <Blank title={tasks.length === 0 ? '政策包里没有任务' : '没有找到'} detail={tasks.length === 0 ? '换一个带任务台账的政策包后会显示在这里。' : '换个词试试，也可以放宽期限。'} />
      ) : (
        <table className="ledger-table" aria-label="任务台账">
          <thead>
            <tr>
              <th scope="col">序号</th>
              <th scope="col">任务</th>
              <th scope="col">牵头单位</th>
              <th scope="col">责任单位</th>
              <th scope="col">条款</th>
              <th scope="col">完成时限</th>
            </tr>
          </thead>
          <tbody>
            {found.map((task, index) => (
              <Row key={task.no} task={task} today={today} head={found[index - 1]?.part === task.part ? null : task.partTitle} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  )
}

function Row({ task, today, head }: { readonly task: PlanTask; readonly today: string | null; readonly head: string | null }) {
  const state = standing(task, today)
  return (
    <>
      {head === null ? null : (
        <tr className="ledger-part">
          <th colSpan={6} scope="rowgroup">
            {head}
          </th>
        </tr>
      )}
      <tr>
        <td className="ledger-no">{task.no}</td>
        <td>
          <strong>{task.title}</strong>
          <p className="quiet small">{task.content}</p>
        </td>
        <td>{task.lead.join('、')}</td>
        <td className="quiet">{task.responsible.join('、')}</td>
        <td className="quiet ledger-clause">{clauseText(task.clause) ?? '—'}</td>
        <td className="ledger-deadline">
          {task.deadline === null ? '持续推进' : dayText(task.deadline)}
          {state === 'passed' ? <span className="ledger-passed">期限已过</span> : null}
        </td>
      </tr>
    </>
  )
}

/** Where a task stands by its deadline alone; `null`: today is not believed. */
function standing(task: PlanTask, today: string | null): Exclude<Filter, 'all'> | null {
  if (task.deadline === null) return 'ongoing'
  if (today === null) return null
  return task.deadline < today ? 'passed' : 'ahead'
}
