import { useEffect, useId, useRef } from 'react'

export interface Choice {
  readonly value: string
  readonly label: string
}

/** Exactly one of a few; each has its digit. */
export function ChoiceList({ label, choices, value, layout, onChoose }: { readonly label: string; readonly choices: readonly Choice[]; readonly value: string | null; readonly layout: 'row' | 'column'; readonly onChoose: (value: string) => void }) {
  const group = useId()
  const first = useRef<HTMLInputElement>(null)
  useEffect(() => first.current?.focus({ preventScroll: true }), [label])
  return (
    <div role="radiogroup" aria-label={label} className={`choices ${layout}`}>
      {choices.map((choice, index) => (
        <label key={choice.value} className={choice.value === value ? 'choice chosen' : 'choice'}>
          <input ref={choice.value === value || (value === null && index === 0) ? first : undefined} type="radio" name={group} checked={choice.value === value} onChange={() => onChoose(choice.value)} />
          <span className="choice-label">{choice.label}</span>
          {index < 9 ? (
            <kbd className="keys" aria-hidden="true">
              {index + 1}
            </kbd>
          ) : null}
        </label>
      ))}
    </div>
  )
}
