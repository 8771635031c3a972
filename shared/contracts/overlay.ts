import * as z from 'zod'
import type { Overlay } from '../domain/overlay.ts'
import { packFiles } from './pack.ts'

/**
 * The shape of an overlay's files: `overlay.json` (head) and any of the pack's files, with the same entries, only
 * those that are added or replaced. How they are laid on a pack stands in `shared/domain/overlay.ts`.
 */

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const words = z.string().min(1)
const version = z.string().regex(/^\d{1,5}\.\d{1,5}\.\d{1,5}$/)

const facts = packFiles['facts.json'].shape
const rules = packFiles['policy-rules.json'].shape
const precedence = rules.precedence.shape
const items = packFiles['items.json'].shape

/** One schema per file, by file name. */
export const overlayFiles = {
  'overlay.json': z.strictObject({
    // Stands in the version of the pack in use, which every case keeps.
    id: id.max(32),
    version,
    name_zh: words,
    short_zh: words.max(12),
    issuedBy_zh: words,
    docNo: z.string(),
    district: words,
    on: z.union([z.strictObject({ id, version }), z.strictObject({ id, from: version, below: version })], { error: '应为 { id, version } 或 { id, from, below }' }),
    sample: z.boolean(),
    effectiveFrom: z.iso.date(),
  }),
  'facts.json': z.strictObject({
    facts: z.array(facts.facts.element).optional(),
    questionGroups: facts.questionGroups.optional(),
    derivedFacts: facts.derivedFacts.optional(),
  }),
  'themes.json': z.array(packFiles['themes.json'].element),
  'policy-rules.json': z.strictObject({
    flows: z.array(rules.flows.element).optional(),
    rules: z.array(rules.rules.element).optional(),
    precedence: z
      .strictObject({
        overrides: precedence.overrides.optional(),
        exclusive: precedence.exclusive.optional(),
        combine: precedence.combine.optional(),
        classificationOrder: precedence.classificationOrder.optional(),
      })
      .optional(),
  }),
  'items.json': z.strictObject({
    stages: z.array(items.stages.element).optional(),
    items: items.items.optional(),
    materials: items.materials.optional(),
  }),
  'plan-tasks.json': packFiles['plan-tasks.json'],
  'units.json': packFiles['units.json'],
  'sources.json': packFiles['sources.json'],
  'papers.json': packFiles['papers.json'],
  'scenarios.json': packFiles['scenarios.json'],
  'partial-cases.json': packFiles['partial-cases.json'],
} as const

export type OverlayFileName = keyof typeof overlayFiles
/** An overlay folder whole, by file name: the head, and those of the other files that are there. */
export const overlayFolder = z.object(overlayFiles).partial().required({ 'overlay.json': true })
export type OverlayFileContents = Readonly<z.infer<typeof overlayFolder>>

/** One value from many files; a file that is not there changes nothing. */
export function assembleOverlay(files: OverlayFileContents): Overlay {
  const { facts = [], questionGroups = [], derivedFacts = [] } = files['facts.json'] ?? {}
  const { flows = [], rules: given = [], precedence: added = {} } = files['policy-rules.json'] ?? {}
  const { stages = [], items: replaced = [], materials = [] } = files['items.json'] ?? {}
  const { overrides = [], exclusive = [], combine = [], classificationOrder = [] } = added
  return {
    head: files['overlay.json'],
    entries: {
      facts,
      questionGroups,
      derivedFacts,
      themes: files['themes.json'] ?? [],
      flows,
      rules: given,
      stages,
      items: replaced,
      materials,
      tasks: files['plan-tasks.json'] ?? [],
      units: files['units.json'] ?? [],
      sources: files['sources.json'] ?? [],
      papers: files['papers.json'] ?? [],
      examples: files['scenarios.json'] ?? [],
      partialExamples: files['partial-cases.json'] ?? [],
    },
    precedence: { overrides, exclusive, combine, classificationOrder },
  }
}
