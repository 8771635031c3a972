import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RoomReport } from './roomRules.ts'
import { checkRooms, makeRules } from './roomRules.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** For each rule a file that breaks it. A rule that has never rejected anything is not trusted. */
const probes: Readonly<Record<string, { readonly file: string; readonly code: string }>> = {
  'no-cycle': { file: 'shared/domain/about.ts', code: "import { round } from './round.ts'\nexport const about = [round]" },
  'no-unresolved': { file: 'scripts/lost.ts', code: "import 'no-such-package'" },
  'shared/domain: other room': { file: 'shared/domain/other.ts', code: "import '../contracts/there.ts'" },
  'shared/domain: package': { file: 'shared/domain/package.ts', code: "import 'zod'" },
  'shared/domain: node': { file: 'shared/domain/node.ts', code: "import { createHash } from 'node:crypto'\nexport const hash = createHash" },
  'shared/domain: feelin behind parseFeel.ts': { file: 'shared/domain/feelToo.ts', code: "import 'feelin'" },
  'shared/domain: chinese-days behind workdays.ts': { file: 'shared/domain/days.ts', code: "import days from 'chinese-days/dist/chinese-days.json'\nexport const count = days" },
  'shared/contracts: other room': { file: 'shared/contracts/other.ts', code: "import type { there } from '../output/there.ts'\nexport type There = typeof there" },
  'shared/contracts: package': { file: 'shared/contracts/package.ts', code: "import 'dexie'" },
  'shared/contracts: node': { file: 'shared/contracts/node.ts', code: "import 'fs'" },
  'shared/output: other room': { file: 'shared/output/other.ts', code: "import '../../electron/station/there.ts'" },
  'shared/output: package': { file: 'shared/output/package.ts', code: "import 'pdfmake'" },
  'shared/output: node': { file: 'shared/output/node.ts', code: "export const path = await import('node:path')" },
  'electron/station: other room': { file: 'electron/station/other.ts', code: "import '../app/there.ts'" },
  'electron/station: package': { file: 'electron/station/package.ts', code: "import 'electron'" },
  'electron/station: qrcode behind documents/codeMatrix.ts': { file: 'electron/station/papers.ts', code: "import 'qrcode'" },
  'electron/station: age-encryption behind stick/ageCipher.ts': { file: 'electron/station/stick/cipher.ts', code: "import 'age-encryption'" },
  'electron/station: tsx behind documents/sourceWorker.mjs': { file: 'electron/station/run.ts', code: "import 'tsx/esm/api'" },
  'electron/app: other room': { file: 'electron/app/other.ts', code: "import '../../runtime/there.ts'" },
  'electron/app: package': { file: 'electron/app/package.ts', code: "import 'pdfmake'" },
  'electron/app: types only': { file: 'electron/app/values.ts', code: "import { z } from 'zod'\nexport const text = z.string()" },
  'renderer/data: other room': { file: 'renderer/data/other.ts', code: "import '../features/intake/there.ts'" },
  'renderer/data: package': { file: 'renderer/data/package.ts', code: "import 'antd'" },
  'renderer/data: node': { file: 'renderer/data/node.ts', code: "import 'node:fs'" },
  'renderer/words: other room': { file: 'renderer/words/other.ts', code: "import '../data/there.ts'" },
  'renderer/words: package': { file: 'renderer/words/package.ts', code: "import 'react'" },
  'renderer/words: node': { file: 'renderer/words/node.ts', code: "import 'node:path'" },
  'renderer/ui: other room': { file: 'renderer/ui/Other.tsx', code: "import '../../shared/domain/there.ts'" },
  'renderer/ui: package': { file: 'renderer/ui/Package.tsx', code: "import 'dexie'" },
  'renderer/ui: node': { file: 'renderer/ui/Node.tsx', code: "import 'node:os'" },
  'renderer/features: other room': { file: 'renderer/features/intake/Other.tsx', code: "import '../../app/there.ts'" },
  'renderer/features: package': { file: 'renderer/features/intake/Package.tsx', code: "import 'dexie'" },
  'renderer/features: @dagrejs/dagre behind flowChart/layout.ts': { file: 'renderer/features/intake/Graph.tsx', code: "import '@dagrejs/dagre'" },
  'renderer/features: node': { file: 'renderer/features/intake/Node.tsx', code: "import 'node:fs'" },
  'renderer/features: apart': { file: 'renderer/features/cases/Other.tsx', code: "import '../intake/there.ts'" },
  'renderer/app: other room': { file: 'renderer/app/other.ts', code: "import '../../electron/station/there.ts'" },
  'renderer/app: package': { file: 'renderer/app/package.ts', code: "import 'electron'" },
  'renderer/app: node': { file: 'renderer/app/node.ts', code: "import 'node:fs'" },
  'runtime: other room': { file: 'runtime/other.ts', code: "import '../electron/app/there.ts'" },
  'runtime: package': { file: 'runtime/package.ts', code: "import 'playwright'" },
  'runtime: types only': { file: 'runtime/values.ts', code: "import { app } from 'electron'\nexport const name = app" },
  'scripts: other room': { file: 'scripts/other.ts', code: "import '../electron/app/there.ts'" },
  'scripts: express behind server/peer.mjs': { file: 'scripts/express.ts', code: "import 'express'" },
  'scripts: express-pouchdb behind server/peer.mjs': { file: 'scripts/server/peer.ts', code: "import 'express-pouchdb'" },
  'scripts: pouchdb behind server/peer.mjs': { file: 'scripts/pouch.ts', code: "import 'pouchdb'" },
  'scripts: pouchdb-adapter-memory behind server/peer.mjs': { file: 'scripts/memory.ts', code: "import 'pouchdb-adapter-memory'" },
  'scripts: package': { file: 'scripts/package.ts', code: "import 'electron'" },
}

