import { Modal } from 'antd'
import { useEffect, useMemo, useState, type KeyboardEvent } from 'react'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { isInIntake } from '../../shared/domain/caseActions.ts'
import { allRows, useCacheState, useRows } from '../data/caseRows.ts'
import { Finder, findMarks, searchIndexOf } from '../data/searchIndex.ts'
import { useCache, useSession } from '../data/session.ts'
import { Marked } from '../ui/Marked.tsx'
import { Name } from '../ui/Name.tsx'
import { statusWords } from '../words/caseText.ts'
import { allGuides, guideKindWords, type GuideEntry } from '../words/guideIndex.ts'
import { viewVerified, type VerifiedView } from '../words/verifiedText.ts'
import type { Route } from './route.ts'

interface Entry {
  readonly key: string
  readonly text: string
  readonly detail: string
  readonly sample: boolean
  readonly route: Route
}
interface Group {
  readonly title: string
  readonly entries: readonly Entry[]
  /** How many were found in all. */
  readonly total: number
}

const action = (key: string, text: string, route: Route): Entry => ({ key, text, detail: '', sample: false, route })
const actions: readonly Entry[] = [
  action('new', '新受理', { page: 'intake', caseId: null, step: 'questions' }),
  action('cases', '办件列表', { page: 'cases' }),
  action('guides', '办事指南', { page: 'guides', guide: null }),
  action('ledger', '任务台账', { page: 'ledger' }),
  action('home', '首页', { page: 'home' }),
  action('sync', '上传与服务器', { page: 'sync' }),
  action('day', '日结', { page: 'day' }),
  action('editions', '规则更新', { page: 'editions' }),
  action('settings', '设置', { page: 'settings' }),
]
const actionFinder = new Finder<Entry>(({ key, text }) => ({ id: key, names: [text], codes: [], body: [], longId: '' }))
const shownCases = 8
const shownGuides = 10
const recentCases = 5

/** Ctrl K: actions, cases and guides by a few letters. */
export function Palette({ onGo, onClose }: { readonly onGo: (route: Route) => void; readonly onClose: () => void }) {
  const { lookup, cache: soon } = useSession()
  const cache = useCache()
  const search = searchIndexOf(soon)
  const cacheState = useCacheState(cache)
  const rows = useRows(cache, allRows)
  const guides = useMemo(() => allGuides(lookup), [lookup])
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  useEffect(() => (rows === null ? undefined : search.prepare(rows)), [rows, search])
  const groups = useMemo((): readonly Group[] => {
    const isTyped = typed.trim() !== ''
    const foundActions = actionFinder.find(actions, typed)
    const foundCases = rows === null ? [] : search.find(rows, typed)
    const foundGuides = isTyped ? search.findGuides(guides, typed) : []
    return [
      { title: '动作', entries: foundActions, total: foundActions.length },
      { title: isTyped ? '办件' : '最近的办件', entries: foundCases.slice(0, isTyped ? shownCases : recentCases).map(caseEntry), total: isTyped ? foundCases.length : 0 },
      { title: '指南', entries: foundGuides.slice(0, shownGuides).map(guideEntry), total: foundGuides.length },
    ].filter(({ entries }) => entries.length > 0)
  }, [guides, rows, search, typed])
  const verified = useVerified(typed)
  const entries = useMemo(() => groups.flatMap((group) => group.entries), [groups])
  const activeEntry = entries[active]
  const activeId = activeEntry ? `palette-${activeEntry.key}` : undefined
  useEffect(() => {
    if (activeId !== undefined) document.getElementById(activeId)?.scrollIntoView({ block: 'nearest' })
  }, [activeId])

  const open = (entry: Entry | undefined): void => {
    if (!entry) return
    onClose()
    onGo(entry.route)
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (event.key === 'Enter') open(activeEntry)
    else if (step !== 0) setActive(Math.min(entries.length - 1, Math.max(0, active + step)))
    else return
    event.preventDefault()
  }

  return (
    <Modal open title={null} footer={null} closable={false} onCancel={onClose} width={640} style={{ top: 72 }} className="palette">
      <input
        className="palette-input"
        aria-label="查办件、指南、动作"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={activeId}
        placeholder="查办件、指南、动作：名称、编号、拼音或首字母"
        value={typed}
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKey}
      />
      <div id="palette-list" role="listbox" aria-label="结果" className="palette-list">
        {groups.map(({ title, entries: members, total }) => (
          <div key={title} role="group" aria-label={title}>
            <p className="palette-group" aria-hidden="true">
              {title}
              {total > members.length ? ` ${members.length} / 共 ${total}` : ''}
            </p>
            {members.map((entry) => {
              const index = entries.indexOf(entry)
              return (
                <div key={entry.key} id={`palette-${entry.key}`} role="option" aria-selected={index === active} className={index === active ? 'palette-entry active' : 'palette-entry'} onMouseMove={() => setActive(index)} onClick={() => open(entry)}>
                  {entry.text.trim() === '' ? <Name text="" empty="未填项目名称" /> : <Marked text={entry.text} marks={findMarks(entry.text, typed)} />}
                  {entry.sample ? <span className="sample">样例</span> : null}
                  <span className="quiet small">
                    <Marked text={entry.detail} marks={findMarks(entry.detail, typed)} />
                  </span>
                </div>
              )
            })}
          </div>
        ))}
      </div>
      {verified === null ? null : (
        <p className={`palette-verified ${verified.tone}`} role="status">
          {verified.sentence}
          {verified.caseId === null ? null : (
            <button type="button" className="link-button" onClick={() => verified.caseId !== null && open({ key: 'verified', text: '', detail: '', sample: false, route: { page: 'case', caseId: verified.caseId } })}>
              打开办件 ›
            </button>
          )}
        </p>
      )}
      <p className="quiet palette-none" role="status">
        {entries.length === 0 && verified === null ? '没有找到。换个字、拼音、首字母或编号试试。' : ''}
        {cacheState.kind === 'failed' ? '办件列表没有读出来，办件都在，没有丢；指南和动作照常可查。' : rows === null ? '正在读取办件…' : ''}
      </p>
    </Modal>
  )
}

/** A paper's code, scanned or typed, is looked up in the records of this station. */
function useVerified(typed: string): VerifiedView | null {
  const { desk, tell } = useSession()
  const [found, setFound] = useState<{ readonly code: string; readonly view: VerifiedView } | null>(null)
  const code = typed.trim().toUpperCase()
  const isCode = code.startsWith('XK0:')
  useEffect(() => {
    if (!isCode) return undefined
    let dropped = false
    void desk.invoke('paper:verify', { code: code.slice(0, 120) }).then((answer) => {
      if (dropped) return
      if (answer.ok) setFound({ code, view: viewVerified(answer.value) })
      else tell(answer.failure)
    })
    return () => {
      dropped = true
    }
  }, [code, desk, isCode, tell])
  return isCode && found?.code === code ? found.view : null
}

function caseEntry(row: CaseRow): Entry {
  return {
    key: row.id,
    text: row.projectName,
    detail: [statusWords[row.status], row.applicantName === '' ? '未填申请人' : row.applicantName].join(' · '),
    sample: false,
    route: isInIntake(row.status) ? { page: 'intake', caseId: row.id, step: 'questions' } : { page: 'case', caseId: row.id },
  }
}

function guideEntry({ guide, title, detail, sample }: GuideEntry): Entry {
  return { key: `${guide.kind}-${guide.id}`, text: title, detail: `${guideKindWords[guide.kind]} · ${detail}`, sample, route: { page: 'guides', guide } }
}
