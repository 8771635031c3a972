import { dayInChina } from '../../shared/domain/days.ts'
import { useSession } from '../data/session.ts'
import { Banner } from '../ui/Banner.tsx'
import { troubleText } from '../words/troubleText.ts'
import type { Route } from './route.ts'

/** What is wrong now, on every screen and for as long as it lasts. */
export function TroubleBanners({ onGo }: { readonly onGo: (route: Route) => void }) {
  const { status, now } = useSession()
  const today = dayInChina(now())
  const { recovery } = status
  return (
    <>
      {status.troubles.map((trouble) => {
        const { tone, title, detail } = troubleText(trouble, today)
        return (
          <Banner
            key={trouble.kind}
            tone={tone}
            title={title}
            {...(trouble.kind === 'copy-failed'
              ? {
                  actions: (
                    <button type="button" className="link-button" onClick={() => onGo({ page: 'settings' })}>
                      去设置
                    </button>
                  ),
                }
              : {})}
          >
            {detail}
          </Banner>
        )
      })}
      {recovery === null ? null : (
        <Banner
          tone="warning"
          title="检查时发现有记录读不出来。"
          actions={
            <button type="button" className="link-button" onClick={() => onGo({ page: 'recovery', id: recovery.id })}>
              看看是哪些
            </button>
          }
        >
          照常可以受理；其余记录都在。
        </Banner>
      )}
    </>
  )
}
