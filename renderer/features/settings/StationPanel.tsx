import type { RecordsStatus } from '../../../shared/contracts/records.ts'
import { findingWords } from '../../../shared/output/recoveryWords.ts'
import { useSession } from '../../data/session.ts'
import { Name } from '../../ui/Name.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { roleWords } from '../../words/caseText.ts'
import { momentText } from '../../words/dayText.ts'

/** Who this station is, since when and why, and who works at it. */
export function StationPanel({ identity, today }: { readonly identity: RecordsStatus['identity']; readonly today: string }) {
  const { status } = useSession()
  const station = status.phase.kind === 'ready' ? status.phase : null
  const because = identity.because.map((finding) => findingWords(finding).title).join('；')
  return (
    <Panel title="本机">
      <dl className="settings-facts settings-body">
        <div>
          <dt>站点</dt>
          <dd>{station === null ? '—' : <Name text={`${station.district} ${station.stationName}`} />}</dd>
        </div>
        <div>
          <dt>站点代码</dt>
          <dd>{station?.code ?? '—'}</dd>
        </div>
        <div>
          <dt>编号批次</dt>
          <dd>
            {identity.incarnation}
            <p className="quiet">
              {identity.since === null ? '' : `${momentText(identity.since, today)}起，`}
              {because === '' ? '第一次使用时取的。' : `因为：${because}。换了批次，文书编号就不会和以前的重复。`}
            </p>
          </dd>
        </div>
        <div>
          <dt>人员</dt>
          <dd>
            <ul className="settings-people">
              {status.operators.map(({ id, name, role }) => (
                <li key={id}>
                  <Name text={name} /> <span className="quiet">{`${roleWords[role]}${id === status.operator?.id ? '，当班' : ''}`}</span>
                </li>
              ))}
            </ul>
            <p className="quiet">添加人员、换人值守：点右上角当班人员。</p>
          </dd>
        </div>
        <div>
          <dt>程序</dt>
          <dd>{status.version}</dd>
        </div>
      </dl>
    </Panel>
  )
}
