import { changesTo, type LayerChange, type LayeredPart } from '../../shared/domain/layers.ts'
import { fieldsText, overlayTitle } from '../../shared/output/overlayWords.ts'
import type { PackLookup } from './packLookup.ts'

/** The small tag beside a line in which a district's overlay had a hand. */
export interface LayerView {
  /** `集美区补充 样例` */
  readonly tag: string
  /** `出自：集美区补充规定（样例）` */
  readonly title: string
}

/** The overlays' part in one line of the screen; `null`: all of it is the city's. */
export function viewLayer({ pack }: PackLookup, changes: readonly LayerChange[]): LayerView | null {
  const layers = pack.overlays.filter(({ id }) => changes.some(({ layer }) => layer.id === id))
  if (layers.length === 0) return null
  const tags = layers.map(({ short_zh }) => short_zh).join('、')
  return { tag: layers.some(({ sample }) => sample) ? `${tags} 样例` : tags, title: `出自：${layers.map(overlayTitle).join('、')}` }
}

/**
 * Where one entry stands: `厦门2021办理建筑许可改革方案`, `集美区补充规定（样例）`, or the city's pack with what an overlay
 * changed of it. `null` while no overlay is in use and there is only one place.
 */
export function originText({ pack }: PackLookup, part: LayeredPart, key: string): string | null {
  if (pack.overlays.length === 0) return null
  const changes = changesTo(pack.overlays, part, key)
  const parts = changes.map(({ layer, fields }) => (fields === null ? overlayTitle(layer) : `${overlayTitle(layer)}改了${fieldsText(fields)}`))
  const isBrought = changes[0]?.fields === null
  return [...(isBrought ? [] : [pack.name_zh]), ...parts].join('；')
}
