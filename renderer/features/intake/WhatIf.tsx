import { Button, Drawer, Select } from 'antd'
import { useMemo, useState } from 'react'
import { assess } from '../../../shared/domain/assess.ts'
import type { Assessment } from '../../../shared/domain/assessment.ts'
import { compare } from '../../../shared/domain/compare.ts'
import { findLimits } from '../../../shared/domain/limits.ts'
import type { Fact, Facts, FactValue } from '../../../shared/domain/pack.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import { useSession } from '../../data/session.ts'
import { printerText, usePrinters } from '../../data/usePrinters.ts'
import { DispositionTag, type TagTone } from '../../ui/DispositionTag.tsx'
import { gainsOf } from '../../words/limitText.ts'
import { quantityText } from '../../words/numberText.ts'
import { viewOutcome } from '../../words/outcomeView.ts'
import { flowName, itemName, materialName, type PackLookup } from '../../words/packLookup.ts'
import { answerText, dispositionWords } from '../../words/policyText.ts'
import { readAnswer } from '../../words/questionView.ts'

interface Props {
  /** `null`: nothing is on record yet, so nothing can be printed about it. */
  readonly caseId: string | null
  readonly facts: Facts
  readonly today: string
  /** The fact in the open question. */
  readonly fact: string | null
  readonly onTake: (name: string, value: FactValue) => void
  readonly onClose: () => void
}

/** Two outcomes side by side: the answers as they are, and with one of them otherwise. Nothing is changed until it is taken over. */
export function WhatIf({ caseId, facts, today, fact: startFact, onTake, onClose }: Props) {
  const { lookup } = useSession()
  const compiled = useCompiled()
  const now = useMemo(() => assess(compiled, facts), [compiled, facts])
  const limits = useMemo(() => findLimits(compiled, facts), [compiled, facts])
  const usable = lookup.pack.facts.filter(({ name }) => facts[name] !== undefined && !now.notApplicable.includes(name))
  const suggested = limits.find(({ fact }) => fact === startFact) ?? limits[0]
  const [name, setName] = useState(suggested?.fact ?? (usable.some((fact) => fact.name === startFact) ? startFact : null) ?? usable[0]?.name ?? null)
  const [typed, setTyped] = useState<FactValue | null>(suggested ? String(suggested.bound) : null)
  const fact = name === null ? undefined : lookup.facts.get(name)
  const read = fact ? readAnswer(fact, typed, today) : null
  const otherValue = read?.kind === 'value' ? read.value : null
  const other = name === null || otherValue === null ? null : assess(compiled, { ...facts, [name]: otherValue })
  const given = name === null ? undefined : facts[name]

  return (
    <Drawer open title="假设一下：两种结果的差别" size={860} onClose={onClose} destroyOnHidden>
      {fact === undefined || name === null || given === undefined ? (
        <p className="quiet">先回答一两个问题，就能假设别的答案会怎样。</p>
      ) : (
        <div className="what-if">
          <div className="what-if-ask">
            <span>如果</span>
            <Select
              aria-label="假设哪一项"
              value={name}
              style={{ width: 200 }}
              options={usable.map((entry) => ({ value: entry.name, label: entry.label_zh }))}
              onChange={(next) => {
                setName(next)
                const limit = limits.find((entry) => entry.fact === next)
                setTyped(limit ? String(limit.bound) : null)
              }}
            />
            <span>不是 {answerText(fact, given)}，而是</span>
            <OtherValue fact={fact} given={given} typed={typed} onType={setTyped} />
            {limits.filter((limit) => limit.fact === name).length > 1
              ? limits
                  .filter((limit) => limit.fact === name)
                  .map((limit) => (
                    <button key={limit.bound} type="button" className="link-button" onClick={() => setTyped(String(limit.bound))}>
                      {quantityText(limit.bound, fact.type === 'number' ? fact.unit : undefined)}
                    </button>
                  ))
              : null}
          </div>
          {read?.kind === 'problem' ? <p className="answer-problem">{read.sentence}</p> : null}
          {other === null || otherValue === null ? <p className="quiet">选一个别的答案，右边就是那时的结果。</p> : <Differences lookup={lookup} before={now} after={other} beforeTitle={answerText(fact, given)} afterTitle={answerText(fact, otherValue)} />}
          {otherValue === null || otherValue === given ? null : (
            <p className="what-if-take">
              <Button onClick={() => onTake(name, otherValue)}>改用 {answerText(fact, otherValue)}</Button>
              {caseId === null ? null : <ComparisonSheet caseId={caseId} given={facts} assumed={{ ...facts, [name]: otherValue }} />}
              <span className="quiet small">不点“改用”就什么也不变。</span>
            </p>
          )}
        </div>
      )}
    </Drawer>
  )
}

/** Both outcomes on paper, for the applicant to think over: 假设对照单, without a number. */
function ComparisonSheet({ caseId, given, assumed }: { readonly caseId: string; readonly given: Facts; readonly assumed: Facts }) {
  const { desk, tell, confirm } = useSession()
  const { printers, chosen, choose } = usePrinters()
  const [busy, setBusy] = useState<'none' | 'save' | 'print'>('none')
  const deliver = async (kind: 'save' | 'print'): Promise<void> => {
    setBusy(kind)
    const answer = await desk.invoke('comparison:deliver', { caseId, given, assumed, how: kind === 'save' ? { kind } : { kind, printer: chosen } }).finally(() => setBusy('none'))
    if (!answer.ok) return tell(answer.failure)
    confirm(kind === 'save' ? `对照单已存到 ${answer.value.where}` : `对照单已交给打印机“${answer.value.where}”`)
  }
  return (
    <>
      <Button loading={busy === 'print'} onClick={() => void deliver('print')}>
        打印对照单
      </Button>
      {printers === null || printers.length < 2 ? null : (
        <Select aria-label="打印机" className="what-if-printer" value={chosen} onChange={choose} options={printers.map((printer) => ({ value: printer.name, label: printerText(printer) }))} />
      )}
      <Button loading={busy === 'save'} onClick={() => void deliver('save')}>
        保存对照单
      </Button>
    </>
  )
}

