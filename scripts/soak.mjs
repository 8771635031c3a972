/** `npm run soak -- --seed 1 --steps 5000`: three stations and a server through faults by chance (`--only N`: one life again; `--real`: as processes; docs/faults.md). */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUpPackages, SetUpProblem } from './setup.mjs'

try {
  await setUpPackages((sentence) => process.stderr.write(`${sentence}\n`))
  process.exitCode = spawnSync(process.execPath, ['--import', 'tsx', join(root, 'test', 'sync', 'soak', 'soak.ts'), ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' }).status ?? 1
} catch (problem) {
  if (!(problem instanceof SetUpProblem)) throw problem
  process.stderr.write(`${problem.message}\n`)
  process.exitCode = 1
}
