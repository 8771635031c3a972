import { useCallback, useMemo, useState } from 'react'
import { assess } from '../../../shared/domain/assess.ts'
import type { Assessment, Comparison, Question } from '../../../shared/domain/assessment.ts'
import { compare } from '../../../shared/domain/compare.ts'
import type { FactName, Facts, FactValue } from '../../../shared/domain/pack.ts'
import { nextQuestions } from '../../../shared/domain/questions.ts'
import { useCompiled } from '../../data/compiledPack.ts'
import type { CaseView, OpenCase } from '../../data/openCase.ts'
import { useSession } from '../../data/session.ts'
import { askedQuestion, factsOf, questionOfFact, readAnswer, type AskedQuestion } from '../../words/questionView.ts'
import { firstInput, type Input } from './input.ts'

/** Which question stands in the middle. */
type Asking = { readonly kind: 'next' } | { readonly kind: 'fact'; readonly name: FactName }

export interface Questions {
  readonly asked: AskedQuestion | null
  /** What stands in its fields: what is being typed, else the answer given before, else a suggestion. */
  readonly input: Input
  /** The same question as the assessment sees it: what it settles. */
  readonly question: Question | null
  /** Needed questions still to come, this one excluded. */
  readonly upcoming: readonly Question[]
  /** Needed questions not answered yet, deferred ones included. */
  readonly needed: readonly Question[]
  readonly deferred: readonly Question[]
  readonly optional: readonly Question[]
  readonly assessment: Assessment
  /** What would hold with the value in the open field; the same as `assessment` while that is empty or not an answer. */
  readonly shown: Assessment
  readonly shownFacts: Facts
  readonly isPreview: boolean
  /** What the open field, or else the last answer, changes. */
  readonly comparison: Comparison | null
  readonly canGoBack: boolean
  readonly answer: (values: Readonly<Record<FactName, FactValue | null>>) => void
  readonly goBack: () => void
  readonly ask: (name: FactName) => void
  /** An answer was taken back: its question stands there again, with what that changed. */
  readonly retract: (name: FactName) => void
  readonly askNext: () => void
}

