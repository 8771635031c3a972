/**
 * `npm run dist:check`: packs the program without any download, looks whether all is inside and nothing else, and lets
 * the packed program do its first case, headless and with its network cut. The same tests are part of `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUpPackages, SetUpProblem, setUpTests } from './setup.mjs'

const say = (sentence) => console.log(sentence)
try {
  await setUpPackages(say)
  await setUpTests(say)
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', '--config', join(root, 'test', 'contract', 'dist', 'playwright.config.ts'), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  process.exitCode = status ?? 1
} catch (problem) {
  if (!(problem instanceof SetUpProblem)) throw problem
  console.error(problem.message)
  process.exitCode = 1
}
