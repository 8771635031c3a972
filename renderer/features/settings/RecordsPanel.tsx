import { Button } from 'antd'
import { useEffect, useState } from 'react'
import type { CheckProgress, FolderSize, RecordsStatus } from '../../../shared/contracts/records.ts'
import { useSession } from '../../data/session.ts'
import { Panel } from '../../ui/Panel.tsx'
import { checkText } from '../../words/recordsText.ts'
import { numberText } from '../../words/numberText.ts'
import { sizeText } from '../../words/sizeText.ts'

interface Props {
  readonly status: RecordsStatus
  readonly checking: CheckProgress | null
  readonly today: string
  readonly onChanged: () => void
}

/** Where the records are, how big they are, and whether they are whole. */
export function RecordsPanel({ status, checking, today, onChanged }: Props) {
  const { journal, kept, papers } = status.sizes
  const verdict = checkText(status, today)
  const cache = useCacheBytes()
  return (
    <Panel title="本机的数据">
      <div className="settings-body">
        <div className={`settings-verdict ${verdict.tone}`} role="status">
          <strong>{verdict.title}</strong>
          <span>{verdict.detail}</span>
        </div>
        <Check checking={checking} onChanged={onChanged} />
        <dl className="settings-facts">
          <div>
            <dt>数据文件夹</dt>
            <dd>
              <bdi className="settings-path">{status.folder}</bdi>
            </dd>
          </div>
          <div>
            <dt>办件记录</dt>
            <dd>
              {numberText(status.records)} 条 · {folderText(journal)}
            </dd>
          </div>
          {kept.files === 0 ? null : (
            <div>
              <dt>来自别处的记录</dt>
              <dd>{folderText(kept)}</dd>
            </div>
          )}
          <div>
            <dt>文书</dt>
            <dd>{papers.files === 0 ? '还没有' : folderText(papers)}</dd>
          </div>
          <div>
            <dt>列表缓存</dt>
            <dd>
              {cache === null ? '—' : sizeText(cache)} <span className="quiet">坏了会自动重建，不影响办件</span>
            </dd>
          </div>
          {status.freeBytes === null ? null : (
            <div>
              <dt>磁盘剩余</dt>
              <dd>{sizeText(status.freeBytes)}</dd>
            </div>
          )}
          {status.missing.length === 0 ? null : (
            <div>
              <dt>读不出的记录</dt>
              <dd className="settings-path">{status.missing.join('、')}</dd>
            </div>
          )}
        </dl>
      </div>
    </Panel>
  )
}

const folderText = ({ bytes, files }: FolderSize): string => `${sizeText(bytes)}（${numberText(files)} 个文件）`

function Check({ checking, onChanged }: Pick<Props, 'checking' | 'onChanged'>) {
  const { desk, tell, confirm } = useSession()
  const [busy, setBusy] = useState(false)
  const check = async (): Promise<void> => {
    setBusy(true)
    try {
      const answer = await desk.invoke('records:check', {})
      if (!answer.ok) tell(answer.failure)
      else if (answer.value.newlyMissing.length + answer.value.fromOthers.newlyMissing.length === 0) confirm(`检查完毕，${numberText(answer.value.records + answer.value.fromOthers.records)} 条记录全部完好`)
    } finally {
      setBusy(false)
      onChanged()
    }
  }
  const running = busy || checking !== null
  return (
    <div className="settings-action">
      {running ? (
        <>
          <progress aria-label="检查进度" max={checking?.totalBytes ?? 1} value={checking?.doneBytes ?? 0} />
          <span className="quiet">{checking === null ? '' : `${sizeText(checking.doneBytes)} / ${sizeText(checking.totalBytes)}`}</span>
          <Button onClick={() => void desk.invoke('records:stopCheck', {})}>停止检查</Button>
        </>
      ) : (
        <>
          <Button onClick={() => void check()}>现在检查</Button>
          <span className="quiet">把每条记录重读一遍、核对一遍；检查时可以照常办理。</span>
        </>
      )}
    </div>
  )
}

/** What the browser's store takes up; `null` where it does not say. */
function useCacheBytes(): number | null {
  const [bytes, setBytes] = useState<number | null>(null)
  useEffect(() => {
    let dropped = false
    navigator.storage.estimate().then(
      ({ usage }) => !dropped && setBytes(usage ?? null),
      () => undefined,
    )
    return () => {
      dropped = true
    }
  }, [])
  return bytes
}
