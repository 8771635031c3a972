import { Button, Input as TextInput, Popconfirm } from 'antd'
import { useEffect, useState } from 'react'
import type { SyncState } from '../../../shared/contracts/sync.ts'
import { useSession } from '../../data/session.ts'
import { useSyncState } from '../../data/syncState.ts'
import { Waiting, Working } from '../../ui/Blank.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { momentText } from '../../words/dayText.ts'
import { contactText } from '../../words/syncText.ts'
import { AuthorityRow, type ReadAuthority } from './AuthorityRow.tsx'

/** The office's server: which one, under which account, whether it answers. */
export function ServerPanel({ today }: { readonly today: string }) {
  const { view, adopt, again } = useSyncState()
  const [isChanging, setIsChanging] = useState(false)
  const state = view.kind === 'known' ? view.state : null
  const take = (fresh: SyncState): void => {
    adopt(fresh)
    setIsChanging(false)
  }
  return (
    <Panel title="局里的服务器">
      {view.kind === 'failed' ? (
        <div className="settings-body">
          <p role="alert">服务器的设置没有读出来。已保存的都在，可以照常办理。</p>
          <div className="settings-action">
            <Button onClick={again}>再读一次</Button>
          </div>
        </div>
      ) : state === null ? (
        <Waiting title="正在看服务器的设置…" />
      ) : state.kind === 'off' || isChanging ? (
        <ServerForm before={state.kind === 'on' ? state : null} today={today} onTaken={take} onCancel={() => setIsChanging(false)} />
      ) : (
        <ServerSet state={state} today={today} onState={take} onChange={() => setIsChanging(true)} />
      )}
    </Panel>
  )
}

type SyncOn = Extract<SyncState, { kind: 'on' }>

function ServerSet({ state, today, onState, onChange }: { readonly state: SyncOn; readonly today: string; readonly onState: (state: SyncState) => void; readonly onChange: () => void }) {
  const { desk, tell, confirm } = useSession()
  const [isAsked, setIsAsked] = useState(false)
  useEffect(() => desk.on('sync:changed', () => setIsAsked(false)), [desk])
  const { tone, title, detail } = contactText(state, today)
  const contact = (): void => {
    setIsAsked(true)
    void desk.invoke('sync:now', {}).then(onState, () => setIsAsked(false))
  }
  const resume = (): void => void desk.invoke('sync:pause', { paused: false }).then(onState, () => undefined)
  const forget = async (): Promise<void> => {
    const answer = await desk.invoke('sync:forgetServer', {})
    if (answer.ok) onState(answer.value)
    else tell(answer.failure)
  }
  const believe = async (read: ReadAuthority | null): Promise<void> => {
    const answer = await desk.invoke('sync:setAuthority', { bytes: read?.file ?? null })
    if (!answer.ok) return tell(answer.failure)
    onState(answer.value)
    confirm(read ? '已采用机构证书' : '不再用机构证书')
    if (answer.value.kind === 'on' && answer.value.contact.kind !== 'paused') contact()
  }
  return (
    <div className="settings-body">
      <div className={`settings-verdict ${tone}`} role="status">
        <strong>{title}</strong>
        <span>{detail}</span>
      </div>
      <dl className="settings-facts">
        <div>
          <dt>地址</dt>
          <dd>
            <bdi className="settings-path">{state.url}</bdi>
          </dd>
        </div>
        <div>
          <dt>账号</dt>
          <dd>
            <bdi className="settings-path">{state.account}</bdi>
          </dd>
        </div>
        {state.url.startsWith('https:') ? <AuthorityRow authority={state.authority} today={today} onUse={believe} onRemove={() => believe(null)} /> : null}
        <div>
          <dt>上次联系上</dt>
          <dd>{state.lastContactAt === null ? '还没有联系上过' : momentText(state.lastContactAt, today)}</dd>
        </div>
      </dl>
      <div className="settings-action">
        {state.contact.kind === 'paused' ? (
          <Button type="primary" onClick={resume}>
            继续上传
          </Button>
        ) : (
          <Button disabled={isAsked} onClick={contact}>
            联系一次试试
          </Button>
        )}
        <Button onClick={onChange}>改地址、账号或密码…</Button>
        <Popconfirm title="不再用这个服务器？" description="本机的记录都留着，以后不再上传；已经传上去的不删。" okText="不再用" cancelText="继续用" onConfirm={() => void forget()}>
          <Button>不再用这个服务器</Button>
        </Popconfirm>
        <Working active={isAsked} word="正在联系服务器…" />
      </div>
    </div>
  )
}

