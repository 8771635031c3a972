import { Button, Input, Select } from 'antd'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import { useBelievedToday } from '../../data/believedToday.ts'
import { allRows, useCacheState, useRows } from '../../data/caseRows.ts'
import { searchIndexOf } from '../../data/searchIndex.ts'
import { useCache, useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { CaseName } from '../../ui/CaseName.tsx'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { VirtualRows, type VirtualColumn } from '../../ui/VirtualRows.tsx'
import { statusWords } from '../../words/caseText.ts'
import { nothingLateText, termOf } from '../../words/clockText.ts'
import { momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'
import { flowName } from '../../words/packLookup.ts'
import { DayExport } from './DayExport.tsx'
import './cases.css'

type Filter = 'all' | 'late' | 'unsettled' | CaseRow['status']
const filterGroups: readonly { readonly label: string; readonly statuses: readonly CaseRow['status'][] }[] = [
  { label: '在窗口', statuses: ['intake', 'supplementing', 'resubmitted', 'contested'] },
  { label: '受理以后', statuses: ['accepted', 'suspended', 'handed-over'] },
  { label: '已结束', statuses: ['refused', 'withdrawn', 'closed'] },
]
const filterWord = (filter: Filter): string => (filter === 'all' ? '全部状态' : filter === 'late' ? '已过期限' : filter === 'unsettled' ? '待理清' : statusWords[filter])
const option = (value: Filter): { readonly value: Filter; readonly label: string } => ({ value, label: filterWord(value) })
function isMeant(row: CaseRow, filter: Filter, today: string, isBelieved: boolean): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'late':
      return termOf(row, today, isBelieved)?.isLate === true
    case 'unsettled':
      return row.isUnsettled
    default:
      return row.status === filter
  }
}
const filterOptions = [option('all'), option('late'), option('unsettled'), ...filterGroups.map(({ label, statuses }) => ({ label, options: statuses.map(option) }))]

/** The number of the paper that counts; a voided one says so. */
function paperOf({ papers }: CaseRow): string {
  const living = papers.findLast(({ stage }) => stage !== 'voided')
  if (living) return living.number
  const voided = papers.at(-1)
  return voided ? `${voided.number}（已作废）` : '—'
}

function Term({ row, today, isBelieved }: { readonly row: CaseRow; readonly today: string; readonly isBelieved: boolean }) {
  const term = termOf(row, today, isBelieved)
  if (!term) return <span className="quiet">—</span>
  return (
    <span className={term.isLate ? 'late' : 'quiet'}>
      {term.text}
      {term.isLate ? ' 已过' : ''}
    </span>
  )
}

const lateUnknown = { title: '今天的日期存疑，算不出哪些过了期限', detail: '在上面的提示里确认今天的日期，或改好电脑的日期，就会算出来。' }

/** Every case of this station, by number, project, applicant, pinyin or initials. */
export function Cases({ onOpen, onNew }: { readonly onOpen: (row: CaseRow) => void; readonly onNew: () => void }) {
  const { lookup, now, cache: soon } = useSession()
  const cache = useCache()
  const search = searchIndexOf(soon)
  const cacheState = useCacheState(cache)
  const rows = useRows(cache, allRows)
  const today = dayInChina(now())
  const isBelieved = useBelievedToday(today) !== null
  const [typed, setTyped] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const field = useRef<HTMLDivElement>(null)
  useEffect(() => field.current?.querySelector('input')?.focus(), [])
  useEffect(() => (rows === null ? undefined : search.prepare(rows)), [rows, search])

  // At once, not deferred: the keys that follow what is typed act on the rows that it finds.
  const found = useMemo(() => (rows === null ? [] : search.find(rows, typed).filter((row) => isMeant(row, filter, today, isBelieved))), [rows, search, typed, filter, today, isBelieved])
  const columns = useMemo(
    (): readonly VirtualColumn<CaseRow>[] => [
      { title: '项目', width: 'minmax(0, 3fr)', cell: (row) => <CaseName text={row.projectName} empty={row.status === 'erased' ? '已删除的办件' : '未填项目名称'} isUnsettled={row.isUnsettled} /> },
      { title: '申请人', width: 'minmax(0, 2.2fr)', cell: (row) => <Name text={row.applicantName} lines="one" empty={row.status === 'erased' ? '—' : '未填'} /> },
      { title: '状态', width: '84px', cell: (row) => <span className={`status-word status-${row.status}`}>{statusWords[row.status]}</span> },
      { title: '流程', width: 'minmax(0, 1.7fr)', cell: (row) => <span className="name one-line quiet">{row.status === 'erased' ? '—' : (flowName(lookup, row.flow) ?? '未定')}</span> },
      { title: '文书编号', width: '176px', cell: (row) => <span className="name one-line quiet">{paperOf(row)}</span> },
      { title: '期限（承诺为样例）', width: '150px', cell: (row) => <Term row={row} today={today} isBelieved={isBelieved} /> },
      { title: '经办', width: '72px', cell: (row) => <span className="name one-line quiet">{row.operatorName}</span> },
      { title: '最近改动', width: '112px', cell: (row) => <span className="quiet">{momentText(row.updatedAt, today)}</span> },
    ],
    [lookup, today, isBelieved],
  )
  const filling = cacheState.kind === 'filling'

  return (
    <>
      <Panel
        title="办件"
        className="cases"
        head={
          <>
            <h2>办件</h2>
            <div ref={field} className="cases-search">
              <Input allowClear aria-label="查办件" placeholder="编号、项目、申请人、拼音或首字母" value={typed} onChange={(event) => setTyped(event.target.value)} />
            </div>
            <Select<Filter> aria-label="按状态筛选" className="cases-filter" listHeight={400} value={filter} onChange={setFilter} options={filterOptions} />
            <span className="spacer" />
            <span className="quiet" role="status">
              {rows === null ? '' : found.length === rows.length ? `共 ${numberText(rows.length)} 件` : `${numberText(found.length)} 件 / 共 ${numberText(rows.length)} 件`}
              {rows === null || isBelieved ? '' : ` · ${nothingLateText}`}
            </span>
            <DayExport />
            <Button type="primary" onClick={onNew}>
              新受理
            </Button>
          </>
        }
      >
        {cacheState.kind === 'failed' ? (
          <Blank role="alert" title="列表没有读出来" detail={`办件都在本机记录里，没有丢。（${cacheState.because}）`}>
            <Button onClick={() => void cache.follow()}>再读一次</Button>
          </Blank>
        ) : rows === null || (filling && rows.length === 0) ? (
          <Waiting title={filling && cacheState.because === 'rebuild' ? '正在重建列表…' : '正在读取办件…'} {...(filling ? { done: cacheState.done, total: cacheState.total } : {})} />
        ) : rows.length === 0 ? (
          <Blank title="还没有办件" detail="受理的第一件会出现在这里。">
            <Button type="primary" onClick={onNew}>
              新受理一件
            </Button>
          </Blank>
        ) : found.length === 0 ? (
          <Blank {...(filter === 'late' && !isBelieved ? lateUnknown : { title: '没有找到', detail: typed.trim() === '' ? `没有“${filterWord(filter)}”的办件。` : '换个字、编号、拼音或首字母试试，也可以放宽状态。' })}>
            <Button
              onClick={() => {
                setTyped('')
                setFilter('all')
              }}
            >
              看全部
            </Button>
          </Blank>
        ) : (
          <VirtualRows label="办件列表" rows={found} rowKey={(row) => row.id} columns={columns} onOpen={onOpen} />
        )}
      </Panel>
    </>
  )
}
