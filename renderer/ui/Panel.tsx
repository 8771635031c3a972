import type { ReactNode } from 'react'

/** One region of a screen: a head line, a body that scrolls, a foot line. */
export function Panel({ title, head, foot, children, className = '' }: { readonly title: string; readonly head?: ReactNode; readonly foot?: ReactNode; readonly children: ReactNode; readonly className?: string }) {
  return (
    <section className={`panel ${className}`} aria-label={title}>
      <header>{head ?? <h2>{title}</h2>}</header>
      <div className="panel-body">{children}</div>
      {foot === undefined ? null : <footer>{foot}</footer>}
    </section>
  )
}
