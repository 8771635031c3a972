import { useSyncExternalStore, type ReactNode } from 'react'
import type { Trouble } from '../../shared/contracts/records.ts'
import { dayInChina } from '../../shared/domain/days.ts'
import { findingWords } from '../../shared/output/recoveryWords.ts'
import type { OpenCase } from '../data/openCase.ts'
import { useSession } from '../data/session.ts'
import { Banner } from '../ui/Banner.tsx'
import { clockAnswerText, troubleText } from '../words/troubleText.ts'
import type { Route } from './route.ts'

interface Props {
  readonly route: Route | null
  readonly onGo: (route: Route) => void
}

/** What is wrong now, on every screen and for as long as it lasts. */
export function TroubleBanners({ route, onGo }: Props) {
  const { status, cases, now } = useSession()
  const save = useSyncExternalStore(cases.subscribe, cases.saveState)
  const unsaved = save === 'failed' ? cases.unsaved() : []
  const { recovery } = status
  return (
    <>
      {status.troubles.map((trouble) =>
        // The screen of that case says it itself, with what it was that waits.
        trouble.kind === 'refused' && unsaved.some((openCase) => isShownAt(openCase, route)) ? null : (
          <TroubleBanner key={trouble.kind} trouble={trouble} today={dayInChina(now())} isWaiting={unsaved.length > 0}>
            {trouble.kind === 'refused' && unsaved.length > 0 ? (
              <button type="button" className="link-button" onClick={() => unsaved.forEach((openCase) => openCase.retry())}>
                再存一次
              </button>
            ) : trouble.kind === 'clock-doubtful' ? (
              <ClockAnswer trouble={trouble} />
            ) : trouble.kind === 'copy-failed' ? (
              <button type="button" className="link-button" onClick={() => onGo({ page: 'settings' })}>
                去设置
              </button>
            ) : null}
          </TroubleBanner>
        ),
      )}
      {recovery === null || (route?.page === 'recovery' && route.id === recovery.id) ? null : (
        <Banner
          tone="warning"
          title={`${recovery.findings.map((finding) => findingWords(finding).title).join('；')}。`}
          actions={
            <button type="button" className="link-button" onClick={() => onGo({ page: 'recovery', id: recovery.id })}>
              看看怎么回事
            </button>
          }
        >
          照常可以受理；其余记录都在。
        </Banner>
      )}
    </>
  )
}

function TroubleBanner({ trouble, today, isWaiting, children }: { readonly trouble: Trouble; readonly today: string; readonly isWaiting: boolean; readonly children: ReactNode }) {
  const { tone, title, detail } = troubleText(trouble, today, isWaiting)
  return (
    <Banner tone={tone} title={title} actions={children}>
      {detail}
    </Banner>
  )
}

/** A person's word that the computer is right. */
function ClockAnswer({ trouble }: { readonly trouble: Extract<Trouble, { kind: 'clock-doubtful' }> }) {
  const { desk, adopt, tell } = useSession()
  const answer = clockAnswerText(trouble)
  if (answer === null) return null
  const confirmClock = async (): Promise<void> => {
    const confirmed = await desk.invoke('station:confirmClock', { day: trouble.today })
    if (confirmed.ok) adopt(confirmed.value)
    else tell(confirmed.failure)
  }
  return (
    <button type="button" className="link-button" onClick={() => void confirmClock()}>
      {answer}
    </button>
  )
}

function isShownAt(openCase: OpenCase, route: Route | null): boolean {
  if (route?.page !== 'intake' && route?.page !== 'case') return false
  const { caseId } = openCase.view()
  return caseId === null ? route.page === 'intake' && route.caseId === null : route.caseId === caseId
}
