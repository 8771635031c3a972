import { useState } from 'react'
import { dayInChina, isBelievable } from '../../shared/domain/days.ts'
import { useSession } from '../data/session.ts'
import { Banner } from '../ui/Banner.tsx'
import { dayText } from '../words/dayText.ts'

/** A clock before the policy's first day is said and blocks nothing: days on papers are confirmed by a person. */
export function ClockBanner() {
  const { status, now } = useSession()
  const [seen, setSeen] = useState<string | null>(null)
  const today = dayInChina(now())
  const { effectiveFrom } = status.pack
  if (isBelievable(today, effectiveFrom) || seen === today) return null
  return (
    <Banner
      tone="warning"
      title={`电脑的日期是${dayText(today)}，早于方案施行的${dayText(effectiveFrom)}。`}
      actions={
        <button type="button" className="link-button" onClick={() => setSeen(today)}>
          知道了
        </button>
      }
    >
      照常可以受理，已存的内容不受影响。请核对电脑的日期；改好以前，办件的日期由您填写，文书上的出具日期留空手填。
    </Banner>
  )
}
