import { Button } from 'antd'
import { useState } from 'react'
import type { CaseRow } from '../../../shared/contracts/ipc.ts'
import { dayInChina, shiftDay } from '../../../shared/domain/days.ts'
import { useDayAccount } from '../../data/dayAccount.ts'
import { useSession } from '../../data/session.ts'
import { Blank, Waiting, Working } from '../../ui/Blank.tsx'
import { DayField } from '../../ui/DayField.tsx'
import { dayText, momentText, readDay } from '../../words/dayText.ts'
import { DayFigures } from './DayFigures.tsx'
import { DayNumbers } from './DayNumbers.tsx'
import { DayWaitingList } from './DayWaitingList.tsx'
import { PastCloses } from './PastCloses.tsx'
import './dayClose.css'

type Busy = 'closing' | 'delivering' | null

/** 日结: what was entered on a day, where each of it has got to, and the close on record. */
export function DayClose({ onOpen }: { readonly onOpen: (row: CaseRow) => void }) {
  const { desk, now, status, tell, confirm } = useSession()
  const today = dayInChina(now())
  const [typed, setTyped] = useState(today)
  const [day, setDay] = useState(today)
  const [busy, setBusy] = useState<Busy>(null)
  const { view, again } = useDayAccount(day)
  const account = view.kind === 'known' ? view.account : null
  const last = account?.closings.at(-1) ?? null

  const choose = (text: string): void => {
    setTyped(text)
    const read = readDay(text, today)
    if (read !== null) setDay(read)
  }
  const close = async (): Promise<void> => {
    setBusy('closing')
    try {
      const answer = await desk.invoke('day:close', { day })
      if (answer.ok) confirm(`${dayText(day)}已结，记录到第 ${answer.value.closings.at(-1)?.head.seq ?? 0} 条`)
      else tell(answer.failure)
    } finally {
      setBusy(null)
      again()
    }
  }
  const deliver = async (how: 'save' | 'print'): Promise<void> => {
    setBusy('delivering')
    try {
      const answer = await desk.invoke('day:deliver', { day, how: how === 'save' ? { kind: 'save' } : { kind: 'print', printer: null } })
      if (answer.ok) confirm(how === 'save' ? `日结单已存到 ${answer.value.where}` : `日结单已交给打印机“${answer.value.where}”`)
      else tell(answer.failure)
    } finally {
      setBusy(null)
    }
  }

  return (
    <div className="day-close">
      <header className="day-top">
        <h1>{status.profile === 'practice' ? '演练日结' : '日结'}</h1>
        <DayField label="哪一天" typed={typed} problem={readDay(typed, today) === null ? '日期请按 2021-08-03 的样子填写。' : null} onType={choose} />
        <Button onClick={() => choose(shiftDay(day, -1))}>前一天</Button>
        <Button disabled={day === today} onClick={() => choose(today)}>
          今天
        </Button>
        <span className="spacer" />
        <Working active={busy !== null} word={busy === 'closing' ? '正在把等着的传上去，再数一遍…' : '正在做日结单…'} />
        <Button disabled={account === null || busy !== null} onClick={() => void deliver('print')}>
          打印日结单
        </Button>
        <Button disabled={account === null || busy !== null} onClick={() => void deliver('save')}>
          存成 PDF
        </Button>
        <Button type="primary" disabled={account === null || busy !== null || (day > today && account.lines.length === 0)} loading={busy === 'closing'} onClick={() => void close()}>
          {last === null ? '日结' : '再结一次'}
        </Button>
      </header>
      {view.kind === 'asking' ? <Waiting title="正在数这一天的录入…" /> : null}
      {view.kind === 'failed' ? (
        <Blank role="alert" title="这一天没有数出来" detail="录入的都在本机，没有丢。请再数一次；还是不行，请到“设置”里检查一遍记录。">
          <Button onClick={again}>再数一次</Button>
        </Blank>
      ) : null}
      {account === null ? null : (
        <>
          <DayFigures account={account} closedAt={last === null ? null : `${momentText(last.at, today)} ${last.operatorName}`} />
          <DayWaitingList account={account} onOpen={onOpen} />
          <DayNumbers account={account} onOpen={onOpen} />
        </>
      )}
      {view.kind === 'known' ? <PastCloses closings={view.closings} today={today} onChoose={choose} /> : null}
    </div>
  )
}
