/**
 * Packs the program on the Chromium runtime with electron-builder, as a folder, without any download: the runtime
 * stands where electron-builder expects an unpacked Electron. What is put in, and where, is as in every other package.
 */
import { spawnSync } from 'node:child_process'
import { appendFileSync, chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildDesk } from './build.mjs'
import { writeLicences } from './licences.mjs'
import { root } from './setup.mjs'

const dist = join(root, 'out', 'dist')

/** Nothing listens there: a download fails at once, and is not only unlikely. */
const nowhere = 'http://127.0.0.1:9'

/** Problems of packing; the message is the sentence for whoever typed the command. */
export class PackProblem extends Error {}

/**
 * @param {(sentence: string) => void} say
 * @returns {Promise<string>} the folder: the executable `caravan-desk`, `runtime/`, `resources/`
 */
export async function packOnChromium(say) {
  await buildDesk({ say })
  writeLicences()
  const packed = join(dist, 'packed')
  rmSync(packed, { recursive: true, force: true })
  const settings = [`electronDist=${layOutRuntime()}`, `directories.output=${packed}`]
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'electron-builder', 'cli.js'), '--linux', 'dir', `--${process.arch}`, '--publish', 'never', ...settings.map((setting) => `--config.${setting}`)],
    { cwd: root, encoding: 'utf8', env: { ...process.env, HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, http_proxy: nowhere, https_proxy: nowhere, NO_UPDATE_NOTIFIER: '1', FORCE_COLOR: '0' } },
  )
  if (status !== 0) throw new PackProblem(`electron-builder did not pack the program:\n${stdout}${stderr}`)
  const folder = readdirSync(packed).find((name) => name.endsWith('-unpacked'))
  if (folder === undefined) throw new PackProblem(`electron-builder left no folder in ${packed}:\n${stdout}${stderr}`)
  say(`Packed into ${join(packed, folder)}.`)
  return join(packed, folder)
}

/** The Chromium runtime, laid out like an unpacked Electron. */
function layOutRuntime() {
  const folder = join(dist, 'runtime')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(join(folder, 'runtime'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  copyFileSync(join(root, 'out', 'runtime', 'run.cjs'), join(folder, 'runtime', 'run.cjs'))
  const executable = join(folder, 'electron')
  copyFileSync(join(root, 'runtime', 'bin', 'packaged'), executable)
  chmodSync(executable, 0o755)
  // Behind the script's last command and never read by the shell: a fuse wire as Electron's binary has it, in Electron's
  // own positions, so that packing turns fuses here as well. The runtime itself has none.
  appendFileSync(executable, Buffer.from('# dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\x01\x09101100011\n', 'latin1'))
  return folder
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await packOnChromium((sentence) => console.log(sentence))
