import { Button } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import type { Recovery, TouchedCase } from '../../../shared/contracts/records.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import { findingWords, lossOf, verdictText } from '../../../shared/output/recoveryWords.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting, Working } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'
import { touchedText } from '../../words/recoveryText.ts'
import './recovery.css'

interface Props {
  readonly recovery: Recovery
  /** `null`: a case can't be opened from here yet. */
  readonly onOpenCase: ((caseId: string) => void) | null
  /** The way on: putting it away before work, or back to the settings. */
  readonly children: ReactNode
}

/** What happened to the records, how many were checked, what is missing, which cases to look at, what to do. */
export function RecoveryPage({ recovery, onOpenCase, children }: Props) {
  const { now } = useSession()
  const today = dayInChina(now())
  const { seqs, elsewhere } = lossOf(recovery)
  return (
    <div className="recovery-page">
      <header>
        <h1>本机记录恢复过一次</h1>
        <p className="quiet">{momentText(recovery.at, today)}</p>
      </header>
      <p className={seqs.length + elsewhere === 0 ? 'recovery-verdict good' : 'recovery-verdict lacking'} role="status">
        <strong>{verdictText(recovery)}</strong>
        <span>逐条查验了 {numberText(recovery.records)} 条。</span>
      </p>
      <div className="recovery-body">
        {recovery.findings.map((finding) => {
          const { title, happened, safe, next } = findingWords(finding)
          return (
            <section key={finding.kind} aria-label={title}>
              <h2>{title}</h2>
              <p>{happened}</p>
              <p>{safe}</p>
              <h3>请这样做</h3>
              <p>{next}</p>
            </section>
          )
        })}
        {seqs.length === 0 ? null : (
          <section aria-label="缺的记录">
            <h2>缺的记录</h2>
            <p className="recovery-seqs">记录编号：{seqs.join('、')}</p>
          </section>
        )}
        <TouchedCases onOpenCase={onOpenCase} />
      </div>
      <footer>
        <ReportButtons id={recovery.id} />
        <span className="spacer" />
        {children}
      </footer>
    </div>
  )
}

interface Named extends TouchedCase {
  readonly name: string
}
type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed' } | { readonly kind: 'read'; readonly cases: readonly Named[] }

function TouchedCases({ onOpenCase }: { readonly onOpenCase: Props['onOpenCase'] }) {
  const { desk } = useSession()
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let dropped = false
    const read = async (): Promise<readonly Named[]> => {
      const cases: Named[] = []
      for (const entry of await desk.invoke('recovery:cases', {})) {
        const state = await desk.invoke('case:state', { caseId: entry.caseId })
        const name = state.ok ? state.value.fields['project.name']?.heads[0]?.value : null
        cases.push({ ...entry, name: typeof name === 'string' ? name : '' })
      }
      return cases
    }
    read().then(
      (cases) => !dropped && setLoaded({ kind: 'read', cases }),
      () => !dropped && setLoaded({ kind: 'failed' }),
    )
    return () => {
      dropped = true
    }
  }, [desk, round])
  return (
    <section aria-label="请核对的办件">
      <h2>请核对的办件</h2>
      {loaded.kind === 'loading' ? <Waiting title="正在逐件查看…" /> : null}
      {loaded.kind === 'failed' ? (
        <Blank role="alert" title="没有查成" detail="已保存的都在。">
          <Button onClick={() => setRound(round + 1)}>再查一次</Button>
        </Blank>
      ) : null}
      {loaded.kind === 'read' && loaded.cases.length === 0 ? <p>没有看出受影响的办件。</p> : null}
      {loaded.kind === 'read' && loaded.cases.length > 0 ? (
        <ul className="recovery-cases">
          {loaded.cases.map((entry) => (
            <li key={entry.caseId}>
              {onOpenCase === null ? (
                <CaseName entry={entry} />
              ) : (
                <button type="button" className="link-button recovery-case" onClick={() => onOpenCase(entry.caseId)}>
                  <CaseName entry={entry} />
                </button>
              )}
              <span className="quiet">{touchedText(entry)}</span>
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}

/** What is lost may be the name: then the case's own number tells it apart. */
function CaseName({ entry }: { readonly entry: Named }) {
  return entry.name.trim() === '' ? <span>未填项目名称 · 办件号 {entry.caseId.slice(0, 8)}</span> : <Name text={entry.name} />
}

function ReportButtons({ id }: { readonly id: string }) {
  const { desk, tell, confirm } = useSession()
  const [busy, setBusy] = useState(false)
  const deliver = async (how: 'save' | 'print'): Promise<void> => {
    setBusy(true)
    try {
      const answer = await desk.invoke('recovery:deliver', { id, how: how === 'save' ? { kind: 'save' } : { kind: 'print', printer: null } })
      if (answer.ok) confirm(how === 'save' ? `已存到 ${answer.value.where}` : `恢复报告已交给打印机“${answer.value.where}”`)
      else tell(answer.failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button disabled={busy} onClick={() => void deliver('print')}>
        打印恢复报告
      </Button>
      <Button disabled={busy} onClick={() => void deliver('save')}>
        存成 PDF
      </Button>
      <Working active={busy} word="正在做报告…" />
    </>
  )
}
