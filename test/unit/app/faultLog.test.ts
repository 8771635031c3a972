import { expect, test } from 'vitest'
import { describeError } from '../../../electron/app/faultLog.ts'

test('an entry says where, never what was typed', () => {
  const entry = describeError(new RangeError('张三\n    at 440101199001011234'))
  expect(entry).toMatch(/^RangeError\n\s+at /)
  expect(entry).not.toContain('张三')
  expect(entry).not.toContain('440101')
})

test('the code of a system error is kept, its path is not', () => {
  const error = Object.assign(new Error("ENOSPC: no space left, write '/data/张三.json'"), { code: 'ENOSPC' })
  expect(describeError(error)).toContain('Error ENOSPC')
  expect(describeError(error)).not.toContain('张三')
})

test('what is thrown without being an error is named by its type', () => {
  expect(describeError('张三')).toBe('thrown string')
})
