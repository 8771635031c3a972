/**
 * `npm test`: sets up and runs every suite; the last line says how many checks passed and failed.
 * `--fast`: types, lint, import rules and unit tests only.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root, setUpPackages, SetUpProblem, setUpTests } from './setup.mjs'

const say = (sentence) => console.log(sentence)
const reports = join(root, 'out', 'test-reports')
const isFast = process.argv.includes('--fast')
/** Four times what the longest suite takes: what goes on beyond it stands still. */
const longestSuiteMs = 40 * 60_000

/** @typedef {{ passed: number, failed: number }} Tally */

const suites = {
  types: () => check('types', ['typescript/bin/tsc', '-b']),
  lint: () => check('lint', ['oxlint/bin/oxlint', '--deny-warnings', '--report-unused-disable-directives']),
  'import rules': () => check('import rules', ['tsx/dist/cli.mjs', 'test/rules/checkRooms.ts']),
  unit: () => runVitest(['unit']),
  'contract, rules, faults, model, replay, sealed and sync': () => runVitest(['contract', 'rules', 'faults', 'model', 'replay', 'sealed', 'sync']),
  build: () => check('build', [join(root, 'scripts', 'build.mjs')]),
  'runtime contract': () => runPlaywright('test/contract/runtime', 'test/contract/runtime/playwright.config.ts'),
  'end to end': () => runPlaywright('test/e2e', 'playwright.config.ts'),
  'packaged program': () => runPlaywright('test/contract/dist', 'test/contract/dist/playwright.config.ts'),
}
const fastSuites = ['types', 'lint', 'import rules', 'unit']

process.exitCode = await runAll().catch((error) => {
  if (!(error instanceof SetUpProblem)) throw error
  console.error(error.message)
  return 1
})

/** @returns the exit code: 0 only when every suite ran at least one check and none failed */
async function runAll() {
  await setUpPackages(say)
  if (!isFast) await setUpTests(say)
  mkdirSync(reports, { recursive: true })
  const startedAt = performance.now()
  const total = { passed: 0, failed: 0 }
  const lines = []
  for (const name of isFast ? fastSuites : Object.keys(suites)) {
    say(`\n── ${name}`)
    const suiteStartedAt = performance.now()
    const tally = await suites[name]()
    // A suite that ran nothing has proved nothing.
    if (tally.passed + tally.failed === 0) {
      console.error(`${name}: no test ran.`)
      tally.failed += 1
    }
    total.passed += tally.passed
    total.failed += tally.failed
    lines.push(`${name}: ${tally.passed} passed, ${tally.failed} failed, ${seconds(suiteStartedAt)}`)
    say(`── ${lines.at(-1)}`)
  }
  say(`\n${lines.join('\n')}\nall: ${seconds(startedAt)}`)
  say(`${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}

function seconds(startedAtMs) {
  return `${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`
}

/** A tool that passes or fails as a whole counts as one check. */
async function check(name, [script, ...args]) {
  const code = await runNode(script, args)
  if (code !== 0) console.error(`${name}: failed (exit code ${code}).`)
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** Runs vitest projects; each of them must have run something. */
async function runVitest(projects) {
  const tally = { passed: 0, failed: 0 }
  const report = join(reports, `vitest-${projects.join('-')}.json`)
  rmSync(report, { force: true })
  const code = await runNode('vitest/vitest.mjs', [
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  if (existsSync(report)) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'))
    tally.passed += numPassedTests
    tally.failed += numFailedTests + numTodoTests
    if (numPendingTests > 0) sayLeftOut(testResults.flatMap((file) => file.assertionResults.filter(({ status }) => status === 'skipped' || status === 'pending').map(({ title }) => title)))
    // A file that can't be loaded fails without a failing test.
    tally.failed += testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.every((test) => test.status !== 'failed')).length
    for (const project of projects.filter((name) => name !== 'unit')) {
      const hasRun = testResults.some(({ name }) => name.startsWith(join(root, 'test', project)))
      if (!hasRun) {
        console.error(`${project}: no test ran.`)
        tally.failed += 1
      }
    }
  }
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally
}

/** Tests that this machine can't run, such as a refusal that root is never given. Skipping without a condition is against the house rules. */
function sayLeftOut(titles) {
  say(`Left out on this machine: ${titles.join('; ')}.`)
}

async function runPlaywright(folder, config) {
  const report = join(reports, `playwright-${folder.replaceAll('/', '-')}.json`)
  rmSync(report, { force: true })
  if (!hasSpecs(join(root, folder))) return { passed: 0, failed: 0 }
  const code = await runNode('@playwright/test/cli.js', ['test', '--config', join(root, config), '--reporter=list,json'], { PLAYWRIGHT_JSON_OUTPUT_NAME: report })
  if (!existsSync(report)) return { passed: 0, failed: 1 }
  const { stats, errors } = JSON.parse(readFileSync(report, 'utf8'))
  if (stats.skipped > 0) say(`Left out on this machine: ${stats.skipped} tests.`)
  // Passing only at the second try counts as failing, and so does what could not be loaded.
  const failed = stats.unexpected + stats.flaky + errors.length
  return { passed: stats.expected, failed: code !== 0 && failed === 0 ? 1 : failed }
}

function hasSpecs(folder) {
  return existsSync(folder) && readdirSync(folder, { recursive: true }).some((file) => file.endsWith('.spec.ts'))
}

/** Runs a script, of a package or of our own, with this Node; returns its exit code. */
function runNode(script, args, environment = {}) {
  const file = script.startsWith(root) ? script : join(root, 'node_modules', script)
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { cwd: root, stdio: 'inherit', timeout: longestSuiteMs, killSignal: 'SIGKILL', env: { ...process.env, ...(isFast ? {} : { CARAVAN_REQUIRE_CUPS: '1' }), ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }), ...environment } })
    child.on('error', () => resolve(1))
    child.on('close', (code, signal) => {
      if (signal) console.error(`${script}: ended by ${signal}; a suite is given ${longestSuiteMs / 60_000} minutes. What it had not finished is not in the list above.`)
      resolve(code ?? 1)
    })
  })
}