/** The order of questions, the outcome beside them and what the last answer did; writes answers to the case. */
export function useQuestions(openCase: OpenCase, view: CaseView, typed: Input, today: string, start: FactName | null, onAsked: () => void): Questions {
  const { lookup } = useSession()
  const compiled = useCompiled()
  const { facts, unknown } = view
  const [asking, setAsking] = useState<Asking>(start === null ? { kind: 'next' } : { kind: 'fact', name: start })
  const [trail, setTrail] = useState<readonly FactName[]>(() => answeredInOrder(view, lookup.groupOfFact))
  const [before, setBefore] = useState<Assessment | null>(null)

  const assessment = useMemo(() => assess(compiled, facts), [compiled, facts])
  const all = useMemo(() => nextQuestions(compiled, facts), [compiled, facts])
  const sorted = useMemo(() => {
    const isDeferred = (question: Question): boolean => namesOf(question).every((name) => unknown.has(name))
    const needed = all.filter((question) => question.needed)
    return { needed, deferred: needed.filter(isDeferred), fresh: needed.filter((question) => !isDeferred(question)), optional: all.filter((question) => !question.needed && !isDeferred(question)) }
  }, [all, unknown])

  const asked = useMemo(() => {
    if (asking.kind === 'next') {
      const [first] = sorted.fresh
      return first ? askedQuestion(lookup, first) : null
    }
    const open = new Set(all.flatMap(namesOf))
    const applicable = (name: string): boolean => open.has(name) || (facts[name] !== undefined && !assessment.notApplicable.includes(name))
    return questionOfFact(lookup, asking.name, applicable)
  }, [all, asking, assessment, facts, lookup, sorted])

  const question = useMemo(() => {
    if (!asked) return null
    const names = factsOf(asked)
    const here = all.find((entry) => namesOf(entry).some((name) => names.includes(name)))
    if (here) return here
    // An answered question: what it settles shows without its answers.
    const without = Object.fromEntries(Object.entries(facts).filter(([name]) => !names.includes(name)))
    return nextQuestions(compiled, without).find((entry) => namesOf(entry).some((name) => names.includes(name))) ?? null
  }, [all, asked, compiled, facts])

  const suggested = useMemo(() => (asked ? firstInput(asked, { facts, unknown }, today) : {}), [asked, facts, today, unknown])
  const input = useMemo(() => ({ ...suggested, ...typed }), [suggested, typed])
  const shownFacts = useMemo(() => {
    if (!asked) return facts
    const open = asked.kind === 'fact' ? [asked.fact] : asked.lines.map(({ fact }) => fact)
    const changes = open.flatMap((fact) => {
      const read = readAnswer(fact, typed[fact.name] ?? null, today)
      // An empty tick is no answer before it is confirmed.
      const counts = read.kind === 'value' && facts[fact.name] !== read.value && (asked.kind === 'fact' || read.value === true || facts[fact.name] !== undefined)
      return counts ? [[fact.name, read.value] as const] : []
    })
    return changes.length === 0 ? facts : { ...facts, ...Object.fromEntries(changes) }
  }, [asked, facts, today, typed])
  const isPreview = shownFacts !== facts
  const shown = useMemo(() => (isPreview ? assess(compiled, shownFacts) : assessment), [assessment, compiled, isPreview, shownFacts])
  const comparison = useMemo(() => (isPreview ? compare(assessment, shown) : before ? compare(before, assessment) : null), [assessment, before, isPreview, shown])

  const names = asked ? factsOf(asked) : []
  const anchor = names.find((name) => trail.includes(name)) ?? names[0]
  const answer = useCallback(
    (values: Readonly<Record<FactName, FactValue | null>>) => {
      setBefore(assessment)
      openCase.write(Object.entries(values).map(([name, value]) => ({ path: `facts.${name}` as const, value })))
      if (anchor !== undefined) setTrail((old) => [...old.filter((name) => name !== anchor), anchor])
      setAsking({ kind: 'next' })
      onAsked()
    },
    [anchor, assessment, onAsked, openCase],
  )
  const ask = useCallback(
    (name: FactName) => {
      setAsking({ kind: 'fact', name })
      onAsked()
    },
    [onAsked],
  )
  const retract = useCallback(
    (name: FactName) => {
      setBefore(assessment)
      ask(name)
    },
    [ask, assessment],
  )
  const at = anchor === undefined ? -1 : trail.indexOf(anchor)
  const previous = at === -1 ? trail.at(-1) : trail[at - 1]
  const goBack = useCallback(() => {
    if (previous !== undefined) ask(previous)
  }, [ask, previous])
  const askNext = useCallback(() => {
    setAsking({ kind: 'next' })
    onAsked()
  }, [onAsked])

  return {
    asked,
    input,
    question,
    upcoming: sorted.fresh.filter((entry) => entry !== question),
    needed: sorted.needed,
    deferred: sorted.deferred,
    optional: sorted.optional,
    assessment,
    shown,
    shownFacts,
    isPreview,
    comparison,
    canGoBack: previous !== undefined,
    answer,
    goBack,
    ask,
    retract,
    askNext,
  }
}

function namesOf(question: Question): readonly FactName[] {
  return question.kind === 'fact' ? [question.fact] : question.lines
}

/** Questions answered before, in the order in which they were answered; a tick list counts once. */
function answeredInOrder(view: CaseView, groupOfFact: ReadonlyMap<string, { readonly id: string }>): readonly FactName[] {
  const byTime = Object.values(view.state?.fields ?? {})
    .filter(({ path }) => path.startsWith('facts.'))
    .map(({ path, heads }) => ({ name: path.slice('facts.'.length), at: heads[0]?.at ?? '' }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
  const firstOf = new Map(byTime.toReversed().map(({ name }) => [groupOfFact.get(name)?.id ?? name, name]))
  return byTime.flatMap(({ name }) => (firstOf.get(groupOfFact.get(name)?.id ?? name) === name ? [name] : []))
}
