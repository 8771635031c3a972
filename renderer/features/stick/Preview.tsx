import { Button, Popconfirm } from 'antd'
import { type ReactNode, useMemo } from 'react'
import { dayInChina } from '../../../shared/domain/days.ts'
import type { StickCase, StickPreview } from '../../../shared/contracts/stick.ts'
import { allRows, useRows } from '../../data/caseRows.ts'
import { useCache, useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'
import { asideText, contentTexts, erasureText, noteText, placeText, unnamedText } from '../../words/stickText.ts'

const shownCases = 50

/** What the file would bring. Nothing has been taken in. */
export function Preview({ preview, isBusy, onTake, onDrop }: { readonly preview: StickPreview; readonly isBusy: boolean; readonly onTake: () => void; readonly onDrop: () => void }) {
  const { now } = useSession()
  const { from, counts, cases, notes } = preview
  const place = placeText(preview)
  const needsThought = notes.includes('other-district')
  const button = (onClick?: () => void) => (
    <Button type="primary" disabled={isBusy} {...(onClick ? { onClick } : {})}>
      导入
    </Button>
  )
  return (
    <section className="stick-preview" aria-label="文件里有什么">
      <dl className="stick-facts">
        <Fact term="谁写的">
          <bdi>{from.stationName}</bdi>（{from.code}，{from.district}）
        </Fact>
        <Fact term="什么时候">{momentText(preview.madeAt, dayInChina(now()))}，{contentTexts[preview.content]}</Fact>
        <Fact term="办件">{numberText(counts.cases)} 个</Fact>
        <Fact term="记录">
          本机没有的 {numberText(counts.fresh)} 条，已有的 {numberText(counts.known)} 条
        </Fact>
        {counts.scans > 0 ? <Fact term="扫描件">{numberText(counts.scans)} 份，本机没有的 {numberText(counts.freshScans)} 份</Fact> : null}
        {counts.packs > 0 ? <Fact term="政策包">{counts.freshPacks > 0 ? '有一版本机没有的，收下给用它开的办件用；正在用的不换' : '本机已有这一版'}</Fact> : null}
        {counts.aside.length > 0 ? <Fact term="要搁置的">{asideText(counts.aside)}。不算进办件，也不影响别的。</Fact> : null}
      </dl>
      {notes.map((note) => (
        <p key={note} className="stick-warning">
          {noteText(note, preview)}
        </p>
      ))}
      {counts.erasures > 0 ? <p className="stick-warning">{erasureText(counts.erasures)}</p> : null}
      <p className={place.tone === 'warning' ? 'stick-warning' : 'quiet'}>{place.text}</p>
      <CaseList cases={cases.slice(0, shownCases)} total={counts.cases} />
      <div className="stick-action">
        {needsThought ? (
          <Popconfirm title="这是别的区的文件，还是导入？" description="导入以后，这些办件会出现在本机的列表里。" okText="导入" cancelText="不导入" onConfirm={onTake}>
            {button()}
          </Popconfirm>
        ) : (
          button(onTake)
        )}
        <Button disabled={isBusy} onClick={onDrop}>
          不导入
        </Button>
        <span className="quiet">整个文件已经核对过，是完整的。U盘现在就可以拔。</span>
      </div>
    </section>
  )
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function CaseList({ cases, total }: { readonly cases: readonly StickCase[]; readonly total: number }) {
  const rows = useRows(useCache(), allRows)
  const names = useMemo(() => new Map((rows ?? []).map(({ id, projectName }) => [id, projectName])), [rows])
  return (
    <ul className="stick-cases" aria-label="文件里的办件">
      {cases.map(({ caseId, fresh, known, gaps }) => (
        <li key={caseId}>
          {names.has(caseId) ? <Name text={names.get(caseId) ?? ''} lines="one" empty="未填项目名称" /> : <span className="quiet">{unnamedText(known)}</span>}
          <span>{fresh > 0 ? `新 ${numberText(fresh)} 条` : known > 0 ? '都有了' : ''}</span>
          <span className="stick-gap">{gaps > 0 ? `缺 ${numberText(gaps)} 条` : ''}</span>
        </li>
      ))}
      {total > cases.length ? <li className="quiet">另有 {numberText(total - cases.length)} 个，不一一列出。</li> : null}
    </ul>
  )
}
