import { Button, Popconfirm } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { AuthorityCertificate } from '../../../shared/contracts/sync.ts'
import { largestAuthorityBytes } from '../../../shared/domain/authorityFile.ts'
import { useSession } from '../../data/session.ts'
import { authorityName, fingerprintText, validityText } from '../../words/authorityText.ts'
import { failureText } from '../../words/failureText.ts'

/** A file as it was looked at. */
export interface ReadAuthority {
  readonly file: Uint8Array
  readonly certificates: readonly AuthorityCertificate[]
}
type Looking = { readonly kind: 'no' } | { readonly kind: 'refused'; readonly failure: Failure } | ({ readonly kind: 'shown' } & ReadAuthority)

interface AuthorityRowProps {
  /** Whose word counts now; none: those that every computer knows. */
  readonly authority: readonly AuthorityCertificate[]
  readonly today: string
  /** A person has compared it. */
  readonly onUse: (read: ReadAuthority) => Promise<void> | void
  /** `null`: not here. */
  readonly onRemove: (() => Promise<void> | void) | null
}

/** 机构证书: whose word on the server's certificate counts. A file is shown before it is believed. */
export function AuthorityRow({ authority, today, onUse, onRemove }: AuthorityRowProps) {
  const { desk, status, lookup } = useSession()
  const picker = useRef<HTMLInputElement>(null)
  const [looking, setLooking] = useState<Looking>({ kind: 'no' })
  const [isBusy, setIsBusy] = useState(false)
  const isSupervisor = status.operator?.role === 'supervisor'

  const look = async (chosen: File): Promise<void> => {
    // One byte more than may be there is enough to refuse it.
    const file = new Uint8Array(await chosen.slice(0, largestAuthorityBytes + 1).arrayBuffer())
    const answer = await desk.invoke('sync:readAuthority', { bytes: file })
    setLooking(answer.ok ? { kind: 'shown', file, certificates: answer.value } : { kind: 'refused', failure: answer.failure })
  }
  const during = async (work: Promise<void> | void): Promise<void> => {
    setIsBusy(true)
    try {
      await work
      setLooking({ kind: 'no' })
    } finally {
      setIsBusy(false)
    }
  }
  return (
    <div>
      <dt>机构证书</dt>
      <dd className="settings-authority">
        {authority.length === 0 ? <span>没有选，只认公开机构签发的证书</span> : <Certificates certificates={authority} today={today} />}
        {looking.kind === 'shown' ? (
          <section className="settings-compare" aria-label="核对机构证书">
            <p>还没有采用。请把指纹和局里的管理员给的逐组核对（冒号、空格、大小写不算），完全一样再采用；以后这个服务器只认{looking.certificates.length === 1 ? '这个机构' : '这些机构'}签发的证书。</p>
            <Certificates certificates={looking.certificates} today={today} />
            <div className="settings-action">
              <Button type="primary" loading={isBusy} disabled={!isSupervisor} onClick={() => void during(onUse(looking))}>
                指纹一样，采用
              </Button>
              <Button disabled={isBusy} onClick={() => setLooking({ kind: 'no' })}>
                不采用
              </Button>
            </div>
          </section>
        ) : (
          <>
            {looking.kind === 'refused' ? <Refused failure={failureText(looking.failure, lookup)} /> : null}
            <div className="settings-action">
              <Button size="small" disabled={!isSupervisor || isBusy} onClick={() => picker.current?.click()}>
                {authority.length === 0 ? '选机构证书…' : '换一个…'}
              </Button>
              {authority.length === 0 || onRemove === null ? null : (
                <Popconfirm title="不再用这个机构证书？" description="以后只认公开机构签发的证书；局里的服务器用的是这个机构签发的，就联系不上了。记录都在本机，不会丢。" okText="不再用" cancelText="继续用" onConfirm={() => void during(onRemove())}>
                  <Button size="small" disabled={!isSupervisor} loading={isBusy}>
                    不再用它
                  </Button>
                </Popconfirm>
              )}
              <span className="quiet small">{!isSupervisor ? '要由负责人来选：请负责人在右上角选择自己' : authority.length === 0 ? '局里自己签发证书的才要选，文件请向管理员要' : '这个服务器只认它签发的证书'}</span>
            </div>
          </>
        )}
        <input
          ref={picker}
          type="file"
          accept=".crt,.cer,.pem,.der"
          hidden
          aria-label="机构证书文件"
          onChange={(event) => {
            const [chosen] = event.target.files ?? []
            event.target.value = ''
            if (chosen) void look(chosen)
          }}
        />
      </dd>
    </div>
  )
}

function Refused({ failure: { title, detail } }: { readonly failure: { readonly title: string; readonly detail: string } }): ReactNode {
  return (
    <div className="settings-verdict warning" role="alert">
      <strong>{title}</strong>
      <span>{detail}</span>
    </div>
  )
}

function Certificates({ certificates, today }: { readonly certificates: readonly AuthorityCertificate[]; readonly today: string }): ReactNode {
  return certificates.map((certificate) => {
    const { isUrgent, text } = validityText(certificate, today)
    return (
      <dl key={certificate.fingerprint} className="settings-certificate">
        <div>
          <dt>名称</dt>
          <dd>
            <bdi>{authorityName(certificate)}</bdi>
          </dd>
        </div>
        <div>
          <dt>签发者</dt>
          <dd>{certificate.issuer === null ? '它自己（根证书）' : <bdi>{certificate.issuer}</bdi>}</dd>
        </div>
        <div>
          <dt>有效期</dt>
          <dd className={isUrgent ? 'settings-urgent' : ''}>{text}</dd>
        </div>
        <div>
          <dt>指纹</dt>
          <dd>
            <span className="quiet small">SHA-256</span>
            <code>{fingerprintText(certificate.fingerprint)}</code>
          </dd>
        </div>
      </dl>
    )
  })
}