/** `before`: what is set now; its password is never shown. */
function ServerForm({ before, today, onTaken, onCancel }: { readonly before: SyncOn | null; readonly today: string; readonly onTaken: (state: SyncState) => void; readonly onCancel: () => void }) {
  const { desk, tell } = useSession()
  const [url, setUrl] = useState(before?.url ?? 'https://')
  const [account, setAccount] = useState(before?.account ?? '')
  const [password, setPassword] = useState('')
  const [chosen, setChosen] = useState<ReadAuthority | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const isComplete = url.trim() !== '' && url.trim() !== 'https://' && account.trim() !== '' && password !== ''
  const save = async (): Promise<void> => {
    setIsBusy(true)
    try {
      const answer = await desk.invoke('sync:setServer', { url, account, password, ...(chosen && mayEncrypt(url) ? { authority: chosen.file } : {}) })
      if (!answer.ok) return tell(answer.failure)
      onTaken(answer.value)
      // How it went is announced.
      void desk.invoke('sync:now', {}).catch(() => undefined)
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <form
      className="settings-body"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p className="quiet">{before === null ? '现在是单机运行，记录都在这台电脑里。地址、账号和密码请向局里的管理员要。' : '改好存下以后，马上用新的联系；没有传完的接着传。'}</p>
      <dl className="settings-facts settings-fields">
        <div>
          <dt>
            <label htmlFor="server-url">地址</label>
          </dt>
          <dd>
            <TextInput id="server-url" autoComplete="off" spellCheck={false} inputMode="url" maxLength={300} value={url} onChange={(event) => setUrl(event.target.value)} />
          </dd>
        </div>
        <div>
          <dt>
            <label htmlFor="server-account">账号</label>
          </dt>
          <dd>
            <TextInput id="server-account" autoComplete="off" spellCheck={false} maxLength={100} value={account} onChange={(event) => setAccount(event.target.value)} />
          </dd>
        </div>
        <div>
          <dt>
            <label htmlFor="server-password">密码</label>
          </dt>
          <dd>
            <TextInput id="server-password" type="password" autoComplete="new-password" maxLength={200} value={password} onChange={(event) => setPassword(event.target.value)} />
          </dd>
        </div>
        {mayEncrypt(url) ? (
          <AuthorityRow authority={chosen?.certificates ?? (before && isSameServer(before.url, url) ? before.authority : [])} today={today} onUse={setChosen} onRemove={chosen === null ? null : () => setChosen(null)} />
        ) : null}
      </dl>
      <div className="settings-action">
        <Button type="primary" htmlType="submit" loading={isBusy} disabled={!isComplete}>
          存下并联系
        </Button>
        {before === null ? null : <Button onClick={onCancel}>不改了</Button>}
        <span className="quiet">先存下，再联系；联系不上也不影响办件，会自动再试，这里写着原因。</span>
      </div>
    </form>
  )
}

/** A server on this very computer may do without. */
const mayEncrypt = (typed: string): boolean => !typed.trim().startsWith('http:')

/** Another one's authority has to be chosen anew. */
const isSameServer = (before: string, typed: string): boolean => URL.canParse(typed.trim()) && new URL(typed.trim()).origin === new URL(before).origin
