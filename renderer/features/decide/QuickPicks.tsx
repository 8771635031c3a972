/** Words that are used often, put in with one key and then made to fit. */
export function QuickPicks({ label, picks, onPick }: { readonly label: string; readonly picks: readonly string[]; readonly onPick: (pick: string) => void }) {
  if (picks.length === 0) return null
  return (
    <div className="quick-picks" role="group" aria-label={label}>
      <span className="quiet small">{label}</span>
      {picks.map((pick) => (
        <button key={pick} type="button" className="mini-button" onClick={() => onPick(pick)}>
          {pick}
        </button>
      ))}
    </div>
  )
}
