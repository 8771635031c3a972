import './countTable.css'

export interface CountRow {
  readonly word: string
  /** In the order of the head, without its first. A count that should be none is marked. */
  readonly counts: readonly { readonly text: string; readonly isBad: boolean }[]
  readonly isTotal: boolean
}

/** Kinds below one another, counts beside them. */
export function CountTable({ label, head, rows }: { readonly label: string; readonly head: readonly string[]; readonly rows: readonly CountRow[] }) {
  return (
    <table className="count-table" aria-label={label}>
      <thead>
        <tr>
          {head.map((word) => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ word, counts, isTotal }) => (
          <tr key={word} className={isTotal ? 'count-total' : undefined}>
            <th scope="row">{word}</th>
            {counts.map(({ text, isBad }, at) => (
              <td key={head[at + 1]} className={isBad ? 'count-bad' : undefined}>
                {text}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
