import { expect, test } from 'vitest'
import { readCommandLine } from '../../../electron/app/commandLine.ts'

test('without --pack the built-in pack is used', () => {
  expect(readCommandLine(['.', '--user-data-dir=/data'], '/home')).toEqual({ packDir: null, overlayDirs: [] })
})

test('a pack folder is taken from where the command was typed', () => {
  expect(readCommandLine(['.', '--pack', 'packs/new'], '/home')).toMatchObject({ packDir: '/home/packs/new' })
  expect(readCommandLine(['.', '--pack=/srv/pack 2'], '/home')).toMatchObject({ packDir: '/srv/pack 2' })
})

test('--pack without a folder is the built-in pack', () => {
  expect(readCommandLine(['.', '--pack'], '/home')).toEqual({ packDir: null, overlayDirs: [] })
  expect(readCommandLine(['.', '--pack='], '/home')).toEqual({ packDir: null, overlayDirs: [] })
})

test('overlays are laid on in the order in which they are given', () => {
  expect(readCommandLine(['.', '--overlay', 'a', '--pack', 'p', '--overlay=/b', '--overlay'], '/home')).toEqual({ packDir: '/home/p', overlayDirs: ['/home/a', '/b'] })
})
