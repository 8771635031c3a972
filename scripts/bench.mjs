/** `npm run bench [-- ID…]`. Bundled first, as the program is: a loader's wrappers around functions would be measured too. */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { root, setUpPackages, SetUpProblem } from './setup.mjs'

try {
  await setUpPackages((sentence) => process.stderr.write(`${sentence}\n`))
  // Some measure the program itself, as it is now.
  const built = spawnSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { cwd: root, stdio: 'inherit' }).status
  if (built !== 0) throw new SetUpProblem('The program could not be built; nothing was measured.')
  const { build } = await import('esbuild')
  const outfile = join(root, 'out', 'bench', 'run.mjs')
  // Node wants to be told that a file is JSON, and the bundle of the program takes it in.
  const calendar = { 'chinese-days/dist/chinese-days.json': join(root, 'node_modules', 'chinese-days', 'dist', 'chinese-days.json') }
  const entryPoints = {
    run: join(root, 'test', 'bench', 'run.ts'),
    // Of the benches of a first fill: the station, the office's server, and what makes its documents.
    stationProcess: join(root, 'test', 'bench', 'fill', 'stationProcess.ts'),
    officeProcess: join(root, 'test', 'bench', 'fill', 'officeProcess.ts'),
    officeSample: join(root, 'test', 'bench', 'fill', 'officeSample.ts'),
  }
  await build({ entryPoints, bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', alias: calendar, outdir: dirname(outfile), outExtension: { '.js': '.mjs' }, logLevel: 'error' })
  // Whole, as it is packed with the program: it begins while somebody waits.
  await build({ entryPoints: [join(root, 'electron', 'station', 'sync', 'readingWorker.ts')], bundle: true, platform: 'node', format: 'cjs', target: 'node20', outfile: join(dirname(outfile), 'readingWorker.cjs'), logLevel: 'error' })
  process.exitCode = spawnSync(process.execPath, [outfile, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }).status ?? 1
} catch (problem) {
  if (!(problem instanceof SetUpProblem)) throw problem
  process.stderr.write(`${problem.message}\n`)
  process.exitCode = 1
}
