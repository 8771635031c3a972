import type { ComponentProps } from 'react'
import { useSession } from '../data/session.ts'
import { Icon } from '../ui/Icon.tsx'
import { Name } from '../ui/Name.tsx'
import { roleWords } from '../words/caseText.ts'

/** Who is at the counter. Takes what a menu adds to the button that opens it. */
export function OperatorButton(added: ComponentProps<'button'>) {
  const { operator } = useSession().status
  return (
    <button type="button" aria-haspopup="menu" {...added} className={`plain-button operator-button ${added.className ?? ''}`} aria-label={`当班人员：${operator?.name ?? '未选'}`}>
      <Name text={operator?.name ?? ''} lines="one" empty="未选当班人员" />
      <span className="quiet">{operator ? roleWords[operator.role] : ''}</span>
      <Icon name="down" />
    </button>
  )
}