function OtherValue({ fact, given, typed, onType }: { readonly fact: Fact; readonly given: FactValue; readonly typed: FactValue | null; readonly onType: (value: FactValue | null) => void }) {
  if (fact.type === 'number' || fact.type === 'date') {
    return (
      <span className="form-text">
        <input type="text" aria-label="假设的值" value={typed === null ? '' : String(typed)} onChange={(event) => onType(event.target.value)} />
        <span className="quiet">{fact.type === 'number' ? (fact.unit ?? '') : '年-月-日'}</span>
      </span>
    )
  }
  const options = fact.type === 'enum' ? fact.options.map(({ value, label_zh }) => ({ value, label: label_zh })) : [{ value: 'true', label: '是' }, { value: 'false', label: '否' }]
  return (
    <Select<string>
      aria-label="假设的值"
      style={{ minWidth: 160 }}
      placeholder="请选择"
      value={typed === null ? null : String(typed)}
      options={options.filter(({ value }) => value !== String(given))}
      onChange={(value) => onType(fact.type === 'boolean' ? value === 'true' : value)}
    />
  )
}

function Differences({ lookup, before, after, beforeTitle, afterTitle }: { readonly lookup: PackLookup; readonly before: Assessment; readonly after: Assessment; readonly beforeTitle: string; readonly afterTitle: string }) {
  const comparison = compare(before, after)
  const { more, fewer, unsure } = comparison.papers
  const hints = comparison.rules.filter(({ id, before: was, after: will }) => (lookup.rules.get(id)?.effect.kind === 'classify' ? before.flow === null || after.flow === null : was === 'fires' || will === 'fires'))
  const isIncomplete = before.open.length > 0 || after.open.length > 0
  const gains = gainsOf(comparison)
  if (comparison.flow === null && comparison.items.length === 0 && comparison.materials.length === 0 && comparison.rules.length === 0) {
    return <p className="what-if-same">两种答案结果一样：流程、事项、材料都不变。</p>
  }
  return (
    <>
      {isIncomplete ? <p className="quiet small what-if-note">还有问题没有答，两种结果都还会变。</p> : gains === '' ? null : <p className="what-if-sum">改用 {afterTitle}：{gains}。</p>}
      <table className="what-if-table" aria-label="两种结果的差别">
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">现在：{beforeTitle}</th>
            <th scope="col">假设：{afterTitle}</th>
          </tr>
        </thead>
        <tbody>
          <tr className={comparison.flow === null ? '' : 'differs'}>
            <th scope="row">流程</th>
            <td>{flowName(lookup, before.flow) ?? '待定'}</td>
            <td>{flowName(lookup, after.flow) ?? '待定'}</td>
          </tr>
          <tr>
            <th scope="row">事项</th>
            <td>{countsText(lookup, before)}</td>
            <td>{countsText(lookup, after)}</td>
          </tr>
          {comparison.items.map((change) => (
            <tr key={change.id} className="differs">
              <th scope="row">{itemName(lookup, change.id)}</th>
              <td>
                <State value={change.before} />
              </td>
              <td>
                <State value={change.after} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl className="what-if-materials">
        <MaterialList title={`少交 ${fewer.length} 份`} names={fewer.map((id) => materialName(lookup, id))} />
        <MaterialList title={`多交 ${more.length} 份`} names={more.map((id) => materialName(lookup, id))} />
        <MaterialList title={`其中一种还没定 ${unsure.length} 份`} names={unsure.map((id) => materialName(lookup, id))} />
      </dl>
      {hints.length === 0 ? null : (
        <table className="what-if-table" aria-label="适用的规定">
          <thead>
            <tr>
              <th scope="col">适用的规定</th>
              <th scope="col">现在</th>
              <th scope="col">假设</th>
            </tr>
          </thead>
          <tbody>
            {hints.map((change) => (
              <tr key={change.id} className="differs">
                <th scope="row">{lookup.rules.get(change.id)?.title_zh ?? change.id}</th>
                <td>{ruleWords[change.before]}</td>
                <td>{ruleWords[change.after]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}

const ruleWords = { fires: '适用', silent: '不适用', undecided: '待定' } as const

function MaterialList({ title, names }: { readonly title: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null
  return (
    <div>
      <dt>{title}</dt>
      <dd>{names.join('、')}</dd>
    </div>
  )
}

function State({ value }: { readonly value: TagTone }) {
  return <DispositionTag tone={value} word={value === 'absent' ? '不涉及' : dispositionWords[value]} />
}

function countsText(lookup: PackLookup, assessment: Assessment): string {
  const { counts } = viewOutcome(lookup, assessment)
  return `${counts.items} 项 · 免办 ${counts.byDisposition.exempt} · 告知承诺 ${counts.byDisposition.commitment}`
}
