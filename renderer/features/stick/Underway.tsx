import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useSession } from '../../data/session.ts'
import { useStickProgress } from '../../data/stickState.ts'
import { progressText } from '../../words/stickText.ts'

/** How far it is, and what ends it, once it takes longer than half a second. `word`: before anything is told. */
export function Underway({ isBusy, word }: { readonly isBusy: boolean; readonly word: string }) {
  const { desk } = useSession()
  const progress = useStickProgress(isBusy)
  const [isLate, setIsLate] = useState(false)
  useEffect(() => {
    if (!isBusy) {
      setIsLate(false)
      return undefined
    }
    const timer = setTimeout(() => setIsLate(true), 500)
    return () => clearTimeout(timer)
  }, [isBusy])
  if (!isBusy || !isLate) return null
  return (
    <div className="stick-underway" role="status">
      <span>{progress === null ? word : progressText(progress)}</span>
      <progress aria-label={word} {...(progress === null || progress.total === null ? {} : { max: progress.total, value: progress.done })} />
      <Button onClick={() => void desk.invoke('stick:stop', {}).catch(() => undefined)}>停下</Button>
    </div>
  )
}
