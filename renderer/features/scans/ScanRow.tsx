import { dayInChina } from '../../../shared/domain/days.ts'
import type { ScanPlace } from '../../../shared/contracts/scans.ts'
import type { Scan } from '../../../shared/domain/events.ts'
import { useSession } from '../../data/session.ts'
import { momentText } from '../../words/dayText.ts'
import { mediaTypeWords, scanPlaceText, scanSubjectText } from '../../words/scanText.ts'
import { sizeText } from '../../words/sizeText.ts'
import { personText } from '../../words/unsettledText.ts'

export function ScanRow({ scan, place, isLocked, onOpen, onRetract }: { readonly scan: Scan; readonly place: ScanPlace | undefined; readonly isLocked: boolean; readonly onOpen: (scan: Scan) => void; readonly onRetract: (scan: Scan) => void }) {
  const { lookup } = useSession()
  const name = scan.label === '' ? '没有名字的文件' : scan.label
  const where = place && scanPlaceText(place)
  return (
    <li>
      <span className="scan-what">
        <b>{scanSubjectText(scan.of, lookup)}</b>
        <span className="quiet small">
          <bdi>{name}</bdi> · {mediaTypeWords[scan.mediaType]} {sizeText(scan.bytes)} · <WhoAndWhen {...scan} />
        </span>
      </span>
      <span className={where?.tone === 'good' ? 'scan-place good' : 'scan-place'}>{where?.text}</span>
      <span className="scan-actions">
        <button type="button" className="link-button" aria-label={`打开 ${name}`} onClick={() => onOpen(scan)}>
          打开
        </button>
        {isLocked ? null : (
          <button type="button" className="link-button" aria-label={`撤下 ${name}`} onClick={() => onRetract(scan)}>
            撤下
          </button>
        )}
      </span>
    </li>
  )
}

/** Taken back: it stays on record, and the way back stands beside it. */
export function RetractedRow({ scan, isLocked, onAddAgain }: { readonly scan: Scan; readonly isLocked: boolean; readonly onAddAgain: (scan: Scan) => void }) {
  const { lookup } = useSession()
  return (
    <li className="taken-back">
      <span className="scan-what">
        <s>
          {scanSubjectText(scan.of, lookup)} <bdi className="small">{scan.label}</bdi>
        </s>
        <span className="small">已撤下，{scan.retracted === null ? null : <WhoAndWhen {...scan.retracted} />}</span>
      </span>
      <span />
      <span className="scan-actions">
        {isLocked ? null : (
          <button type="button" className="link-button" aria-label={`撤销撤下 ${scan.label}`} onClick={() => onAddAgain(scan)}>
            撤销
          </button>
        )}
      </span>
    </li>
  )
}

function WhoAndWhen({ operator, at }: { readonly operator: string; readonly at: string }) {
  const { status, now } = useSession()
  return (
    <>
      {personText(operator, status.operators)} {momentText(at, dayInChina(now()))}
    </>
  )
}
