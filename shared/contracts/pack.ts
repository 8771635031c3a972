import * as z from 'zod'
import { itemStatuses } from '../domain/pack.ts'

/**
 * The shape of a pack's files. A pack folder holds `pack.json` (head) and one file per part; every file is checked
 * here, once, when it is read. What the parts mean together is checked by `shared/domain/packCheck.ts`.
 */

// zod's compiled parsers need `new Function`, which a page's Content-Security-Policy forbids.
z.config({ jitless: true })

const id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
const factName = z.string().regex(/^[a-z][A-Za-z0-9]*$/)
const words = z.string().min(1)
const day = z.iso.date()
const expression = z.string().min(1)
const factValue = z.union([z.boolean(), z.number(), z.string()])
const facts = z.record(z.string(), factValue)

const clause = z.union([z.number().int(), z.string(), z.null()])
const confidence = z.enum(['high', 'medium', 'low'])
const basis = z.strictObject({
  clause: clause.optional(),
  tasks: z.array(z.number().int()).optional(),
  law: z.string().optional(),
})

const factBase = {
  name: factName,
  label_zh: words,
  question_zh: words,
  group: z.string(),
  askWhen: expression,
  help_zh: z.string().optional(),
  answeredBy: z.enum(['applicant', 'clerk']),
}
const fact = z.discriminatedUnion('type', [
  z.strictObject({ ...factBase, type: z.literal('boolean') }),
  z.strictObject({
    ...factBase,
    type: z.literal('number'),
    unit: z.string().optional(),
    min: z.number().optional(),
    max: z.number().optional(),
    decimals: z.number().int().min(0).max(6).optional(),
    integer: z.boolean().optional(),
  }),
  z.strictObject({ ...factBase, type: z.literal('date') }),
  z.strictObject({ ...factBase, type: z.literal('enum'), options: z.array(z.strictObject({ value: z.string().min(1), label_zh: words })).min(1) }),
])

const effect = z.strictObject({
  kind: z.enum(['classify', 'route', 'advise', 'duty', 'commitment', 'exempt', 'merge', 'simplify', 'internalise', 'waive-material']),
  target: z.array(z.string().regex(/^(item|stage|flow|case):[a-z0-9-]+$/)).min(1),
  value: z.string().min(1),
  into: z.string().regex(/^item:[a-z0-9-]+$/).optional(),
  materials: z
    .strictObject({
      add: z.array(id).optional(),
      waive: z.array(id).optional(),
      keepOnly: z.array(id).optional(),
      replacedBy: id.optional(),
    })
    .optional(),
})

const rule = z.strictObject({
  id,
  title_zh: words,
  basis,
  when: expression,
  effect,
  explanation_zh: words,
  notes: z.string().optional(),
  inForceFrom: day.nullable(),
  taskDeadline: day.nullable(),
})

const ruleGroup = z.strictObject({ rules: z.array(id).min(1), reason: z.string() })
const status = z.enum(itemStatuses)

