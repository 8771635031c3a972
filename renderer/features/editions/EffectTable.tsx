import { useState } from 'react'
import type { EffectRow } from '../../../shared/contracts/editions.ts'

const rowsAtOnce = 8

/** What differs, both sides, a line each. */
export function EffectTable({ rows, from, to }: { readonly rows: readonly EffectRow[]; readonly from: string; readonly to: string }) {
  const [isOpen, setIsOpen] = useState(false)
  const shown = isOpen || rows.length <= rowsAtOnce + 1 ? rows : rows.slice(0, rowsAtOnce)
  return (
    <>
      <table className="edition-rows">
        <thead>
          <tr>
            <th scope="col">不一样的地方</th>
            <th scope="col">现在 {from}</th>
            <th scope="col">改用 {to}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ what, before, after }) => (
            <tr key={`${what} ${before} ${after}`}>
              <th scope="row">{what}</th>
              <td>{before}</td>
              <td>{after}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length === rows.length ? null : (
        <button type="button" className="link-button" onClick={() => setIsOpen(true)}>
          还有 {rows.length - shown.length} 处
        </button>
      )}
    </>
  )
}
