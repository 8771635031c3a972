import { App as AntApp } from 'antd'
import { useEffect, useRef } from 'react'
import type { Spoken } from '../data/session.ts'

/** Says what has been said since the start and was not yet shown, with the controls' messages. Stays as long as the page. */
export function Voice({ said }: { readonly said: readonly Spoken[] }) {
  return (
    <AntApp component={false} message={{ top: 4 }}>
      <Speaker said={said} />
    </AntApp>
  )
}

function Speaker({ said }: { readonly said: readonly Spoken[] }) {
  const { message, notification } = AntApp.useApp()
  const shown = useRef(0)
  useEffect(() => {
    for (const spoken of said.slice(shown.current)) {
      if (spoken.kind === 'trouble') notification[spoken.tone]({ title: spoken.title, description: spoken.detail, placement: 'topRight', duration: 12, role: 'alert' })
      else if (spoken.kind === 'word') void message[spoken.tone](spoken.text)
      else void showWhile(spoken.until, message.loading(spoken.text, 0))
    }
    shown.current = said.length
  }, [message, notification, said])
  return null
}

async function showWhile(work: Promise<unknown>, hide: () => void): Promise<void> {
  // How it ended is said by whoever began it.
  await Promise.allSettled([work])
  hide()
}
