import { expect, test } from 'vitest'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import { foldBefore } from '../../shared/domain/compareMoments.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { digestOfAssessment, listReleases, readGolden, readRelease } from './golden.ts'

const releases = await Promise.all((await listReleases()).map(async (release) => ({ release, ...(await readRelease(release)) })))

test('there are golden cases', () => {
  expect(releases.flatMap(({ cases }) => cases).length).toBeGreaterThan(4)
})

for (const { release, compiled, cases } of releases) {
  for (const golden of cases) {
    test(`${release}, ${golden.story}: folds to the same state`, () => {
      // A later release may say more about a case, never something else.
      expect(foldCase(golden.id, readGolden(golden.events))).toMatchObject(golden.state)
    })

    test(`${release}, ${golden.story}: is assessed as it was, and as it was when it was accepted`, () => {
      const events = readGolden(golden.events)
      const state = foldCase(golden.id, events)
      expect(digestOfAssessment(compiled, caseFacts(state, compiled.pack))).toBe(golden.assessmentDigest)
      for (const { event, write } of state.transitions) {
        if (write.action !== 'accept') continue
        const then = caseFacts(foldBefore(golden.id, events, event), compiled.pack)
        expect(then).toEqual(write.acceptance.facts)
        expect(digestOfAssessment(compiled, then)).toBe(write.acceptance.assessmentDigest)
      }
    })
  }
}
