/**
 * Which layer an entry of the pack in use comes from: the city's pack at the bottom, districts' overlays on it in order.
 * `overlay.ts` lays them; screens and papers ask here.
 */

/** The city packs that an overlay was written for: one version, or `from` (included) to `below` (excluded). */
export type PackRange = { readonly id: string; readonly version: string } | { readonly id: string; readonly from: string; readonly below: string }

export interface OverlayHead {
  readonly id: string
  readonly version: string
  readonly name_zh: string
  /** A few characters, for the tag beside a line. */
  readonly short_zh: string
  readonly issuedBy_zh: string
  readonly docNo: string
  readonly district: string
  readonly on: PackRange
  /** Made up to show what an overlay does, issued by nobody: marked 样例 wherever it is named. */
  readonly sample: boolean
  /** First day of application, `YYYY-MM-DD`. */
  readonly effectiveFrom: string
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

/** One overlay as it lies on a pack: who it is and what it did there. Plain data, part of the pack. */
export interface Layer extends OverlayHead {
  /** SHA-256 (hex) over the overlay's canonical JSON. */
  readonly digest: string
  /**
   * By `part/key`: `null` where the overlay brought the entry, otherwise the fields in which it differs from the layer
   * below. `itemMaterials/item/material` (`null`): put on an item's own list. What is not here was left as it stood.
   */
  readonly changes: Readonly<Record<string, readonly string[] | null>>
}

export interface LayerChange {
  readonly layer: Layer
  readonly fields: readonly string[] | null
}

/** What the layers of a pack did to one entry, the uppermost last; nothing: it stands as the city wrote it. */
export function changesTo(layers: readonly Layer[], part: LayeredPart | 'itemMaterials', key: string | number): readonly LayerChange[] {
  return layers.flatMap((layer): LayerChange[] => {
    const fields = layer.changes[`${part}/${key}`]
    return fields === undefined ? [] : [{ layer, fields }]
  })
}
