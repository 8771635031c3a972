import { expect, test } from 'vitest'
import { readCommandLine } from '../../../electron/app/commandLine.ts'

test('without --pack the built-in pack is used', () => {
  expect(readCommandLine(['.', '--user-data-dir=/data'], '/home')).toMatchObject({ packDir: null })
})

test('a pack folder is taken from where the command was typed', () => {
  expect(readCommandLine(['.', '--pack', 'packs/new'], '/home')).toMatchObject({ packDir: '/home/packs/new' })
  expect(readCommandLine(['.', '--pack=/srv/pack 2'], '/home')).toMatchObject({ packDir: '/srv/pack 2' })
})

test('--pack without a folder is the built-in pack', () => {
  expect(readCommandLine(['.', '--pack'], '/home')).toMatchObject({ packDir: null })
  expect(readCommandLine(['.', '--pack='], '/home')).toMatchObject({ packDir: null })
})

test('overlays are laid in the order in which they are given, and the first pack is taken', () => {
  expect(readCommandLine(['.', '--overlay', 'jimei', '--pack=/srv/city', '--overlay=/srv/park', '--overlay'], '/home')).toEqual({ packDir: '/srv/city', overlayDirs: ['/home/jimei', '/srv/park'], restoreFrom: null })
  expect(readCommandLine(['.', '--overlay='], '/home').overlayDirs).toEqual([])
})
