import { expect, test } from 'vitest'
import { casesOpenedBy } from '../../../renderer/data/myCases.ts'
import { aRow } from '../../builders/rows.ts'

const me = { id: 'a1', name: '李敏' }

test('my cases are those that I opened and that are not decided, in the order of the list; those of a namesake are counted and not mine', () => {
  const rows = [
    aRow({ id: 'newest', openedBy: 'a1' }),
    aRow({ id: 'of a namesake', openedBy: 'b2' }),
    aRow({ id: 'accepted', openedBy: 'a1', status: 'accepted' }),
    aRow({ id: 'under a name of before', openedBy: 'a1', operatorName: '李敏敏', status: 'resubmitted' }),
    aRow({ id: 'of somebody else', openedBy: 'c3', operatorName: '陈刚' }),
    aRow({ id: 'accepted for a namesake', openedBy: 'b2', status: 'accepted' }),
    aRow({ id: 'without its opening', openedBy: null, operatorName: '' }),
  ]
  const { mine, namesakes } = casesOpenedBy(rows, me)
  expect(mine.map(({ id }) => id)).toEqual(['newest', 'under a name of before'])
  expect(namesakes).toBe(1)
})
