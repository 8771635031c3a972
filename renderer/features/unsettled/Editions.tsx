import { Button } from 'antd'
import { canMove } from '../../../shared/domain/caseActions.ts'
import { editionChoices } from '../../../shared/domain/caseEdition.ts'
import type { EditionHead } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { moveText } from '../../words/timelineText.ts'
import type { UnsettledProps } from './UnsettledTab.tsx'
import { useDecide } from './useDecide.ts'
import { Who } from './Who.tsx'

/** Moved to different editions by people who had not seen each other: one of them is chosen, and can be changed for another. */
export function Editions({ openCase, state, entries, today }: UnsettledProps) {
  const { lookup } = useSession()
  const { busy, decide } = useDecide(openCase)
  const moves = editionChoices(state)
  if (moves.length === 0) return null
  const chosen = state.edition.conflict ? null : (state.edition.heads[0]?.move.to ?? null)
  const choices = new Map<string, readonly EditionHead[]>()
  for (const head of moves) choices.set(head.move.to.digest, [...(choices.get(head.move.to.digest) ?? []), head])
  return (
    <section aria-label="改用的规则" className={chosen === null ? 'unsettled-item' : 'unsettled-item done'}>
      <h2>{chosen === null ? '改用的规则：两处选得不一样' : `改用的规则已选定：${chosen.version}`}</h2>
      <p>
        {chosen === null
          ? '两处的人当时互相没有看到。请选定这个办件按哪一版规则办；没有选定以前，不能作决定、不能出文书。'
          : canMove(state)
            ? '选错了可以改选另一版。'
            : '选错了可以改选另一版，要等收到补正、也没有别的要理清的时候。'}
      </p>
      <div className="unsettled-choices">
        {[...choices].map(([digest, heads]) => {
          const [head] = heads
          if (!head) return null
          const { to } = head.move
          const isChosen = digest === chosen?.digest
          return (
            <div key={digest} className={isChosen ? 'unsettled-choice chosen' : 'unsettled-choice'}>
              <strong>
                <bdi>{to.version}</bdi>
              </strong>
              {heads.map((by) => (
                <Who key={by.event} by={by} entries={entries} today={today} />
              ))}
              <p className="unsettled-effect">
                <bdi>{moveText(head.move, lookup)}</bdi>
              </p>
              {isChosen ? (
                <span className="quiet">已选定</span>
              ) : (
                <Button disabled={busy || !canMove(state)} onClick={() => void decide({ kind: 'move', to }, `已按规则 ${to.version} 办`)}>
                  {chosen === null ? '用这个' : `改选 ${to.version}`}
                </Button>
              )}
            </div>
          )
        })}
      </div>
    </section>
  )
}
