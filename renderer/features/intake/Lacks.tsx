/** Something still missing before the case can be accepted, and the way to it. */
export interface Lack {
  readonly text: string
  /** true: it stands in the way of accepting. */
  readonly blocks: boolean
  readonly action: string
  readonly go: () => void
}

export function Lacks({ lacks }: { readonly lacks: readonly Lack[] }) {
  if (lacks.length === 0) return null
  return (
    <ul className="accept-lacks" aria-label="还缺什么">
      {lacks.map((lack) => (
        <li key={lack.text} className={lack.blocks ? 'blocks' : ''}>
          <span>{lack.text}</span>
          <button type="button" className="link-button" onClick={lack.go}>
            {lack.action}
          </button>
        </li>
      ))}
    </ul>
  )
}
