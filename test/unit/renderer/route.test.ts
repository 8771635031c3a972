import { expect, test } from 'vitest'
import { readRoute, routeText, type Route } from '../../../renderer/app/route.ts'

const routes: readonly Route[] = [
  { page: 'home' },
  { page: 'cases' },
  { page: 'ledger' },
  { page: 'case', caseId: '0f8fad5b-d9cb' },
  { page: 'intake', caseId: null, step: 'questions' },
  { page: 'intake', caseId: '0f8fad5b-d9cb', step: 'materials' },
]

test.each(routes)('a kept place is found again: %j', (route) => {
  expect(readRoute(routeText(route))).toEqual(route)
})

test.each(['', 'nowhere', 'intake/x/elsewhere', 'case'])('"%s" is no place', (text) => {
  expect(readRoute(text)).toBeNull()
})
