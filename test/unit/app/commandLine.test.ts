import { expect, test } from 'vitest'
import { readCommandLine } from '../../../electron/app/commandLine.ts'

test('without --pack the built-in pack is used', () => {
  expect(readCommandLine(['.', '--user-data-dir=/data'], '/home')).toEqual({ packDir: null })
})

test('a pack folder is taken from where the command was typed', () => {
  expect(readCommandLine(['.', '--pack', 'packs/new'], '/home')).toEqual({ packDir: '/home/packs/new' })
  expect(readCommandLine(['.', '--pack=/srv/pack 2'], '/home')).toEqual({ packDir: '/srv/pack 2' })
})

test('--pack without a folder is the built-in pack', () => {
  expect(readCommandLine(['.', '--pack'], '/home')).toEqual({ packDir: null })
  expect(readCommandLine(['.', '--pack='], '/home')).toEqual({ packDir: null })
})
