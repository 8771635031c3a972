import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { expect, test } from 'vitest'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What the compiler says to a file put into a room, judged by the room's own project; empty when it compiles. */
function compileInRoom(room: string, code: string): string[] {
  const configFile = join(root, room, 'tsconfig.json')
  const config = ts.getParsedCommandLineOfConfigFile(configFile, undefined, {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'))
    },
  })
  if (config === undefined) throw new Error(`${configFile} can't be read`)
  const probe = join(root, room, 'probe.ts')
  const host = ts.createCompilerHost(config.options)
  const readSource = host.getSourceFile.bind(host)
  host.getSourceFile = (name, language, ...rest) => (name === probe ? ts.createSourceFile(name, code, language, true) : readSource(name, language, ...rest))
  host.fileExists = (name) => name === probe || ts.sys.fileExists(name)
  const program = ts.createProgram([probe], { ...config.options, composite: false, incremental: false, noEmit: true }, host)
  const source = program.getSourceFile(probe)
  return [...program.getGlobalDiagnostics(), ...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
    ({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'),
  )
}

const pureRooms = ['shared/domain', 'shared/contracts', 'shared/output']

test.each(pureRooms)('plain code compiles in %s', (room) => {
  expect(compileInRoom(room, "export const total: number = [1, 2].length\nexport const text = 'a'.isWellFormed()")).toEqual([])
})

test.each(pureRooms)('a type of the page does not compile in %s', (room) => {
  expect(compileInRoom(room, 'export const place = (element: HTMLElement): string => element.id')).toContain("Cannot find name 'HTMLElement'.")
})

test.each(pureRooms)("Node's modules and globals do not compile in %s", (room) => {
  expect(compileInRoom(room, "import { readFileSync } from 'node:fs'\nexport const read = readFileSync").join()).toMatch(/Cannot find module 'node:fs'|Cannot find name 'node:fs'/)
  expect(compileInRoom(room, 'export const home = process.env').join()).toContain("Cannot find name 'process'")
})

test('a type of the page does not compile in electron/station', () => {
  expect(compileInRoom('electron/station', 'export const where = (page: Document): string => page.title')).toContain("Cannot find name 'Document'.")
})

test("Node's modules do not compile in the page", () => {
  expect(compileInRoom('renderer', "import { readFileSync } from 'node:fs'\nexport const read = readFileSync").join()).toContain('node:fs')
})

test('an index that may miss and an optional set to undefined do not compile', () => {
  expect(compileInRoom('shared/domain', 'export const first = (names: string[]): string => names[0]')).toHaveLength(1)
  expect(compileInRoom('shared/domain', 'export const given: { name?: string } = { name: undefined }')).toHaveLength(1)
})
