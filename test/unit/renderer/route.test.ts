import { expect, test } from 'vitest'
import { goTo, nowhere, stepBack, type Place } from '../../../renderer/app/place.ts'
import { readRoute, routeText, type Route } from '../../../renderer/app/route.ts'

const routes: readonly Route[] = [
  { page: 'home' },
  { page: 'cases' },
  { page: 'ledger' },
  { page: 'sync' },
  { page: 'day' },
  { page: 'settings' },
  { page: 'recovery', id: '7K2M9Q' },
  { page: 'guides', guide: null },
  { page: 'guides', guide: { kind: 'item', id: 'construction-permit' } },
  { page: 'case', caseId: '0f8fad5b-d9cb' },
  { page: 'intake', caseId: null, step: 'questions' },
  { page: 'intake', caseId: '0f8fad5b-d9cb', step: 'materials' },
]

test.each(routes)('a kept place is found again: %j', (route) => {
  expect(readRoute(routeText(route))).toEqual(route)
})

test.each(['', 'nowhere', 'intake/x/elsewhere', 'case', 'guides/item', 'guides/item/', 'guides/nothing/x', 'recovery', 'recovery/'])('"%s" is no place', (text) => {
  expect(readRoute(text)).toBeNull()
})

const permit: Route = { page: 'guides', guide: { kind: 'item', id: 'construction-permit' } }
const form: Route = { page: 'guides', guide: { kind: 'material', id: 'construction-permit-form' } }
const caseInHand: Route = { page: 'intake', caseId: '0f8fad5b-d9cb', step: 'questions' }
const walk = (...routes: readonly Route[]): Place => routes.reduce(goTo, nowhere)

test('from page to page of the guides, and back to the case in hand', () => {
  const there = walk(caseInHand, permit, form)
  expect(stepBack(there)?.route).toEqual(permit)
  const back = stepBack(there)
  expect(back && stepBack(back)?.route).toEqual(caseInHand)
})

test('a page opened twice in a row is stepped back from once', () => {
  expect(stepBack(walk(caseInHand, permit, permit))?.route).toEqual(caseInHand)
})

test('stepping back begins no second case', () => {
  const begun: Route = { page: 'intake', caseId: null, step: 'questions', theme: 'low-risk' }
  expect(stepBack(walk(begun, permit))?.route).toEqual({ page: 'intake', caseId: null, step: 'questions' })
})

test('who has left the guides does not step back into them', () => {
  expect(stepBack(walk(permit, form, { page: 'home' }))).toBeNull()
  expect(stepBack(walk(permit))).toBeNull()
})
