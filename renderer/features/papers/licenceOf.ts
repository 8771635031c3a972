import type { LicenceKind, PaperKind } from '../../../shared/domain/events.ts'

/** The licence whose data a paper prints; a kind that is not here prints none. */
export const licenceOf: Readonly<Partial<Record<PaperKind, LicenceKind>>> = { 'planning-permit': 'planningPermit', 'construction-permit': 'constructionPermit' }
