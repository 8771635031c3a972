import { join } from 'node:path'
import { build } from 'esbuild'

const repository = join(import.meta.dirname, '../..')

/** Bundles a program of this folder: with a loader, a hundred starts would take minutes. Gives its file. */
export async function bundleProgram(name: string): Promise<string> {
  const outfile = join(repository, 'out', 'faults', `${name}.mjs`)
  // Node wants to be told that a file is JSON, and the bundle takes it in.
  const calendar = { 'chinese-days/dist/chinese-days.json': join(repository, 'node_modules', 'chinese-days', 'dist', 'chinese-days.json') }
  await build({ entryPoints: [join(import.meta.dirname, `${name}.ts`)], bundle: true, platform: 'node', format: 'esm', target: 'node20', alias: calendar, outfile, logLevel: 'error' })
  return outfile
}