const rooms = [
  'shared/domain', 'shared/contracts', 'shared/output', 'electron/station', 'electron/app', 'renderer/data', 'renderer/words',
  'renderer/ui', 'renderer/features/intake', 'renderer/app', 'runtime', 'scripts', 'test',
]

/** Files that keep every rule, so that a rule that rejects everything is found out. */
const innocent: Readonly<Record<string, string>> = {
  ...Object.fromEntries(rooms.map((room) => [`${room}/there.ts`, 'export const there = 1\n'])),
  'shared/domain/round.ts': "import { about } from './about.ts'\nexport const round = [about]",
  'shared/domain/parseFeel.ts': "import 'feelin'",
  'shared/domain/beside.test.ts': "import 'vitest'\nimport 'node:fs'\nimport '../../test/there.ts'",
  'electron/app/allowed.ts': "import 'electron'\nimport type { ZodType } from 'zod'\nimport '../station/there.ts'\nexport type T = ZodType",
  'renderer/features/intake/Allowed.tsx': "import './there.ts'\nimport 'react'\nimport 'antd'\nimport '../../ui/there.ts'\nimport '../../../shared/domain/there.ts'",
  'runtime/allowed.ts': "import type { App } from 'electron'\nimport 'node:fs'\nexport type A = App",
  'elsewhere.ts': 'export const homeless = 1',
}

let folder: string
let report: RoomReport
beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'rooms-')))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  for (const [file, code] of [...Object.entries(innocent), ...Object.values(probes).map(({ file, code }) => [file, code] as const)]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), code)
  }
  report = await checkRooms(folder)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every rule has a probe, and every probe is of a rule', () => {
  expect(Object.keys(probes).toSorted()).toEqual(makeRules().map(({ name }) => name).toSorted())
})

describe('a file that breaks the rule is rejected:', () => {
  test.each(Object.entries(probes))('%s', (rule, { file }) => {
    expect(report.violations.filter(({ from }) => from === file).map((violation) => violation.rule)).toContain(rule)
  })
})

test('files that keep the rules are let through', () => {
  const guilty = new Set([...Object.values(probes).map(({ file }) => file), 'shared/domain/round.ts'])
  expect(report.violations.filter(({ from }) => !guilty.has(from))).toEqual([])
})

test('every module was looked at', () => {
  expect(report.unseen).toEqual([])
  expect(report.files.length).toBeGreaterThan(Object.keys(probes).length)
})

test('a module outside all rooms is named', () => {
  expect(report.homeless).toEqual(['elsewhere.ts'])
})
