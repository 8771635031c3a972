import { Button, Segmented, Select } from 'antd'
import { useMemo, useState } from 'react'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { StickContent, WrittenStick } from '../../../shared/contracts/stick.ts'
import { passphraseProblem, asTyped } from '../../../shared/domain/passphrase.ts'
import { allRows, useRows } from '../../data/caseRows.ts'
import { useCache, useSession } from '../../data/session.ts'
import { Panel } from '../../ui/Panel.tsx'
import { contentTexts, writtenText } from '../../words/stickText.ts'
import { Refused } from './Refused.tsx'
import { NewPassphrase, type TypedPassphrase } from './NewPassphrase.tsx'
import { Underway } from './Underway.tsx'

const kinds = ['unconfirmed', 'open', 'chosen'] as const
const empty: TypedPassphrase = { first: '', second: '', isShown: false }

/** 用U盘带走: what, under which passphrase, where to. */
export function WritePanel() {
  const { desk, tell } = useSession()
  const [kind, setKind] = useState<StickContent['kind']>('unconfirmed')
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [withPack, setWithPack] = useState(false)
  const [typed, setTyped] = useState(empty)
  const [isBusy, setIsBusy] = useState(false)
  const [written, setWritten] = useState<WrittenStick | null>(null)
  const [refused, setRefused] = useState<Failure | null>(null)
  const isReady = passphraseProblem(asTyped(typed.first)) === null && asTyped(typed.first) === asTyped(typed.second) && (kind !== 'chosen' || chosen.length > 0)
  const write = async (): Promise<void> => {
    setIsBusy(true)
    setWritten(null)
    setRefused(null)
    try {
      const content: StickContent = kind === 'chosen' ? { kind, cases: [...chosen] } : { kind }
      const answer = await desk.invoke('stick:write', { content, withPack, passphrase: typed.first })
      if (!answer.ok) return answer.failure.kind === 'cancelled' ? tell(answer.failure) : setRefused(answer.failure)
      setWritten(answer.value)
      setTyped(empty)
    } finally {
      setIsBusy(false)
    }
  }
  const done = written && writtenText(written)
  return (
    <Panel title="用U盘带走">
      <form
        className="stick-body"
        onSubmit={(event) => {
          event.preventDefault()
          void write()
        }}
      >
        {done ? (
          <div className="stick-verdict good" role="status">
            <strong>{done.title}</strong>
            <span>{done.detail}</span>
            <span>{done.note}</span>
          </div>
        ) : null}
        <Refused failure={refused} />
        <Segmented block disabled={isBusy} aria-label="带什么" value={kind} options={kinds.map((value) => ({ value, label: contentTexts[value] }))} onChange={setKind} />
        {kind === 'chosen' ? <ChooseCases chosen={chosen} onChange={setChosen} /> : null}
        <label className="stick-check">
          <input type="checkbox" checked={withPack} disabled={isBusy} onChange={(event) => setWithPack(event.target.checked)} />
          <span>连同正在用的政策包（对方没有这一版时勾上）</span>
        </label>
        <NewPassphrase typed={typed} isDisabled={isBusy} onChange={setTyped} />
        <div className="stick-action">
          <Button type="primary" htmlType="submit" disabled={!isReady || isBusy}>
            选U盘，写上去…
          </Button>
          <span className="quiet">写完会读回来核对，看到“可以拔出U盘了”再拔。</span>
        </div>
        <Underway isBusy={isBusy} word="正在写U盘" />
      </form>
    </Panel>
  )
}

function ChooseCases({ chosen, onChange }: { readonly chosen: readonly string[]; readonly onChange: (cases: readonly string[]) => void }) {
  const rows = useRows(useCache(), allRows)
  const options = useMemo(() => (rows ?? []).map(({ id, projectName, applicantName }) => ({ value: id, label: `${projectName === '' ? '未填项目名称' : projectName}${applicantName === '' ? '' : ` · ${applicantName}`}` })), [rows])
  return <Select mode="multiple" aria-label="带哪些办件" placeholder="输入项目名称查找，可以选几个" maxCount={100} optionFilterProp="label" notFoundContent={rows === null ? '正在读办件…' : '没有这样的办件'} loading={rows === null} value={[...chosen]} options={options} onChange={(cases: readonly string[]) => onChange(cases)} />
}
