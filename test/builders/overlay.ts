import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Overlay } from '../../shared/domain/overlay.ts'

/** A head that fits the pack that ships. */
export const aHead = {
  id: 'huli-test',
  version: '1.0.0',
  name_zh: '湖里区补充规定',
  short_zh: '湖里区补充',
  issuedBy_zh: '湖里区',
  docNo: '',
  district: '湖里区',
  on: { id: 'xiamen-2021', version: '1.0.0' },
  sample: false,
  effectiveFrom: '2021-05-01',
} as const

/** An overlay that changes nothing but what is given. */
export function anOverlay(head: Partial<Overlay['head']> = {}, entries: Partial<Overlay['entries']> = {}, precedence: Partial<Overlay['precedence']> = {}): Overlay {
  return {
    head: { ...aHead, ...head },
    entries: {
      facts: [],
      questionGroups: [],
      derivedFacts: [],
      themes: [],
      flows: [],
      rules: [],
      stages: [],
      items: [],
      materials: [],
      tasks: [],
      units: [],
      sources: [],
      papers: [],
      examples: [],
      partialExamples: [],
      ...entries,
    },
    precedence: { overrides: [], exclusive: [], combine: [], classificationOrder: [], ...precedence },
  }
}

/** An overlay folder under the temporary folder; a text is written as it stands. */
export function anOverlayFolder(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'overlay-'))
  for (const [name, content] of Object.entries({ 'overlay.json': aHead, ...files })) writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
  return folder
}
