import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** House rules that are read off the text of a file. Each names the breach, or nothing. */
type HouseRule = (file: string, code: string) => string | null

const houseRules: Readonly<Record<string, HouseRule>> = {
  'no check is switched off': (_file, code) => (/@ts-(ignore|nocheck|expect-error)|(ox|es)lint-disable/.test(code) ? 'a check is switched off' : null),
  'no test is skipped or left alone': (file, code) =>
    /\.(test|spec)\.tsx?$/.test(file) && /\b(test|it|describe)\.(only|skip|todo|fixme|fails)\b/.test(code) ? 'a test is skipped or runs alone' : null,
  'no grab-bag files': (file) => (/^(utils?|helpers?|manager|common|types|misc|index)\.(ts|tsx|mjs)$/.test(basename(file)) ? 'the name says nothing' : null),
  'components in PascalCase, all else in camelCase': (file) => {
    const name = basename(file)
    if (/\.(config|d)\.ts$/.test(name)) return null
    const isFine = name.endsWith('.tsx') ? /^([A-Z][A-Za-z0-9]*|main|[a-z][A-Za-z0-9]*\.test)(\.test)?\.tsx$/.test(name) : /^[a-z][A-Za-z0-9]*(\.(test|spec))?\.(ts|mjs|cjs)$/.test(name)
    return isFine ? null : 'name not in the form of the house'
  },
  'shared code takes time and chance as arguments': (file, code) =>
    file.startsWith('shared/') && !file.endsWith('.test.ts') && /\bDate\.now\(|new Date\(\)|Math\.random\(|randomUUID\(|performance\.now\(/.test(code) ? 'reads the clock or rolls dice' : null,
  'no machine paths and no registry hosts': (_file, code) => (/\/work\/|\/root\/|https?:\/\/registry\./.test(code) ? 'names a machine' : null),
}

const folders = ['shared', 'electron', 'renderer', 'runtime', 'scripts', 'test']
const ownFile = 'test/rules/house.test.ts'

function findFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return findFiles(path)
    return /\.(ts|tsx|mjs|cjs)$/.test(entry.name) ? [path] : []
  })
}
const files = folders.flatMap(findFiles).filter((file) => relative(ownFile, file) !== '')

test.each(Object.entries(houseRules))('%s', (_name, findBreach) => {
  const breaches = files.flatMap((file) => {
    const breach = findBreach(file, readFileSync(join(root, file), 'utf8'))
    return breach === null ? [] : [`${file}: ${breach}`]
  })
  expect(files.length).toBeGreaterThan(50)
  expect(breaches).toEqual([])
})

const probes: Readonly<Record<string, readonly [file: string, code: string]>> = {
  'no check is switched off': ['shared/domain/a.ts', '// @ts-ignore\n'],
  'no test is skipped or left alone': ['test/unit/a.test.ts', "test.only('a', () => {})"],
  'no grab-bag files': ['shared/domain/utils.ts', ''],
  'components in PascalCase, all else in camelCase': ['renderer/ui/my-button.tsx', ''],
  'shared code takes time and chance as arguments': ['shared/domain/a.ts', 'export const today = new Date()'],
  'no machine paths and no registry hosts': ['scripts/a.mjs', "const home = '/root/desk'"],
}

test.each(Object.entries(houseRules))('a breach is found: %s', (name, findBreach) => {
  const probe = probes[name]
  expect(probe).toBeDefined()
  expect(probe && findBreach(...probe)).toEqual(expect.any(String))
})

/** Selectors that name no class reach the whole program: in a feature's file they would count from when that was first opened. */
function wideSelectors(css: string): string[] {
  const heads = [...css.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}]+)\{/g)].map(([, head = '']) => head.trim())
  return heads.filter((head) => !head.startsWith('@')).flatMap((head) => head.split(',')).filter((selector) => !/[.#]|\bfrom\b|\bto\b|%/.test(selector))
}

test('what a feature lays down for the screen holds for the feature alone', () => {
  const sheets = readdirSync(join(root, 'renderer/features'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.css'))
  expect(sheets.length).toBeGreaterThan(5)
  expect(sheets.flatMap((file) => wideSelectors(readFileSync(join(root, 'renderer/features', file), 'utf8')).map((selector) => `${file}: ${selector}`))).toEqual([])
  expect(wideSelectors('@media (max-width: 1px) { .a input, b > i { margin: 0; } } /* p { } */')).toEqual([' b > i'])
})
