/**
 * `npm run demo`: sets up, builds, and lets the real program walk three projects, headless and with its network cut.
 * `npm run pictures` (`--screens`) takes a picture of every screen instead.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUpPackages, setUpProgram, SetUpProblem } from './setup.mjs'

const say = (sentence) => console.log(sentence)
try {
  await setUpPackages(say)
  const program = await setUpProgram(say)
  const { buildDesk } = await import('./build.mjs')
  await buildDesk({ say })
  const env = program.kind === 'electron' ? { ...process.env, ELECTRON_BINARY: program.path } : process.env
  const script = process.argv.includes('--screens') ? 'screens.ts' : 'run.ts'
  process.exitCode = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'test', 'demo', script), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit', env }).status ?? 1
} catch (problem) {
  if (!(problem instanceof SetUpProblem)) throw problem
  console.error(problem.message)
  process.exitCode = 1
}
