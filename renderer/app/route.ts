/** Where the clerk is. Small enough to need no router; its text form is kept with the draft. */
export type Route =
  | { readonly page: 'home' }
  | { readonly page: 'intake'; readonly caseId: string | null; readonly step: IntakeStep }
  | { readonly page: 'cases' }
  | { readonly page: 'case'; readonly caseId: string }
  | { readonly page: 'ledger' }

export const intakeSteps = ['questions', 'profile', 'materials'] as const
export type IntakeStep = (typeof intakeSteps)[number]

export function routeText(route: Route): string {
  switch (route.page) {
    case 'home':
    case 'cases':
    case 'ledger':
      return route.page
    case 'intake':
      return `intake/${route.caseId ?? 'new'}/${route.step}`
    case 'case':
      return `case/${route.caseId}`
  }
}

/** Reads a kept route; `null` for what an older version may have written. */
export function readRoute(text: string): Route | null {
  const [page, caseId, step] = text.split('/')
  switch (page) {
    case 'home':
    case 'cases':
    case 'ledger':
      return { page }
    case 'case':
      return caseId === undefined ? null : { page, caseId }
    case 'intake': {
      const known = intakeSteps.find((name) => name === step)
      return caseId === undefined || known === undefined ? null : { page, caseId: caseId === 'new' ? null : caseId, step: known }
    }
    default:
      return null
  }
}
