import { Button, Input as TextInput } from 'antd'
import { useState } from 'react'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { StickFolder, StickPreview, StickTaken } from '../../../shared/contracts/stick.ts'
import type { Result } from '../../../shared/domain/result.ts'
import { useSession } from '../../data/session.ts'
import { useIncoming } from '../../data/stickState.ts'
import { Panel } from '../../ui/Panel.tsx'
import { fileText, incomingText } from '../../words/stickText.ts'
import { Preview } from './Preview.tsx'
import { Refused } from './Refused.tsx'
import { Taken } from './Taken.tsx'
import { Underway } from './Underway.tsx'

type Stage =
  | { readonly kind: 'begin' }
  | { readonly kind: 'found'; readonly folder: StickFolder; readonly name: string }
  | { readonly kind: 'looked'; readonly folder: StickFolder; readonly name: string; readonly preview: StickPreview }
  | { readonly kind: 'taken'; readonly taken: StickTaken }

/** 读U盘: which file, what is in it, and only then taking it in. */
export function ReadPanel({ onOpen }: { readonly onOpen: (caseId: string) => void }) {
  const { desk, tell, confirm } = useSession()
  const [stage, setStage] = useState<Stage>({ kind: 'begin' })
  const [passphrase, setPassphrase] = useState('')
  const [isBusy, setIsBusy] = useState(false)
  const [refused, setRefused] = useState<Failure | null>(null)
  async function ask<T>(question: Promise<Result<T, Failure>>, next: (value: T) => Stage, word?: string): Promise<void> {
    setIsBusy(true)
    setRefused(null)
    try {
      const answer = await question
      if (!answer.ok) return answer.failure.kind === 'cancelled' ? tell(answer.failure) : setRefused(answer.failure)
      setStage(next(answer.value))
      if (word !== undefined) confirm(word)
    } finally {
      setIsBusy(false)
    }
  }
  const find = (): Promise<void> => ask(desk.invoke('stick:find', {}), (folder) => ({ kind: 'found', folder, name: folder.files[0]?.name ?? '' }))
  const look = (folder: StickFolder, name: string): Promise<void> => ask(desk.invoke('stick:preview', { name, passphrase }), (preview) => ({ kind: 'looked', folder, name, preview }))
  const drop = (next: Stage, word: string): Promise<void> => ask(desk.invoke('stick:drop', {}), () => next, word)
  const incoming = useIncoming(isBusy ? null : stage)
  const take = async (preview: StickPreview): Promise<void> => {
    await ask(desk.invoke('stick:import', { preview: preview.id }), (taken) => ({ kind: 'taken', taken }))
    setPassphrase('')
  }
  return (
    <Panel title="读U盘">
      <div className="stick-body">
        {stage.kind === 'taken' ? <Taken taken={stage.taken} onOpen={onOpen} /> : null}
        <div className="stick-action">
          <Button type={stage.kind === 'begin' ? 'primary' : 'default'} disabled={isBusy} onClick={() => void find()}>
            {stage.kind === 'begin' ? '选U盘…' : '换一个U盘…'}
          </Button>
          <span className="quiet">先看里面有什么，再决定导不导入。</span>
        </div>
        {stage.kind === 'found' || stage.kind === 'looked' ? (
          <form
            className="stick-form"
            onSubmit={(event) => {
              event.preventDefault()
              void look(stage.folder, stage.name)
            }}
          >
            <ul className="stick-files" aria-label="U盘上的文件">
              {stage.folder.files.map((file) => (
                <li key={file.name}>
                  <label>
                    <input type="radio" name="stick-file" checked={file.name === stage.name} disabled={isBusy} onChange={() => setStage({ kind: 'found', folder: stage.folder, name: file.name })} />
                    <span>{fileText(file)}</span>
                  </label>
                </li>
              ))}
            </ul>
            <div className="stick-action">
              <label htmlFor="stick-passphrase-read">口令</label>
              <TextInput id="stick-passphrase-read" className="stick-word" type="password" autoComplete="off" maxLength={200} disabled={isBusy} value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />
              <Button htmlType="submit" type={stage.kind === 'found' ? 'primary' : 'default'} disabled={isBusy || passphrase.trim() === ''}>
                看里面有什么
              </Button>
            </div>
          </form>
        ) : null}
        <Refused failure={refused} />
        {stage.kind === 'looked' ? <Preview preview={stage.preview} isBusy={isBusy} onTake={() => void take(stage.preview)} onDrop={() => void drop({ kind: 'found', folder: stage.folder, name: stage.name }, '没有导入，本机的那一份已删掉')} /> : null}
        {incoming === null || isBusy || stage.kind === 'looked' ? null : (
          <div className="stick-action">
            <Button onClick={() => void drop({ ...stage }, '已删掉')}>删掉</Button>
            <span className="quiet">{incomingText(incoming)}</span>
          </div>
        )}
        <Underway isBusy={isBusy} word="正在读U盘" />
      </div>
    </Panel>
  )
}
