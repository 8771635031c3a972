/**
 * `npm run soak:station -- --seed 1 --steps 20000`: the station under plain Node through faults by chance, then the
 * program with its browser, killed at a hundredth as many points, and every file of the browser's store damaged in every
 * way. `--only N`: one life again. `--no-browser`.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root, setUpPackages, SetUpProblem } from './setup.mjs'

const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, steps: { type: 'string', default: '20000' }, only: { type: 'string' }, 'no-browser': { type: 'boolean', default: false } } })

try {
  await setUpPackages((sentence) => process.stderr.write(`${sentence}\n`))
  process.exitCode = (await soakStation()) || (values.only !== undefined || values['no-browser'] ? 0 : soakBrowser())
} catch (problem) {
  if (!(problem instanceof SetUpProblem)) throw problem
  process.stderr.write(`${problem.message}\n`)
  process.exitCode = 1
}

async function soakStation() {
  const { build } = await import('esbuild')
  const outfile = join(root, 'out', 'soak', 'soak.mjs')
  // Node wants to be told that a file is JSON, and the bundle takes it in.
  const calendar = { 'chinese-days/dist/chinese-days.json': join(root, 'node_modules', 'chinese-days', 'dist', 'chinese-days.json') }
  const entry = join(root, 'test', 'faults', 'soak', 'soak.ts')
  await build({ entryPoints: [entry], bundle: true, platform: 'node', format: 'esm', target: 'node20', packages: 'external', alias: calendar, outfile, logLevel: 'error', define: { 'import.meta.dirname': JSON.stringify(join(root, 'test', 'builders')) } })
  return run([outfile, '--seed', values.seed, '--steps', values.steps, ...(values.only === undefined ? [] : ['--only', values.only])])
}

/** Real Chromium takes seconds for each point. */
function soakBrowser() {
  const built = run([join(root, 'scripts', 'build.mjs')])
  const points = Math.max(1, Math.round(Number(values.steps) / 100))
  return built || runSpec('kill', { CARAVAN_KILL_SEED: values.seed, CARAVAN_KILL_POINTS: String(points) }) || runSpec('cacheStore', { DESK_CACHE_ALL: '1' })
}

function runSpec(name, environment) {
  return run([join(root, 'node_modules', '@playwright/test/cli.js'), 'test', `test/e2e/${name}.spec.ts`, '--workers=1'], environment)
}

function run(args, environment = {}) {
  return spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }).status ?? 1
}
