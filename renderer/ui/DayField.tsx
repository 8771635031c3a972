/** A day as people type it. `problem` stands beside it; `null`: none. */
export function DayField({ label, typed, problem, onType }: { readonly label: string; readonly typed: string; readonly problem: string | null; readonly onType: (typed: string) => void }) {
  return (
    <label className="day-field">
      {label}
      <input type="text" aria-invalid={problem !== null} value={typed} onChange={(event) => onType(event.target.value)} />
      {problem === null ? null : <span className="field-problem">{problem}</span>}
    </label>
  )
}
