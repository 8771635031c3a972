import { changesTo, type LayerChange, type LayeredPart, overlaysOf } from '../../shared/domain/layers.ts'
import { fieldsText, overlayTag, overlayTitle } from '../../shared/output/overlayWords.ts'
import type { PackLookup } from './packLookup.ts'

/** The small tag beside a line in which a district's overlay had a hand. */
export interface LayerView {
  /** `集美区补充 样例` */
  readonly tag: string
  /** `出自：集美区补充规定（样例）` */
  readonly title: string
}

/** The overlays' part in one line of the screen; `null`: all of it is the city's. */
export function viewLayer({ layers }: PackLookup, changes: readonly LayerChange[]): LayerView | null {
  const overlays = overlaysOf(layers, changes)
  if (overlays.length === 0) return null
  const tags = [...new Set(overlays.map(overlayTag))].join('、')
  return { tag: overlays.some(({ sample }) => sample) ? `${tags} 样例` : tags, title: `出自：${overlays.map(overlayTitle).join('、')}` }
}

/**
 * Where one entry stands: `厦门2021办理建筑许可改革方案`, `集美区补充规定（样例）`, or the city's pack with what an overlay
 * changed of it. `null` while no overlay is in use and there is only one place.
 */
export function originText({ layers, pack }: PackLookup, part: LayeredPart, key: string): string | null {
  if (layers.overlays.length === 0) return null
  const changes = changesTo(layers, part, key)
  const titleOf = (id: string): string => layers.overlays.filter((overlay) => overlay.id === id).map(overlayTitle).join('')
  const parts = changes.map(({ overlay, fields }) => (fields === null ? titleOf(overlay) : `${titleOf(overlay)}改了${fieldsText(fields)}`))
  const isBrought = changes[0]?.fields === null
  return [...(isBrought ? [] : [pack.name_zh]), ...parts].join('；')
}
