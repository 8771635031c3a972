import { join } from 'node:path'
import { build } from 'esbuild'

const repository = join(import.meta.dirname, '../..')

/** Bundles a program of the tests: with a loader, a hundred starts would take minutes. Gives its file. */
export async function bundleProgram(name: string, folder = import.meta.dirname): Promise<string> {
  const outfile = join(repository, 'out', 'faults', `${name}.mjs`)
  // Node wants to be told that a file is JSON, and the bundle takes it in.
  const calendar = { 'chinese-days/dist/chinese-days.json': join(repository, 'node_modules', 'chinese-days', 'dist', 'chinese-days.json') }
  await build({ entryPoints: [join(folder, `${name}.ts`)], bundle: true, platform: 'node', format: 'esm', target: 'node20', alias: calendar, outfile, logLevel: 'error' })
  return outfile
}
