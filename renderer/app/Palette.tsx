import { Modal } from 'antd'
import { useMemo, useState, type KeyboardEvent } from 'react'
import type { CaseRow } from '../../shared/contracts/ipc.ts'
import { allRows, useRows } from '../data/caseRows.ts'
import { searchIndexOf } from '../data/searchIndex.ts'
import { useSession } from '../data/session.ts'
import { Name } from '../ui/Name.tsx'
import { statusWords } from '../words/caseText.ts'
import type { Route } from './route.ts'

interface Entry {
  readonly key: string
  readonly text: string
  readonly detail: string
  readonly route: Route
}

const actions: readonly Entry[] = [
  { key: 'new', text: '新受理', detail: '动作', route: { page: 'intake', caseId: null, step: 'questions' } },
  { key: 'cases', text: '办件列表', detail: '去', route: { page: 'cases' } },
  { key: 'ledger', text: '任务台账', detail: '去', route: { page: 'ledger' } },
  { key: 'home', text: '首页', detail: '去', route: { page: 'home' } },
]

/** Ctrl K: cases and places by a few letters. */
export function Palette({ onGo, onClose }: { readonly onGo: (route: Route) => void; readonly onClose: () => void }) {
  const { cache } = useSession()
  const search = searchIndexOf(cache)
  const rows = useRows(cache, allRows)
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const entries = useMemo(() => {
    const found = rows === null || typed.trim() === '' ? (rows ?? []).slice(0, 5) : search.find(rows, typed).slice(0, 12)
    return [...actions.filter(({ text }) => typed.trim() === '' || text.includes(typed.trim())), ...found.map(entryOf)]
  }, [rows, search, typed])

  const open = (entry: Entry | undefined): void => {
    if (!entry) return
    onClose()
    onGo(entry.route)
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (event.key === 'Enter') open(entries[active])
    else if (step !== 0) setActive(Math.min(entries.length - 1, Math.max(0, active + step)))
    else return
    event.preventDefault()
  }

  return (
    <Modal open title={null} footer={null} closable={false} onCancel={onClose} width={600} style={{ top: 72 }} className="palette">
      <input
        className="palette-input"
        aria-label="查办件、动作"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={entries[active] ? `palette-${entries[active].key}` : undefined}
        placeholder="项目、申请人、编号、拼音或首字母"
        value={typed}
        autoFocus
        onChange={(event) => {
          setTyped(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKey}
      />
      <ul id="palette-list" role="listbox" aria-label="结果" className="palette-list">
        {entries.map((entry, index) => (
          <li key={entry.key} id={`palette-${entry.key}`} role="option" aria-selected={index === active} className={index === active ? 'active' : ''} onMouseEnter={() => setActive(index)} onClick={() => open(entry)}>
            <Name text={entry.text} lines="one" empty="未填项目名称" />
            <span className="quiet small">{entry.detail}</span>
          </li>
        ))}
      </ul>
      {entries.length === 0 ? <p className="quiet palette-none">没有找到。换个字、拼音或编号试试。</p> : null}
    </Modal>
  )
}

function entryOf(row: CaseRow): Entry {
  return {
    key: row.id,
    text: row.projectName,
    detail: `${statusWords[row.status]} · ${row.applicantName === '' ? '未填申请人' : row.applicantName}`,
    route: row.status === 'intake' ? { page: 'intake', caseId: row.id, step: 'questions' } : { page: 'case', caseId: row.id },
  }
}
