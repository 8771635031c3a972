import { Button, Input as TextInput } from 'antd'
import { useState } from 'react'
import type { RestoreOffer } from '../../../shared/contracts/copy.ts'
import { useSession } from '../../data/session.ts'
import { Working } from '../../ui/Blank.tsx'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { restoreEffect } from '../../words/copyText.ts'
import { momentText } from '../../words/dayText.ts'
import { numberText } from '../../words/numberText.ts'
import { sizeText } from '../../words/sizeText.ts'

/** What has to be typed, so that nobody does it in passing. */
const word = '恢复'

/** Back from a second copy: it is checked first, what it would do is said, and it is confirmed in words. */
export function RestorePanel({ today }: { readonly today: string }) {
  const { desk, cases, drafts, tell } = useSession()
  const [step, setStep] = useState<'idle' | 'checking' | 'restoring'>('idle')
  const [offer, setOffer] = useState<RestoreOffer | null>(null)
  const check = async (): Promise<void> => {
    setStep('checking')
    const answer = await desk.invoke('restore:check', {}).finally(() => setStep('idle'))
    setOffer(answer.ok ? answer.value : null)
    if (!answer.ok) tell(answer.failure)
  }
  const restore = async (found: RestoreOffer): Promise<void> => {
    setStep('restoring')
    await drafts.flush()
    await cases.settle()
    const answer = await desk.invoke('restore:run', { offer: found.id }).finally(() => setStep('idle'))
    // Nothing on this page belongs to the station that is open now.
    if (answer.ok) window.location.reload()
    else {
      tell(answer.failure)
      setOffer(null)
    }
  }
  return (
    <Panel title="从第二份拷贝恢复">
      <div className="settings-body">
        {offer === null ? (
          <div className="settings-action">
            <Button disabled={step !== 'idle'} onClick={() => void check()}>
              检查一份拷贝…
            </Button>
            <Working active={step === 'checking'} word="正在逐条检查拷贝…" />
            <span className="quiet">换了电脑、数据坏了的时候用。先只检查，不改动任何东西；看过结果再决定要不要恢复。</span>
          </div>
        ) : (
          <Offer offer={offer} today={today} isBusy={step === 'restoring'} onRestore={() => void restore(offer)} onCancel={() => setOffer(null)} />
        )}
      </div>
    </Panel>
  )
}

function Offer({ offer, today, isBusy, onRestore, onCancel }: { readonly offer: RestoreOffer; readonly today: string; readonly isBusy: boolean; readonly onRestore: () => void; readonly onCancel: () => void }) {
  const { cases } = useSession()
  const [typed, setTyped] = useState('')
  const hasUnsaved = cases.saveState() === 'failed'
  return (
    <>
      <dl className="settings-facts">
        <div>
          <dt>拷贝里的站点</dt>
          <dd>{offer.named === null ? '还没有设置过' : <Name text={`${offer.named.name}（${offer.named.code}）`} />}</dd>
        </div>
        <div>
          <dt>拷到什么时候</dt>
          <dd>{offer.lastDoneAt === null ? '没有全部拷完过' : momentText(offer.lastDoneAt, today)}</dd>
        </div>
        <div>
          <dt>里面有</dt>
          <dd>
            {numberText(offer.records)} 条记录，{numberText(offer.cases)} 个办件，{numberText(offer.papers)} 份文书，{sizeText(offer.bytes)}
          </dd>
        </div>
        <div>
          <dt>读不出的</dt>
          <dd>{offer.missing.length === 0 ? '没有，全部查验过' : `${numberText(offer.missing.length)} 条：${offer.missing.join('、')}`}</dd>
        </div>
        <div>
          <dt>恢复会怎样</dt>
          <dd>
            {restoreEffect(offer)}
            <p className="quiet">新文书用新的一组编号，不会与以前的重复。</p>
          </dd>
        </div>
      </dl>
      <form
        className="settings-action"
        onSubmit={(event) => {
          event.preventDefault()
          onRestore()
        }}
      >
        <label htmlFor="restore-word">确认请填“{word}”</label>
        <TextInput id="restore-word" className="settings-word" autoComplete="off" value={typed} onChange={(event) => setTyped(event.target.value)} />
        <Button danger type="primary" htmlType="submit" loading={isBusy} disabled={typed.trim() !== word || hasUnsaved}>
          恢复
        </Button>
        <Button disabled={isBusy} onClick={onCancel}>
          不恢复
        </Button>
        {hasUnsaved ? <span className="field-problem">有内容还没有存上，先点“再存一次”，再恢复。</span> : null}
      </form>
    </>
  )
}
