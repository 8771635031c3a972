import type { ReactNode } from 'react'

interface Props {
  readonly type?: 'default' | 'primary' | 'link'
  readonly size?: 'middle' | 'large'
  readonly block?: boolean
  readonly disabled?: boolean
  readonly icon?: ReactNode
  readonly className?: string
  readonly onClick: () => void
  readonly children: ReactNode
}

/** antd's button without antd, for what a start shows first. Sizes and colours are those of the controls. */
export function Button({ type = 'default', size = 'middle', block = false, disabled = false, icon, className = '', onClick, children }: Props) {
  return (
    <button type="button" className={`button ${type} ${size} ${block ? 'block' : ''} ${className}`} disabled={disabled} onClick={onClick}>
      {icon === undefined ? null : <span className="button-icon">{icon}</span>}
      {icon === undefined ? children : <span>{children}</span>}
    </button>
  )
}
