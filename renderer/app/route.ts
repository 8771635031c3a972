import { guideKinds, type GuideName } from '../words/guideIndex.ts'

/** Pages that are named by their name alone. */
const plainPages = ['home', 'cases', 'ledger', 'sync', 'day', 'stick', 'settings', 'editions'] as const
type PlainPage = (typeof plainPages)[number]

/** Where the clerk is. Small enough to need no router; its text form is kept with the draft. */
export type Route =
  | { [P in PlainPage]: { readonly page: P } }[PlainPage]
  | {
      readonly page: 'intake'
      readonly caseId: string | null
      readonly step: IntakeStep
      /** A new case begins with this theme; not part of the text form, a case begins once. */
      readonly theme?: string
    }
  | { readonly page: 'case'; readonly caseId: string }
  | { readonly page: 'recovery'; readonly id: string }
  /** `null`: the list alone. */
  | { readonly page: 'guides'; readonly guide: GuideName | null }

export const intakeSteps = ['questions', 'profile', 'materials', 'papers'] as const
export type IntakeStep = (typeof intakeSteps)[number]

export function routeText(route: Route): string {
  switch (route.page) {
    case 'recovery':
      return `recovery/${route.id}`
    case 'intake':
      return `intake/${route.caseId ?? 'new'}/${route.step}`
    case 'case':
      return `case/${route.caseId}`
    case 'guides':
      return route.guide === null ? 'guides' : `guides/${route.guide.kind}/${route.guide.id}`
    default:
      return route.page
  }
}

/** Reads a kept route; `null` for what an older version may have written. */
export function readRoute(text: string): Route | null {
  const [page, second, third] = text.split('/')
  const plain = plainPages.find((name) => name === page)
  if (plain !== undefined) return { page: plain }
  switch (page) {
    case 'recovery':
      return second === undefined || second === '' ? null : { page, id: second }
    case 'case':
      return second === undefined ? null : { page, caseId: second }
    case 'intake': {
      const step = intakeSteps.find((name) => name === third)
      return second === undefined || step === undefined ? null : { page, caseId: second === 'new' ? null : second, step }
    }
    case 'guides': {
      if (second === undefined) return { page, guide: null }
      const kind = guideKinds.find((name) => name === second)
      return kind === undefined || third === undefined || third === '' ? null : { page, guide: { kind, id: third } }
    }
    default:
      return null
  }
}
