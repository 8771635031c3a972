import { useEffect, useState, type ReactNode } from 'react'

/** A place with nothing to show yet: empty, loading or failed, drawn on purpose. */
export function Blank({ title, detail, children, role }: { readonly title: string; readonly detail?: ReactNode; readonly children?: ReactNode; readonly role?: 'status' | 'alert' }) {
  return (
    <div className="blank" role={role}>
      <strong>{title}</strong>
      {detail === undefined ? null : <p>{detail}</p>}
      {children === undefined ? null : <div className="actions">{children}</div>}
    </div>
  )
}

/** Says that it is working once that takes longer than half a second; before, it would only flicker. */
export function Waiting({ title, done, total }: { readonly title: string; readonly done?: number; readonly total?: number }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 500)
    return () => clearTimeout(timer)
  }, [])
  if (!late) return <div className="blank" aria-busy="true" />
  const counted = done !== undefined && total !== undefined && total > 0
  return (
    <div className="blank" role="status">
      <strong>{title}</strong>
      {counted ? (
        <>
          <progress max={total} value={done} aria-label={title} />
          <p>
            {done} / {total}
          </p>
        </>
      ) : (
        <progress aria-label={title} />
      )}
    </div>
  )
}

/** A word beside the work that takes longer than half a second. */
export function Working({ active, word }: { readonly active: boolean; readonly word: string }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    if (!active) {
      setLate(false)
      return undefined
    }
    const timer = setTimeout(() => setLate(true), 500)
    return () => clearTimeout(timer)
  }, [active])
  return (
    <span className="quiet small" role="status">
      {late ? word : ''}
    </span>
  )
}
