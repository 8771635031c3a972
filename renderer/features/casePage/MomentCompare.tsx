import { Select } from 'antd'
import { useEffect, useState } from 'react'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { MomentDifference } from '../../../shared/domain/compareMoments.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { failureText } from '../../words/failureText.ts'
import { differenceRows } from '../../words/differenceText.ts'

/** A moment of the case: right after what happened then. */
export interface Moment {
  readonly key: EventName
  readonly label: string
}
interface Props {
  readonly caseId: string
  /** The newest first. */
  readonly moments: readonly Moment[]
  /** Heads of the case as it is now. */
  readonly heads: readonly EventName[]
  readonly onClose: () => void
}
type Loaded = { readonly kind: 'loading' } | { readonly kind: 'failed'; readonly failure: Failure } | { readonly kind: 'read'; readonly difference: MomentDifference }

const nowKey = 'now'

/** Any two moments of the case side by side: what differs, and nothing else. */
export function MomentCompare({ caseId, moments, heads, onClose }: Props) {
  const { desk, lookup } = useSession()
  const [from, setFrom] = useState(moments.at(-1)?.key ?? nowKey)
  const [to, setTo] = useState<EventName>(nowKey)
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' })
  useEffect(() => {
    let dropped = false
    const headsOf = (key: EventName): EventName[] => (key === nowKey ? [...heads] : [key])
    void desk.invoke('case:compare', { caseId, before: headsOf(from), after: headsOf(to) }).then((answer) => !dropped && setLoaded(answer.ok ? { kind: 'read', difference: answer.value } : { kind: 'failed', failure: answer.failure }))
    return () => {
      dropped = true
    }
  }, [caseId, desk, from, heads, to])
  const options = [{ value: nowKey, label: '现在' }, ...moments.map(({ key, label }) => ({ value: key, label }))]
  return (
    <section className="moment-compare" aria-label="两个时刻的差别">
      <div className="moment-ends">
        <label>
          <span>从</span>
          <Select aria-label="从哪个时刻" options={options} value={from} onChange={setFrom} popupMatchSelectWidth={360} />
        </label>
        <label>
          <span>到</span>
          <Select aria-label="到哪个时刻" options={options} value={to} onChange={setTo} popupMatchSelectWidth={360} />
        </label>
        <button type="button" className="link-button" onClick={onClose}>
          不比了
        </button>
      </div>
      {loaded.kind === 'loading' ? <Waiting title="正在比较…" /> : null}
      {loaded.kind === 'failed' ? <Blank role="alert" title={failureText(loaded.failure, lookup).title} detail={failureText(loaded.failure, lookup).detail} /> : null}
      {loaded.kind === 'read' ? <Differences difference={loaded.difference} /> : null}
    </section>
  )
}

function Differences({ difference }: { readonly difference: MomentDifference }) {
  const { lookup } = useSession()
  const rows = differenceRows(difference, lookup)
  if (rows.length === 0) return <Blank title="两个时刻一样" detail="状态、答复、材料、项目与申请人、文书都没有差别。" />
  return (
    <table className="moment-table">
      <thead>
        <tr>
          <th scope="col">哪里</th>
          <th scope="col">那时</th>
          <th scope="col">后来</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ key, what, before, after }) => (
          <tr key={key}>
            <th scope="row">{what}</th>
            <td>
              <bdi>{before}</bdi>
            </td>
            <td>
              <bdi>{after}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
