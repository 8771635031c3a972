import { Button } from 'antd'
import { useEffect, useState } from 'react'
import type { SyncState } from '../../../shared/contracts/sync.ts'
import { useSession } from '../../data/session.ts'
import { Working } from '../../ui/Blank.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'
import { sizeText } from '../../words/sizeText.ts'
import { clockDriftText, clockStandText, contactText } from '../../words/syncText.ts'

type SyncOn = Extract<SyncState, { kind: 'on' }>

/** How it stands with the server, in numbers too, and what sends now or stops. */
export function ContactPanel({ state, unsettled, today, onState, onSettings, onDay, onStick }: { readonly state: SyncOn; readonly unsettled: number; readonly today: string; readonly onState: (state: SyncState) => void; readonly onSettings: () => void; readonly onDay: () => void; readonly onStick: () => void }) {
  const { desk } = useSession()
  const [isAsked, setIsAsked] = useState(false)
  // Every contact that was asked for says how it went on, or ended.
  useEffect(() => desk.on('sync:changed', () => setIsAsked(false)), [desk])
  const { contact, counts } = state
  const { tone, title, detail } = contactText(state, today)
  const drift = clockDriftText(state.clockAheadMs)
  const progress = progressOf(contact)
  const isBusy = progress !== null
  const sendNow = (): void => {
    setIsAsked(true)
    void desk.invoke('sync:now', {}).then(onState, () => setIsAsked(false))
  }
  const pause = (paused: boolean): void => void desk.invoke('sync:pause', { paused }).then(onState, () => undefined)
  return (
    <Panel title="上传">
      <div className="sync-body">
        <div className={`sync-verdict ${tone}`} role="status">
          <strong>{title}</strong>
          <span>{detail}</span>
          {progress === null ? null : <progress aria-label="上传进度" {...(progress.total === null ? {} : { max: progress.total, value: progress.done })} />}
        </div>
        {drift === null ? null : <p className="sync-drift">{drift}</p>}
        <div className="sync-action">
          {contact.kind === 'paused' ? (
            <Button type="primary" onClick={() => pause(false)}>
              继续
            </Button>
          ) : (
            <>
              <Button type="primary" disabled={isBusy || isAsked} onClick={sendNow}>
                现在上传
              </Button>
              <Button onClick={() => pause(true)}>暂停</Button>
            </>
          )}
          <Button onClick={onSettings}>服务器设置</Button>
          <Button onClick={onDay}>今天的日结</Button>
          <Button onClick={onStick}>用U盘带走 / 读U盘…</Button>
          <Working active={isAsked} word="正在联系服务器…" />
        </div>
        <dl className="sync-numbers">
          <Count label="服务器已确认" count={counts.confirmed} />
          <Count label="等着上传" count={counts.waiting - counts.refused} />
          {state.files.waiting > 0 ? <Count label="扫描件等着上传" count={state.files.waiting} more={sizeText(state.files.bytes)} /> : null}
          <Count label="在路上" count={contact.kind === 'sending' ? contact.total - contact.done : 0} />
          <Count label="没有传成" count={counts.refused} isBad />
          <Count label="收到后搁置" count={counts.setAside} isBad />
          <Count label="等负责人" count={counts.held} isBad />
          <Count label="待理清" count={unsettled} isBad />
          <div className="sync-contact">
            <dt>上次联系上</dt>
            <dd>{state.lastContactAt === null ? '还没有联系上过' : momentText(state.lastContactAt, today)}</dd>
          </div>
          <div className="sync-contact">
            <dt>本机时间</dt>
            <dd>{clockStandText(state.clockAheadMs)}</dd>
          </div>
        </dl>
        <p className="quiet small">
          办件和本站资料都按“份”计。服务器：<bdi className="sync-url">{state.url}</bdi>，账号：<bdi className="sync-url">{state.account}</bdi>。
          {counts.deleted > 0 ? `服务器上有 ${numberText(counts.deleted)} 份内容被人删过，本机有的已经重新上传。` : ''}
        </p>
      </div>
    </Panel>
  )
}

function progressOf(contact: SyncOn['contact']): { readonly done: number; readonly total: number | null } | null {
  switch (contact.kind) {
    case 'sending':
    case 'reading':
      return contact
    case 'sending-files':
      return { done: contact.doneBytes, total: contact.totalBytes }
    default:
      return null
  }
}

function Count({ label, count, isBad = false, more }: { readonly label: string; readonly count: number; readonly isBad?: boolean; readonly more?: string }) {
  return (
    <div className={isBad && count > 0 ? 'sync-bad' : undefined}>
      <dt>{label}</dt>
      <dd>
        {numberText(count)} 份{more === undefined ? '' : `，${more}`}
      </dd>
    </div>
  )
}
