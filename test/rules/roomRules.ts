import { existsSync, readdirSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import type { IForbiddenRuleType, IRegularForbiddenRuleType } from 'dependency-cruiser'
import { cruise } from 'dependency-cruiser'
import type { Room } from './rooms.ts'
import { looseFiles, rooms, separateFolders } from './rooms.ts'

/** Tests beside the code may import anything, as those in `test` may. */
const testFile = '\\.test\\.tsx?$'
const ownFolders = ['shared', 'electron', 'renderer', 'runtime', 'scripts', 'test']

/** Rules of dependency-cruiser made from the table. */
export function makeRules(): IForbiddenRuleType[] {
  return [
    // A cycle that a type import closes is gone before anything runs.
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...rooms.flatMap(roomRules),
    ...separateFolders.map((folder): IForbiddenRuleType => ({
      name: `${folder}: apart`,
      severity: 'error',
      from: { path: `^${folder}/([^/]+)/`, pathNot: testFile },
      to: { path: `^${folder}/`, pathNot: `^${folder}/$1/` },
    })),
  ]
}

function roomRules({ room, rooms: others, packages, behind = {}, typesOf = [], node }: Room): IForbiddenRuleType[] {
  const exempt = [testFile, ...looseFiles.map((file) => `^${quote(file)}$`)]
  const from: IRegularForbiddenRuleType['from'] = { path: `^${room}/`, pathNot: exempt }
  const rule = (name: string, to: IRegularForbiddenRuleType['to'], origin = from): IForbiddenRuleType => ({ name: `${room}: ${name}`, severity: 'error', from: origin, to })
  const known = [...packages, ...typesOf, ...Object.keys(behind)]
  return [
    rule('other room', { path: [`^(${ownFolders.join('|')})/`, '^[^/]+\\.[a-z]+$'], pathNot: `^(${[room, ...others].join('|')})/` }),
    rule('package', { path: '^node_modules/', ...(known.length === 0 ? {} : { pathNot: packagePath(known) }) }),
    ...(node ? [] : [rule('node', { dependencyTypes: ['core'] })]),
    ...(typesOf.length === 0 ? [] : [rule('types only', { path: packagePath(typesOf), dependencyTypesNot: ['type-only', 'type-import'] })]),
    ...Object.entries(behind).map(([name, file]) =>
      rule(`${name} behind ${file}`, { path: packagePath([name]) }, { ...from, pathNot: [...exempt, `^${room}/${quote(file)}$`] }),
    ),
  ]
}

const quote = (text: string): string => text.replaceAll('.', '\\.')
const packagePath = (names: readonly string[]): string => `^node_modules/(@types/)?(${names.map(quote).join('|')})/`

export interface RoomReport {
  readonly violations: readonly { readonly rule: string; readonly from: string; readonly to: string }[]
  readonly files: readonly string[]
  /** Modules on disk that the check did not look at. */
  readonly unseen: readonly string[]
  /** Modules that no room holds. */
  readonly homeless: readonly string[]
}

/** Checks every module below `base`, an absolute folder laid out like the repository, against the rules. */
export async function checkRooms(base: string): Promise<RoomReport> {
  const files = ownFolders.flatMap((folder) => findModules(join(base, folder))).map((file) => relative(base, file).split(sep).join('/'))
  const loose = readdirSync(base).filter((name) => /\.(ts|tsx)$/.test(name))
  const present = ownFolders.filter((folder) => files.some((file) => file.startsWith(`${folder}/`)))
  const { output } = await cruise(
    present,
    { baseDir: base, validate: true, ruleSet: { forbidden: makeRules() }, doNotFollow: { path: 'node_modules' }, preserveSymlinks: true, tsPreCompilationDeps: true },
    { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  )
  if (typeof output === 'string') throw new TypeError('dependency-cruiser answered with text')
  const seen = new Set(output.modules.filter(({ source }) => !source.startsWith('node_modules/')).map(({ source }) => source))
  const homes = ['test', ...rooms.map(({ room }) => room)]
  return {
    violations: output.summary.violations.map(({ rule, from, to }) => ({ rule: rule.name, from, to })),
    files,
    unseen: files.filter((file) => !seen.has(file)),
    homeless: [...files, ...loose].filter((file) => !looseFiles.includes(file) && !homes.some((home) => file.startsWith(`${home}/`))),
  }
}

function findModules(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return findModules(path)
    return /\.(ts|tsx|mjs|cjs)$/.test(entry.name) ? [path] : []
  })
}
