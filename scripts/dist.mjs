/**
 * `npm run dist [-- ARGS OF ELECTRON-BUILDER]`: the installers of electron-builder.yml, on real Electron. electron-builder
 * downloads Electron and its tools for that; a machine that can't get them makes `npm run dist:chromium` instead.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUpPackages, SetUpProblem } from './setup.mjs'

const say = (sentence) => console.log(sentence)
try {
  await setUpPackages(say)
  const { buildDesk } = await import('./build.mjs')
  const { writeLicences } = await import('./licences.mjs')
  await buildDesk({ say })
  say(`Licences of what is bundled: ${writeLicences()}`)
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', 'electron-builder', 'cli.js'), '--publish', 'never', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' })
  if (status !== 0) console.error('No installers were made. Without a connection to Electron\'s downloads, npm run dist:chromium makes a package for the installed Chromium.')
  process.exitCode = status ?? 1
} catch (problem) {
  if (!(problem instanceof SetUpProblem)) throw problem
  console.error(problem.message)
  process.exitCode = 1
}
