import { Button, Popconfirm } from 'antd'
import { useCallback, useEffect, useState } from 'react'
import type { EditionHere, EditionsView, RefusedEdition } from '../../../shared/contracts/editions.ts'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { momentText } from '../../words/dayText.ts'
import { editionFacts, editionRefusalText } from '../../words/editionText.ts'
import { OpenCasesPanel } from './OpenCasesPanel.tsx'
import './editions.css'

type Loaded = { readonly kind: 'asking' } | { readonly kind: 'failed' } | { readonly kind: 'known'; readonly view: EditionsView }

/** 规则更新: the editions that are here, what each changes for whom, and by which one new cases begin. */
export function EditionsPage({ onOpen }: { readonly onOpen: (row: CaseRow) => void }) {
  const { desk, now, tell, confirm } = useSession()
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'asking' })
  const [looked, setLooked] = useState<string | null>(null)
  const [busy, setBusy] = useState<string | null>(null)
  const ask = useCallback(() => void desk.invoke('edition:list', {}).then((view) => setLoaded({ kind: 'known', view }), () => setLoaded((before) => (before.kind === 'known' ? before : { kind: 'failed' }))), [desk])
  useEffect(() => {
    ask()
    return desk.on('station:changed', ask)
  }, [ask, desk])

  if (loaded.kind === 'asking') return <Waiting title="正在看本机有哪些规则…" />
  if (loaded.kind === 'failed') {
    return (
      <Blank role="alert" title="本机的规则没有读出来" detail="现在用的规则不受影响，可以照常办理。请再读一次；还是不行，请关掉程序再打开。">
        <Button
          onClick={() => {
            setLoaded({ kind: 'asking' })
            ask()
          }}
        >
          再读一次
        </Button>
      </Blank>
    )
  }
  const { editions, refused, chosen } = loaded.view
  const choose = async ({ ref }: EditionHere): Promise<void> => {
    setBusy(ref.digest)
    const answer = await desk.invoke('edition:choose', { pack: ref }).finally(() => setBusy(null))
    if (!answer.ok) return tell(answer.failure)
    setLoaded({ kind: 'known', view: answer.value })
    setLooked(ref.digest)
    confirm(`新开的办件按规则 ${ref.version} 办`)
  }
  // What came last and is not in use is what somebody wants to know about.
  const waiting = editions.find(({ isInUse, orderedFrom }) => !isInUse && orderedFrom !== null) ?? editions.find(({ isInUse, arrivedAt }) => !isInUse && arrivedAt !== null)
  const shown = editions.find(({ ref }) => ref.digest === looked) ?? waiting ?? editions[0]
  const today = dayInChina(now())
  const isAlone = editions.length < 2
  return (
    <div className="editions">
      <h1 className="visually-hidden">规则更新</h1>
      <Panel title="本机的规则" foot="局里发布的规则连上服务器会自动收来，在本机检查、把它自己的样例办件都算一遍，没有问题才列在这里；不会自动换。">
        <ul className="edition-list">
          {editions.map((edition) => (
            <Edition key={edition.ref.digest} edition={edition} chosen={chosen} today={today} isShown={edition === shown} isAlone={isAlone} isBusy={busy !== null} onLook={() => setLooked(edition.ref.digest)} onChoose={() => void choose(edition)} />
          ))}
        </ul>
      </Panel>
      {shown && !isAlone ? <OpenCasesPanel key={shown.ref.digest} edition={shown} onOpen={onOpen} /> : null}
      {refused.length === 0 ? null : <Refused refused={refused} today={today} />}
    </div>
  )
}

interface EditionProps {
  readonly edition: EditionHere
  readonly chosen: EditionsView['chosen']
  readonly today: string
  readonly isShown: boolean
  /** There is no other one to compare it with. */
  readonly isAlone: boolean
  readonly isBusy: boolean
  readonly onLook: () => void
  readonly onChoose: () => void
}
function Edition({ edition, chosen, today, isShown, isAlone, isBusy, onLook, onChoose }: EditionProps) {
  const { ref, name_zh: name, isInUse, orderedFrom } = edition
  const { version } = ref
  return (
    <li className={isInUse ? 'in-use' : undefined} aria-label={`规则 ${version}`}>
      <div>
        <strong>
          <Name text={name} /> <bdi className="edition-version">{version}</bdi>
        </strong>{' '}
        {isInUse ? <span className="tag word tag-exempt">默认</span> : orderedFrom === null ? null : <span className="tag word tag-open">待换</span>}
        <p className="quiet">{editionFacts(edition).join('，')}</p>
        {isInUse && chosen ? (
          <p className="quiet">
            <Name text={chosen.operatorName} empty="别处的人员" /> {momentText(chosen.at, today)} 设为默认
          </p>
        ) : null}
      </div>
      <div className="edition-actions">
        {isAlone ? (
          <span className="quiet">本机只有这一版，没有别的可换</span>
        ) : (
          <Button disabled={isShown} onClick={onLook}>
            看手上办件的变化
          </Button>
        )}
        {isInUse ? null : (
          <Popconfirm title={`新开的办件按规则 ${version} 办？`} description="手上的办件不变，要改用的在下面一件一件改。换错了，再把原来的设为默认。" okText="设为默认" cancelText="先不换" onConfirm={onChoose}>
            <Button type={orderedFrom === null ? 'default' : 'primary'} disabled={isBusy}>
              设为默认…
            </Button>
          </Popconfirm>
        )}
      </div>
    </li>
  )
}

const problemsAtOnce = 10

function Refused({ refused, today }: { readonly refused: readonly RefusedEdition[]; readonly today: string }) {
  return (
    <Panel title="没有采用的" foot="没有采用的整份不留，现在用的规则和办件都没有变。">
      <ul className="edition-list">
        {refused.map(({ document, name, version, at, because }) => {
          const { title, detail } = editionRefusalText(because)
          const problems = because.kind === 'faulty' ? because.problems : []
          return (
            <li key={document}>
              <div>
                <strong>
                  <Name text={name} empty="没有写名称" /> <bdi className="edition-version">{version}</bdi>
                </strong>
                <p>
                  <span className="edition-refused">{title}。</span>
                  {detail}
                </p>
                {problems.length === 0 ? null : (
                  <details>
                    <summary className="quiet">看问题</summary>
                    <ul className="edition-problems">
                      {problems.slice(0, problemsAtOnce).map((problem) => (
                        <li key={problem}>{problem}</li>
                      ))}
                      {problems.length > problemsAtOnce ? <li className="quiet">还有 {problems.length - problemsAtOnce} 处</li> : null}
                    </ul>
                  </details>
                )}
                <p className="quiet small">{momentText(at, today)} 收到</p>
              </div>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
