import { Button, Modal } from 'antd'
import { useCallback, useEffect, useState, type ReactNode } from 'react'
import type { AnswerOf } from '../../../shared/contracts/ipc.ts'
import type { Scan } from '../../../shared/domain/events.ts'
import { useScanPlaces } from '../../data/scanPlaces.ts'
import { useSession } from '../../data/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Blank, Waiting } from '../../ui/Blank.tsx'
import { failureText } from '../../words/failureText.ts'
import { scanSubjectText } from '../../words/scanText.ts'
import { sizeText } from '../../words/sizeText.ts'

interface Props {
  readonly caseId: string
  readonly scan: Scan
  /** Draws the pages of a PDF. */
  readonly pages: (pdf: Uint8Array, title: string) => ReactNode
  readonly onClose: () => void
}

/** The file as it is, fetched from the server where it is not here. */
export function ScanViewer({ caseId, scan, pages, onClose }: Props) {
  const { desk, lookup } = useSession()
  const { digest } = scan
  const [opened, setOpened] = useState<AnswerOf<'scan:open'> | null>(null)
  const open = useCallback(async (): Promise<void> => {
    setOpened(null)
    setOpened(await desk.invoke('scan:open', { caseId, digest }))
  }, [desk, caseId, digest])
  useEffect(() => void open(), [open])
  const stop = (): void => void desk.invoke('scan:stop', { caseId, digest })
  const title = scanSubjectText(scan.of, lookup)
  const close = (): void => {
    if (opened === null) stop()
    onClose()
  }
  return (
    <Modal open centered width={900} title={scan.label === '' ? title : <ViewerTitle title={title} label={scan.label} />} footer={null} onCancel={close}>
      {opened === null ? <Fetching caseId={caseId} scan={scan} onStop={stop} /> : null}
      {opened?.ok === false ? (
        <Blank role="alert" {...failureText(opened.failure, lookup)}>
          <Button onClick={() => void open()}>再试一次</Button>
        </Blank>
      ) : null}
      {opened?.ok === true && !opened.value.isKept ? (
        <Banner tone="warning" title="本机磁盘没有存下这一份。">
          服务器上的那份还在，没有丢。下次打开要再取一次；请清理磁盘，腾出空间。
        </Banner>
      ) : null}
      {opened?.ok === true ? (
        <div className="scan-shown" tabIndex={0} role="region" aria-label={title}>
          {opened.value.mediaType === 'application/pdf' ? pages(opened.value.bytes, title) : <Picture bytes={opened.value.bytes} mediaType={opened.value.mediaType} title={title} />}
        </div>
      ) : null}
    </Modal>
  )
}

/** Two scans may show the same thing: they are told apart by what their files were called. */
function ViewerTitle({ title, label }: { readonly title: string; readonly label: string }) {
  return (
    <span className="scan-title">
      {title} <bdi className="quiet small">{label}</bdi>
    </span>
  )
}

function Fetching({ caseId, scan, onStop }: { readonly caseId: string; readonly scan: Scan; readonly onStop: () => void }) {
  const place = useScanPlaces(caseId, scan).get(scan.digest)
  if (place?.kind !== 'fetching') return <Waiting title="正在打开…" />
  return (
    <div className="scan-fetching" role="status">
      <strong>
        正在从服务器取回 {sizeText(place.done)} / {sizeText(place.total)}
      </strong>
      <progress max={place.total} value={place.done} aria-label="取回进度" />
      <Button onClick={onStop}>停止</Button>
    </div>
  )
}

function Picture({ bytes, mediaType, title }: { readonly bytes: Uint8Array; readonly mediaType: string; readonly title: string }) {
  const [url, setUrl] = useState<string | null>(null)
  const [isBroken, setIsBroken] = useState(false)
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type: mediaType }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [bytes, mediaType])
  if (isBroken) return <Blank role="alert" title="图片画不出来" detail="文件已经存好，没有丢，但里面的内容不完整。请重新扫描一份，再把这一份撤下。" />
  return url === null ? null : <img src={url} alt={title} onError={() => setIsBroken(true)} />
}
