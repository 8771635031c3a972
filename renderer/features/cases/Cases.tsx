import { Button, Input, Segmented } from 'antd'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import { allRows, useCacheState, useRows } from '../../data/caseRows.ts'
import { useSession } from '../../data/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { VirtualRows, type VirtualColumn } from '../../ui/VirtualRows.tsx'
import { statusWords } from '../../words/caseText.ts'
import { dayText, momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'
import { flowName } from '../../words/packLookup.ts'
import { DayExport } from './DayExport.tsx'
import './cases.css'

type Filter = 'all' | CaseRow['status']
const filters: readonly Filter[] = ['all', 'intake', 'accepted', 'withdrawn']

/** The number of the paper that counts; a voided one says so. */
function paperOf({ papers }: CaseRow): string {
  const living = papers.findLast(({ stage }) => stage !== 'voided')
  if (living) return living.number
  const voided = papers.at(-1)
  return voided ? `${voided.number}（已作废）` : '—'
}

/** Every case of this station, by number, project, applicant, pinyin or initials. */
export function Cases({ onOpen, onNew }: { readonly onOpen: (row: CaseRow) => void; readonly onNew: () => void }) {
  const { cache, search, lookup, now } = useSession()
  const cacheState = useCacheState(cache)
  const rows = useRows(cache, allRows)
  const [typed, setTyped] = useState('')
  const [filter, setFilter] = useState<Filter>('all')
  const wanted = useDeferredValue(typed)
  const field = useRef<HTMLDivElement>(null)
  useEffect(() => field.current?.querySelector('input')?.focus(), [])

  const found = useMemo(() => (rows === null ? [] : search.find(rows, wanted).filter((row) => filter === 'all' || row.status === filter)), [rows, search, wanted, filter])
  const today = dayInChina(now())
  const columns = useMemo(
    (): readonly VirtualColumn<CaseRow>[] => [
      { title: '项目', width: 'minmax(0, 3fr)', cell: (row) => <Name text={row.projectName} lines="one" empty="未填项目名称" /> },
      { title: '申请人', width: 'minmax(0, 2.2fr)', cell: (row) => <Name text={row.applicantName} lines="one" /> },
      { title: '状态', width: '76px', cell: (row) => <span className={`status-word status-${row.status}`}>{statusWords[row.status]}</span> },
      { title: '流程', width: 'minmax(0, 1.7fr)', cell: (row) => <span className="name one-line quiet">{flowName(lookup, row.flow) ?? '未定'}</span> },
      { title: '文书编号', width: '176px', cell: (row) => <span className="name one-line quiet">{paperOf(row)}</span> },
      { title: '承诺办结（样例）', width: '118px', cell: (row) => <span className="quiet">{row.promisedOn === null ? '—' : dayText(row.promisedOn)}</span> },
      { title: '经办', width: '72px', cell: (row) => <span className="name one-line quiet">{row.operatorName}</span> },
      { title: '最近改动', width: '112px', cell: (row) => <span className="quiet">{momentText(row.updatedAt, today)}</span> },
    ],
    [lookup, today],
  )
  const filling = cacheState.kind === 'filling'

  return (
    <>
      {cacheState.kind === 'memory' ? (
        <Banner tone="warning" title="列表暂由内存提供。">
          缓存出了问题（{cacheState.because}）。办件都在，没有丢，可以照常办理。
        </Banner>
      ) : null}
      <Panel
        title="办件"
        className="cases"
        head={
          <>
            <h2>办件</h2>
            <div ref={field} className="cases-search">
              <Input allowClear aria-label="查办件" placeholder="编号、项目、申请人、拼音或首字母" value={typed} onChange={(event) => setTyped(event.target.value)} />
            </div>
            <Segmented<Filter> aria-label="按状态筛选" value={filter} onChange={setFilter} options={filters.map((value) => ({ value, label: value === 'all' ? '全部' : statusWords[value] }))} />
            <span className="spacer" />
            <span className="quiet" role="status">
              {rows === null ? '' : found.length === rows.length ? `共 ${numberText(rows.length)} 件` : `${numberText(found.length)} 件 / 共 ${numberText(rows.length)} 件`}
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
          <Blank title="没有找到" detail={wanted.trim() === '' ? `没有“${filter === 'all' ? '' : statusWords[filter]}”的办件。` : '换个字、编号、拼音或首字母试试，也可以放宽状态。'}>
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
