import { Button } from 'antd'
import type { EditionHead } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { moveText } from '../../words/timelineText.ts'
import type { UnsettledProps } from './UnsettledTab.tsx'
import { useDecide } from './useDecide.ts'
import { Who } from './Who.tsx'

/** Moved to different editions by people who had not seen each other: one of them is chosen. */
export function Editions({ openCase, state, entries, today }: UnsettledProps) {
  const { lookup } = useSession()
  const { busy, decide } = useDecide(openCase)
  if (!state.edition.conflict) return null
  const choices = new Map<string, readonly EditionHead[]>()
  for (const head of state.edition.heads) choices.set(head.move.to.digest, [...(choices.get(head.move.to.digest) ?? []), head])
  return (
    <section aria-label="改用的规则" className="unsettled-item">
      <h2>改用的规则：两处选得不一样</h2>
      <p>两处的人当时互相没有看到。请选定这个办件按哪一版规则办；没有选定以前，不能作决定、不能出文书。</p>
      <div className="unsettled-choices">
        {[...choices].map(([digest, heads]) => {
          const [head] = heads
          if (!head) return null
          const { to } = head.move
          return (
            <div key={digest} className="unsettled-choice">
              <strong>
                <bdi>{to.version}</bdi>
              </strong>
              {heads.map((by) => (
                <Who key={by.event} by={by} entries={entries} today={today} />
              ))}
              <p className="unsettled-effect">
                <bdi>{moveText(head.move, lookup)}</bdi>
              </p>
              <Button disabled={busy} onClick={() => void decide({ kind: 'move', to }, `已按规则 ${to.version} 办`)}>
                用这个
              </Button>
            </div>
          )
        })}
      </div>
    </section>
  )
}
