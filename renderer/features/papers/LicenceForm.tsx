import { Button, Input as TextInput } from 'antd'
import { useId, useRef, useState } from 'react'
import { canWrite } from '../../../shared/domain/caseActions.ts'
import type { LicenceField, LicenceKind, ProfileField } from '../../../shared/domain/events.ts'
import { licencePaths } from '../../../shared/domain/fieldPath.ts'
import { readLicenceFile } from '../../data/licenceFile.ts'
import { textOf, type CaseView, type OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { Banner } from '../../ui/Banner.tsx'
import { licenceLabels } from '../../words/caseText.ts'

/** What the case already knows and a licence is likely to repeat. */
const known: Readonly<Partial<Record<LicenceField, ProfileField>>> = {
  'planningPermit.builder': 'applicant.name',
  'planningPermit.projectName': 'project.name',
  'planningPermit.location': 'project.address',
  'constructionPermit.builder': 'applicant.name',
  'constructionPermit.projectName': 'project.name',
  'constructionPermit.address': 'project.address',
}
const wide: ReadonlySet<string> = new Set(['builder', 'projectName', 'location', 'address', 'scale', 'attachments', 'remark'])

/** Data of a licence that an authority has issued: typed in, taken from the case, or read from a file. */
export function LicenceForm({ licence, openCase, view }: { readonly licence: LicenceKind; readonly openCase: OpenCase; readonly view: CaseView }) {
  const { confirm } = useSession()
  const [problems, setProblems] = useState<readonly string[]>([])
  const file = useRef<HTMLInputElement>(null)
  const paths = licencePaths(licence)
  const [isOpen, setIsOpen] = useState(() => paths.some((path) => textOf(view, path) === '' && !path.endsWith('.remark')))
  const writable = view.state !== null && paths.every((path) => view.state !== null && canWrite(view.state, path))
  const offers = paths.flatMap((path) => {
    const from = known[path]
    const value = from === undefined ? '' : textOf(view, from)
    return value !== '' && textOf(view, path) === '' ? [{ path, value }] : []
  })

  const readFile = async (chosen: File): Promise<void> => {
    const found = readLicenceFile(licence, new Uint8Array(await chosen.arrayBuffer()))
    setProblems(found.ok ? [] : found.failure.problems)
    if (!found.ok) return
    openCase.write([...found.value].map(([path, value]) => ({ path, value: value === '' ? null : value })))
    confirm(`已读入 ${found.value.size} 个字段，请核对`)
  }

  return (
    <details className="licence" open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>
        证照内容<span className="quiet small"> 以发证机关签发的原件为准</span>
      </summary>
      <div className="licence-actions">
        <Button size="small" disabled={!writable} onClick={() => file.current?.click()}>
          从文件读入…
        </Button>
        <input
          ref={file}
          type="file"
          accept=".json,.csv,.txt"
          hidden
          aria-label="证照数据文件"
          onChange={(event) => {
            const [chosen] = event.target.files ?? []
            event.target.value = ''
            if (chosen) void readFile(chosen)
          }}
        />
        {offers.length > 0 && writable ? (
          <Button size="small" onClick={() => openCase.write(offers)}>
            带入项目与申请人
          </Button>
        ) : null}
        <span className="quiet small">{writable ? 'CSV（字段、值两列）或 JSON；离开一栏就保存' : '现在的状态不能改'}</span>
      </div>
      {problems.length === 0 ? null : (
        <Banner
          tone="warning"
          title="这个文件没有读入，原来填的都还在。"
          actions={
            <button type="button" className="link-button" onClick={() => setProblems([])}>
              知道了
            </button>
          }
        >
          {problems.slice(0, 5).join('；')}
          {problems.length > 5 ? `；还有 ${problems.length - 5} 处` : ''}。请改好文件再读。
        </Banner>
      )}
      <div className="licence-fields">
        {paths.map((path) => (
          <LicenceInput key={path} path={path} isWide={wide.has(path.slice(licence.length + 1))} stored={textOf(view, path)} writable={writable} onWrite={(value) => openCase.write([{ path, value: value === '' ? null : value }])} />
        ))}
      </div>
    </details>
  )
}

function LicenceInput({ path, isWide, stored, writable, onWrite }: { readonly path: LicenceField; readonly isWide: boolean; readonly stored: string; readonly writable: boolean; readonly onWrite: (value: string) => void }) {
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const leave = (): void => {
    if (typed !== null && typed.trim() !== stored) onWrite(typed.trim())
    setTyped(null)
  }
  return (
    <div className={isWide ? 'licence-field wide' : 'licence-field'}>
      <label htmlFor={id}>{licenceLabels[path]}</label>
      <TextInput
        id={id}
        dir="auto"
        maxLength={400}
        disabled={!writable}
        value={typed ?? stored}
        onChange={(event) => setTyped(event.target.value)}
        onBlur={leave}
        onPressEnter={leave}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setTyped(null)
        }}
      />
    </div>
  )
}
