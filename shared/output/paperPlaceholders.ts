import type { PaperKind } from '../domain/events.ts'
import { acceptancePlaceholders } from './acceptanceNotice.ts'
import { certificatePlaceholders } from './certificate.ts'
import { commitmentPlaceholders } from './commitmentLetter.ts'
import { comparisonPlaceholders } from './comparisonSheet.ts'
import { exemptionPlaceholders } from './exemptionSlip.ts'
import { receiptPlaceholders } from './materialReceipt.ts'
import { guidePlaceholders } from './processGuide.ts'
import { refusalPlaceholders } from './refusalNotice.ts'
import { supplementPlaceholders } from './supplementNotice.ts'

/** Kinds of wording that a pack has to bring: the numbered papers, and the sheet that never takes a number. */
export type WordingKind = PaperKind | 'comparison-sheet'

/** What the papers of this version can fill in, by kind of paper. */
export const paperPlaceholders: Readonly<Record<WordingKind, readonly string[]>> = {
  'acceptance-notice': acceptancePlaceholders,
  'supplement-notice': supplementPlaceholders,
  'refusal-notice': refusalPlaceholders,
  'material-receipt': receiptPlaceholders,
  'commitment-letter': commitmentPlaceholders,
  'exemption-slip': exemptionPlaceholders,
  'process-guide': guidePlaceholders,
  'planning-permit': certificatePlaceholders,
  'construction-permit': certificatePlaceholders,
  'comparison-sheet': comparisonPlaceholders,
}