/** One schema per file, by file name. */
export const packFiles = {
  'pack.json': z.strictObject({
    id,
    version: z.string().regex(/^\d+\.\d+\.\d+$/),
    name_zh: words,
    issuedBy_zh: words,
    docNo: z.string(),
    effectiveFrom: day,
    effectiveTo: day.nullable(),
    calendarYears: z.strictObject({ from: z.number().int(), to: z.number().int() }),
    districts: z.array(words).min(1),
  }),
  'facts.json': z.strictObject({
    facts: z.array(fact).min(1),
    questionGroups: z.array(z.strictObject({ id, question_zh: words, lines: z.array(z.strictObject({ fact: factName, label_zh: words })).min(2) })),
    derivedFacts: z.array(z.strictObject({ name: factName, label_zh: words, type: z.literal('boolean'), order: z.number().int(), expression })),
  }),
  'themes.json': z.array(z.strictObject({ id, name_zh: words, description_zh: z.string(), flow: id, presets: facts })).min(1),
  'policy-rules.json': z.strictObject({
    flows: z.array(z.strictObject({ id, name_zh: words, basic: z.boolean() })).min(1),
    rules: z.array(rule).min(1),
    precedence: z.strictObject({
      statusOrder: z.array(status),
      statusOrderNote: z.string().optional(),
      overrides: z.array(z.strictObject({ scope: z.string(), higher: id, lower: z.union([z.literal('*'), id]), reason: z.string() })),
      exclusive: z.array(ruleGroup),
      combine: z.array(ruleGroup),
      classificationOrder: z.array(z.string()),
    }),
  }),
  'items.json': z.strictObject({
    stages: z.array(z.strictObject({ id, name_zh: words, order: z.number().int(), afterWorks: z.boolean().optional() })).min(1),
    items: z.array(
      z.strictObject({
        id,
        name_zh: words,
        stage: id,
        department: z.string(),
        nature: z.enum(['filing', 'licence', 'review', 'assessment', 'duty', 'internal', 'registration', 'utility']),
        parallel: z.boolean(),
        appliesWhen: expression,
        result: z.strictObject({ certificate_zh: z.string() }),
        materials: z.array(id),
        timeLimit: z.strictObject({ workingDays: z.number().int().min(0), source: z.string(), confidence: z.string() }),
        basis,
        sample: z.boolean(),
        confidence,
        note: z.string().optional(),
      }),
    ),
    materials: z.array(
      z.strictObject({
        id,
        name_zh: words,
        kind: z.enum(['certificate', 'form', 'report', 'drawing', 'commitment']),
        original: z.number().int().min(0),
        copies: z.number().int().min(0),
        shareableFrom: z.string().optional(),
        resultOf: id.optional(),
        /** Named by the plan itself. */
        inPlan: z.boolean().optional(),
        sample: z.boolean(),
        confidence,
        note: z.string().optional(),
      }),
    ),
  }),
  'plan-tasks.json': z.array(
    z.strictObject({
      no: z.number().int().min(1),
      part: z.number().int(),
      partTitle: words,
      title: words,
      content: words,
      lead: z.array(z.string()),
      leadIds: z.array(id),
      responsible: z.array(z.string()),
      responsibleIds: z.array(id),
      deadline: day.nullable(),
      ongoing: z.boolean(),
      clause,
      relatedClauses: z.array(clause).optional(),
      sources: z.array(id),
      theme: id,
      // What was mended in the scanned text, and the text as printed.
      ocrRepaired: z.boolean(),
      ocrNote: z.string().optional(),
      ocrScope: z.enum(['content', 'source-title', 'unit', 'flag-only']).optional(),
      contentAsPrinted: z.string().optional(),
    }),
  ),
  'units.json': z.array(z.strictObject({ id, name_zh: words, kind: z.string(), aliases: z.array(z.string()), collective: z.boolean().optional(), note: z.string().optional() })),
  'sources.json': z.array(z.strictObject({ id, title: words, docNo: z.string().nullable().optional(), issuer: id.nullable().optional(), issued: z.string().optional(), citedIn: z.array(z.string()), docNoSource: z.string().optional(), note: z.string().optional() })),
  'papers.json': z.array(z.strictObject({ kind: id, title_zh: words, body: z.array(z.string()), footer: z.array(z.string()), sample: z.boolean() })),
  'scenarios.json': z.array(
    z.strictObject({
      id: z.string(),
      title_zh: z.string(),
      facts,
      expect: z.strictObject({
        classification: z.string().optional(),
        flow: id.optional(),
        items: z.record(z.string(), status).optional(),
        ruleIds: z.array(id).optional(),
        materialsWaived: z.array(z.string()).optional(),
      }),
    }),
  ),
  'partial-cases.json': z.array(z.strictObject({ id: z.string(), note: z.string(), facts, expect: z.record(z.string(), z.boolean().nullable()) })),
} as const

export type PackFileName = keyof typeof packFiles
/** A pack folder whole, by file name. */
export const packFolder = z.object(packFiles)
/** The parsed content of every file of a pack folder. */
export type PackFileContents = Readonly<z.infer<typeof packFolder>>
