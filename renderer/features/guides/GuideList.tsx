import { Button, Input, Segmented } from 'antd'
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { findMarks, searchIndexOf } from '../../data/searchIndex.ts'
import { useSession } from '../../data/session.ts'
import { Blank } from '../../ui/Blank.tsx'
import { Marked } from '../../ui/Marked.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { guideKinds, guideKindWords, listGuides, type GuideEntry, type GuideGroup, type GuideKind, type GuideName } from '../../words/guideIndex.ts'
import { Sample, type OpenGuide } from './GuideLinks.tsx'

/** Every page by kind and group, and a field that finds some of them. */
export function GuideList({ guide, onOpen }: { readonly guide: GuideName | null; readonly onOpen: OpenGuide }) {
  const { lookup, cache } = useSession()
  const search = searchIndexOf(cache)
  const [kind, setKind] = useState<GuideKind>(guide?.kind ?? 'item')
  const [typed, setTyped] = useState('')
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (guide) setKind(guide.kind)
  }, [guide])
  useEffect(() => {
    panel.current?.querySelector('.guide-entry.here')?.scrollIntoView({ block: 'nearest' })
  }, [guide, kind])
  // Who comes for the list begins by typing; who comes for a page reads it.
  const beginsTyping = useRef(guide === null)
  useEffect(() => {
    if (beginsTyping.current) filterField(panel.current)?.focus()
  }, [])

  const groups = useMemo((): Readonly<Record<GuideKind, readonly GuideGroup[]>> => ({ item: listGuides(lookup, 'item'), theme: listGuides(lookup, 'theme'), material: listGuides(lookup, 'material') }), [lookup])
  // At once, not deferred: the keys that follow what is typed act on the pages that it finds.
  const found = useMemo(() => {
    const entriesOf = (of: GuideKind): readonly GuideEntry[] => search.findGuides(groups[of].flatMap(({ entries }) => entries), typed)
    return { item: entriesOf('item'), theme: entriesOf('theme'), material: entriesOf('material') }
  }, [groups, search, typed])
  const isFiltered = typed.trim() !== ''
  const shown: readonly GuideGroup[] = isFiltered ? [{ title: '', entries: found[kind] }] : groups[kind]
  const first = found[kind][0]

  const move = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return
    const entries = [...(panel.current?.querySelectorAll<HTMLElement>('.guide-entry') ?? [])]
    const at = entries.findIndex((entry) => entry === document.activeElement)
    // From the field down into the list, and up again.
    if (at < 0 && event.target instanceof HTMLInputElement && event.target.type !== 'text') return
    const next = event.key === 'ArrowDown' ? at + 1 : at - 1
    const target = next < 0 ? filterField(panel.current) : entries[next]
    target?.focus()
    event.preventDefault()
  }

  return (
    <div ref={panel} className="guide-list" onKeyDown={move}>
      <Panel
        title="指南目录"
        head={
          <div className="guide-filter">
            <Segmented<GuideKind> block aria-label="哪一类" value={kind} onChange={setKind} options={guideKinds.map((value) => ({ value, label: `${guideKindWords[value]} ${found[value].length}` }))} />
            <Input
              allowClear
              aria-label="查指南"
              placeholder="名称、拼音或首字母"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              onPressEnter={(event) => {
                if (!event.nativeEvent.isComposing && first) onOpen(first.guide)
              }}
            />
          </div>
        }
      >
        {found[kind].length === 0 ? (
          isFiltered ? (
            <Blank role="status" title={`${guideKindWords[kind]}里没有找到`} detail="换个字、拼音或首字母试试。">
              {guideKinds
                .filter((other) => found[other].length > 0)
                .map((other) => (
                  <Button key={other} onClick={() => setKind(other)}>{`${guideKindWords[other]}里有 ${found[other].length} 页`}</Button>
                ))}
              <Button onClick={() => setTyped('')}>看全部</Button>
            </Blank>
          ) : (
            <Blank title={`政策包里没有${guideKindWords[kind]}`} detail="换一个带这些内容的政策包后会显示在这里。" />
          )
        ) : (
          shown.map(({ title, entries }) => (
            <section key={title} aria-label={title === '' ? '找到的' : title}>
              {title === '' ? null : (
                <h3>
                  {title} {entries.length}
                </h3>
              )}
              <ul>
                {entries.map((entry) => {
                  const here = guide !== null && entry.guide.kind === guide.kind && entry.guide.id === guide.id
                  return (
                    <li key={entry.guide.id}>
                      <button type="button" className={here ? 'guide-entry here' : 'guide-entry'} aria-current={here ? 'page' : undefined} onClick={() => onOpen(entry.guide)}>
                        <Marked text={entry.title} marks={isFiltered ? findMarks(entry.title, typed) : []} />
                        <Sample shown={entry.sample} />
                      </button>
                    </li>
                  )
                })}
              </ul>
            </section>
          ))
        )}
      </Panel>
    </div>
  )
}

function filterField(panel: HTMLElement | null): HTMLElement | null {
  return panel?.querySelector<HTMLElement>('.guide-filter input[type="text"]') ?? null
}
