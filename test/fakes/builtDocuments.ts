import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const root = join(import.meta.dirname, '..', '..')

export const fontsDir = join(root, 'resources', 'fonts')
export const workerSource = join(root, 'electron', 'station', 'documents', 'worker.ts')

/** The worker as it is shipped: one file, apart from `node_modules`. */
export async function bundleWorker(): Promise<{ readonly dir: string; readonly workerFile: string; remove(): void }> {
  const dir = mkdtempSync(join(tmpdir(), 'caravan-worker-'))
  const workerFile = join(dir, 'documentsWorker.cjs')
  const { warnings } = await build({ entryPoints: [workerSource], outfile: workerFile, bundle: true, platform: 'node', format: 'cjs', target: 'node20', legalComments: 'none', logLevel: 'silent' })
  if (warnings.length > 0) throw new Error(warnings.map((warning) => warning.text).join('\n'))
  return { dir, workerFile, remove: () => rmSync(dir, { recursive: true, force: true }) }
}
