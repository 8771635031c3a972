import { memo, useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import { changesTo } from '../../../shared/domain/layers.ts'
import type { Facts } from '../../../shared/domain/pack.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import { useSession } from '../../data/session.ts'
import { LayerTag } from '../../ui/LayerTag.tsx'
import { OutcomeList } from '../../ui/OutcomeList.tsx'
import { viewLayer } from '../../words/layerText.ts'
import { basisText } from '../../words/policyText.ts'
import { viewOutcome, type OutcomeCounts } from '../../words/outcomeView.ts'
import { ruleReason, targetNames, viewReason } from '../../words/reasonView.ts'
import { Reason, RuleCard } from './Reason.tsx'
import './reason.css'

export interface OutcomeColumnProps {
  readonly assessment: Assessment
  readonly facts: Facts
  /** What the last answer did: a word per item, and the names of items that are gone. */
  readonly changes: ReadonlyMap<string, string>
  readonly gone: readonly string[]
  /** Said beside the flow when the outcome shown rests on a value that is not confirmed yet. */
  readonly preview: string | null
  /** `null` where answers can no longer be changed. */
  readonly onChangeFact: ((name: string) => void) | null
  readonly onGuide: (item: string) => void
  readonly foot: ReactNode
}

type Opened = { readonly kind: 'item'; readonly id: string } | { readonly kind: 'duty'; readonly rule: string }

/** What follows from the answers: flow, items by stage, duties; every line opens its reason in place. */
export const OutcomeColumn = memo(function OutcomeColumn({ assessment, facts, changes, gone, preview, onChangeFact, onGuide, foot }: OutcomeColumnProps) {
  const { lookup } = useSession()
  const compiled = useCompiled()
  const [opened, setOpened] = useState<Opened | null>(null)
  const view = useMemo(() => viewOutcome(lookup, assessment, changes), [lookup, assessment, changes])
  const back = useRef<HTMLButtonElement>(null)
  const [lastOpened, setLastOpened] = useState<string | null>(null)

  useEffect(() => {
    if (opened) back.current?.focus()
  }, [opened])

  const open = useCallback((id: string): void => {
    setLastOpened(id)
    setOpened({ kind: 'item', id })
  }, [])
  const close = (): void => setOpened(null)
  const reason = opened?.kind === 'item' ? viewReason(lookup, compiled, assessment, facts, opened.id) : null
  const duty = opened?.kind === 'duty' ? assessment.duties.find(({ rule }) => rule === opened.rule) : undefined

  return (
    <section
      className="panel outcome"
      aria-label="办理结果"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && opened) {
          event.stopPropagation()
          close()
        }
      }}
    >
      <div className="outcome-head">
        <h2>
          {view.flow ?? '流程待定'}
          {view.counts.byDisposition.open + view.counts.possible > 0 ? <span className="tag tag-open word">{view.counts.byDisposition.open + view.counts.possible} 项未定</span> : null}
          {preview === null ? null : <span className="outcome-preview">{preview}</span>}
        </h2>
        <Counts counts={view.counts} />
      </div>
      <div className="panel-body">
        {opened && (reason || duty) ? (
          <>
            <button ref={back} type="button" className="link-button reason-back" onClick={close}>
              ‹ 回到清单
            </button>
            {reason ? <Reason reason={reason} onChangeFact={onChangeFact} onGuide={opened?.kind === 'item' ? () => onGuide(opened.id) : undefined} /> : null}
            {duty ? <RuleCard rule={ruleReason(lookup, compiled, facts, duty)} onChangeFact={onChangeFact} /> : null}
          </>
        ) : (
          <>
            <OutcomeList groups={view.groups} gone={gone} selected={lastOpened} onOpen={open} />
            {assessment.duties.length === 0 ? null : (
              <section className="duties" aria-label="提示与义务">
                <h3>提示与义务 {assessment.duties.length}</h3>
                <ul>
                  {assessment.duties.map((entry) => (
                    <li key={entry.rule}>
                      <button type="button" className="outcome-line" onClick={() => setOpened({ kind: 'duty', rule: entry.rule })}>
                        <span className="outcome-name">
                          <span>
                            {entry.title} <LayerTag layer={viewLayer(lookup, changesTo(lookup.pack.overlays, 'rules', entry.rule))} />
                          </span>
                          <span className="outcome-note" title={targetNames(lookup, entry.targets)}>
                            {targetNames(lookup, entry.targets)}
                          </span>
                        </span>
                        <span className="outcome-basis">{basisText({ clause: entry.clause, tasks: entry.tasks })} ›</span>
                      </button>
                    </li>
                  ))}
                </ul>
              </section>
            )}
          </>
        )}
      </div>
      <footer className="outcome-foot">{foot}</footer>
    </section>
  )
})

function Counts({ counts }: { readonly counts: OutcomeCounts }) {
  const { byDisposition } = counts
  const parts = (
    [
      ['需办理', byDisposition.required],
      ['告知承诺', byDisposition.commitment],
      ['免办', byDisposition.exempt],
      ['合并', byDisposition.merged],
      ['备案', byDisposition.filing],
      ['部门内部', byDisposition.internal],
    ] as const
  ).filter(([, count]) => count > 0)
  return (
    <p className="outcome-counts">
      <span>
        事项 <b>{counts.items}</b>
      </span>
      {parts.map(([word, count]) => (
        <span key={word}>
          {word} <b>{count}</b>
        </span>
      ))}
    </p>
  )
}
