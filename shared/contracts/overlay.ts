import { z } from 'zod'
import type { Overlay } from '../domain/overlay.ts'
import { packFiles } from './pack.ts'

/**
 * The shape of an overlay's files: `overlay.json` (head) and any of the pack's files, each with the entries that are
 * added or overridden only. Checked here, once, when a folder is read.
 */

const day = z.iso.date()
const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const version = z.string().regex(/^\d+\.\d+\.\d+$/)
const words = z.string().min(1)
const rulesFile = packFiles['policy-rules.json'].shape

export const overlayHead = z.strictObject({
  id,
  version,
  name_zh: words,
  short_zh: words.max(12),
  issuedBy_zh: words,
  docNo: z.string(),
  district: words,
  effectiveFrom: day,
  on: z.strictObject({ id, version }),
  sample: z.boolean(),
})

/** One schema per file that an overlay may have beside its head. */
export const overlayFiles = {
  'facts.json': packFiles['facts.json'].partial(),
  'themes.json': packFiles['themes.json'],
  'policy-rules.json': z.strictObject({ flows: rulesFile.flows, rules: rulesFile.rules, overrides: rulesFile.precedence.shape.overrides }).partial(),
  'items.json': packFiles['items.json'].partial(),
  'plan-tasks.json': packFiles['plan-tasks.json'],
  'units.json': packFiles['units.json'],
  'sources.json': packFiles['sources.json'],
  'papers.json': packFiles['papers.json'],
  'scenarios.json': packFiles['scenarios.json'],
  'partial-cases.json': packFiles['partial-cases.json'],
} as const
export type OverlayFileName = keyof typeof overlayFiles
/** What was read; a file that is not there is left out. */
export type OverlayFileContents = { readonly [F in OverlayFileName]?: z.infer<(typeof overlayFiles)[F]> | undefined }

/** One value from many files. */
export function assembleOverlay(head: z.infer<typeof overlayHead>, files: OverlayFileContents): Overlay {
  const [facts, rules, items] = [files['facts.json'], files['policy-rules.json'], files['items.json']]
  return {
    head,
    facts: facts?.facts ?? [],
    questionGroups: facts?.questionGroups ?? [],
    derivedFacts: facts?.derivedFacts ?? [],
    themes: files['themes.json'] ?? [],
    flows: rules?.flows ?? [],
    rules: rules?.rules ?? [],
    overrides: rules?.overrides ?? [],
    stages: items?.stages ?? [],
    items: items?.items ?? [],
    materials: items?.materials ?? [],
    tasks: files['plan-tasks.json'] ?? [],
    units: files['units.json'] ?? [],
    sources: files['sources.json'] ?? [],
    papers: files['papers.json'] ?? [],
    examples: files['scenarios.json'] ?? [],
    partialExamples: files['partial-cases.json'] ?? [],
  }
}
