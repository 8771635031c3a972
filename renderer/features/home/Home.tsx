import { useMemo, useState } from 'react'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { isRecoveryFinding } from '../../../shared/contracts/records.ts'
import { isInIntake } from '../../../shared/domain/caseActions.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import { useBelievedToday } from '../../data/believedToday.ts'
import { countsOf, rowsInHand, useCacheState, useRows } from '../../data/caseRows.ts'
import { useCache, useSession } from '../../data/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { CaseName } from '../../ui/CaseName.tsx'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { statusWords } from '../../words/caseText.ts'
import { nothingLateText, termOf } from '../../words/clockText.ts'
import { dayText, momentText } from '../../words/dayText.ts'
import { noticeText } from '../../words/noticeText.ts'
import { numberText } from '../../words/numberText.ts'
import { flowName } from '../../words/packLookup.ts'
import './home.css'

const inHand = rowsInHand(30)

/** What a clerk sees first: begin, go on where one was, and what the station has to say. */
export function Home({ onNew, onOpenRow, onOpen, onAll, onDay, onEditions }: { readonly onNew: () => void; readonly onOpenRow: (row: CaseRow) => void; readonly onOpen: (caseId: string) => void; readonly onAll: () => void; readonly onDay: () => void; readonly onEditions: () => void }) {
  const { status, now } = useSession()
  const cache = useCache()
  const cacheState = useCacheState(cache)
  const today = dayInChina(now())
  const isBelieved = useBelievedToday(today) !== null
  const open = useRows(cache, inHand)
  const counting = useMemo(() => countsOf(today), [today])
  const counts = useRows(cache, counting)
  const [read, setRead] = useState<ReadonlySet<number>>(new Set())

  return (
    <div className="home">
      <div className="home-top">
        <div>
          <h1>{status.operator ? `${status.operator.name}，您好` : '您好'}</h1>
          <p className="quiet">
            {dayText(today)}
            {isBelieved ? '' : '（存疑）'} · {status.phase.kind === 'ready' ? status.phase.stationName : ''} ·{' '}
            <button type="button" className="link-button" onClick={onDay}>
              今天的日结
            </button>
          </p>
        </div>
        <dl className="home-counts" aria-label="今天">
          {(
            [
              ['今天新建', isBelieved ? counts?.opened : undefined],
              ['今天受理', isBelieved ? counts?.accepted : undefined],
              ['今天出文书', isBelieved ? counts?.papers : undefined],
              ['等补正', counts?.supplementing],
              ['本机办件', counts?.total],
            ] as const
          ).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value === undefined ? '–' : numberText(value)}</dd>
            </div>
          ))}
        </dl>
        <Button type="primary" className="home-new" icon={<Icon name="plus" />} onClick={onNew}>
          新受理
        </Button>
      </div>
      {status.notices.map((notice, index) => {
        // Those have a page of their own, which was read before.
        if (read.has(index) || isRecoveryFinding(notice)) return null
        const { title, detail } = noticeText(notice)
        const paper = notice.kind === 'unfinished-papers' || notice.kind === 'print-interrupted' ? notice.papers[0] : undefined
        return (
          <Banner
            key={index}
            tone="warning"
            title={title}
            actions={
              <>
                {notice.kind === 'edition-waiting' || notice.kind === 'edition-refused' || notice.kind === 'edition-missing' ? (
                  <button type="button" className="link-button" onClick={onEditions}>
                    看规则更新
                  </button>
                ) : null}
                {paper ? (
                  <button type="button" className="link-button" onClick={() => onOpen(paper.caseId)}>
                    去处理
                  </button>
                ) : null}
                <button type="button" className="link-button" onClick={() => setRead(new Set([...read, index]))}>
                  知道了
                </button>
              </>
            }
          >
            {detail}
          </Banner>
        )
      })}
      <Panel
        title="手上的办件"
        className="home-cases"
        head={
          <>
            <h2>手上的办件{open && open.total > 0 ? ` ${numberText(open.total)}` : ''}</h2>
            {isBelieved || open?.rows.some((row) => termOf(row, today) !== null) !== true ? null : <span className="quiet small">{nothingLateText}</span>}
            <span className="spacer" />
            <button type="button" className="link-button" onClick={onAll}>
              全部办件
            </button>
          </>
        }
      >
        {cacheState.kind === 'failed' ? (
          <Blank role="alert" title="列表没有读出来" detail={`办件都在本机记录里，没有丢。（${cacheState.because}）`}>
            <Button onClick={() => void cache.follow()}>再读一次</Button>
          </Blank>
        ) : open === null || (cacheState.kind === 'filling' && open.total === 0) ? (
          <Waiting title={cacheState.kind === 'filling' && cacheState.because === 'rebuild' ? '正在重建列表…' : '正在读取办件…'} {...(cacheState.kind === 'filling' ? { done: cacheState.done, total: cacheState.total } : {})} />
        ) : open.rows.length === 0 ? (
          <Blank title="手上没有在办的件" detail="点“新受理”，从主题卡片开始，一问一答就能列出事项和材料。">
            <Button type="primary" onClick={onNew}>
              新受理一件
            </Button>
          </Blank>
        ) : (
          <ul className="home-rows">
            {open.rows.map((row) => (
              <HandRow key={row.id} row={row} today={today} isBelieved={isBelieved} onOpen={onOpenRow} />
            ))}
          </ul>
        )}
      </Panel>
    </div>
  )
}

function HandRow({ row, today, isBelieved, onOpen }: { readonly row: CaseRow; readonly today: string; readonly isBelieved: boolean; readonly onOpen: (row: CaseRow) => void }) {
  const { lookup } = useSession()
  const term = termOf(row, today, isBelieved)
  const theme = lookup.pack.themes.find(({ id }) => id === row.theme)?.name_zh
  return (
    <li>
      <button type="button" className="home-row" onClick={() => onOpen(row)}>
        <span className="home-project">
          <CaseName text={row.projectName} empty="未填项目名称" isUnsettled={row.isUnsettled} />
        </span>
        <span className="home-applicant quiet">
          <Name text={row.applicantName} lines="one" empty="未填申请人" />
        </span>
        <span className="quiet home-theme">{flowName(lookup, row.flow) ?? theme ?? '还没选主题'}</span>
        <span className={term?.isLate === true ? 'small late' : 'small quiet'}>{term === null ? momentText(row.updatedAt, today) : `${term.text}${term.isLate ? ' 已过' : ''}`}</span>
        <span className={`status-word status-${row.status}`}>{statusWords[row.status]}</span>
        <span className="home-resume">{isInIntake(row.status) ? '接着办' : '打开'}</span>
      </button>
    </li>
  )
}
