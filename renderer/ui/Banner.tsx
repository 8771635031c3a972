import type { ReactNode } from 'react'

export function Banner({ tone, title, children, actions }: { readonly tone: 'warning' | 'error' | 'good' | 'plain'; readonly title: string; readonly children?: ReactNode; readonly actions?: ReactNode }) {
  return (
    <div className={`banner ${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <div>
        <strong>{title}</strong> {children}
      </div>
      {actions === undefined ? null : <div className="actions">{actions}</div>}
    </div>
  )
}
