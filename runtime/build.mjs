/** Builds the Chromium runtime into out/runtime/. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = dirname(fileURLToPath(import.meta.url))
const out = join(dirname(folder), 'out', 'runtime')

export async function buildRuntime() {
  const { build } = await import('esbuild')
  const common = { absWorkingDir: dirname(folder), bundle: true, legalComments: 'none', logLevel: 'warning' }
  const pageScript = async (name) => {
    const { outputFiles } = await build({
      ...common,
      entryPoints: [`runtime/page/${name}.ts`],
      format: 'iife',
      globalName: name,
      target: 'chrome110',
      minify: true,
      write: false,
    })
    return outputFiles[0].text
  }
  const [mainWorld, preloadWorld] = await Promise.all([pageScript('mainWorld'), pageScript('preloadWorld')])
  await build({
    ...common,
    entryPoints: ['runtime/launcher.ts'],
    outfile: join(out, 'run.cjs'),
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'linked',
    sourcesContent: false,
    define: { MAIN_WORLD_SCRIPT: JSON.stringify(mainWorld), PRELOAD_WORLD_SCRIPT: JSON.stringify(preloadWorld) },
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildRuntime()
