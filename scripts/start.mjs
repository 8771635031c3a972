/** `npm start [-- ARGS]`: sets up, builds, and runs the workstation; ARGS are the program's own (`--pack DIR`, `--user-data-dir=DIR`). */
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { hasDisplay, root, setUpPackages, setUpProgram, SetUpProblem } from './setup.mjs'

const say = (sentence) => console.log(sentence)

process.exitCode = await start(process.argv.slice(2)).catch((error) => {
  if (!(error instanceof SetUpProblem)) throw error
  console.error(error.message)
  return 1
})

/** @returns the exit code of the program */
async function start(args) {
  await setUpPackages(say)
  const program = await setUpProgram(say)
  const { buildDesk } = await import('./build.mjs')
  await buildDesk({ say })
  const command = program.kind === 'electron' ? electronCommand(program.path) : { file: join(root, 'runtime', 'bin', 'electron'), switches: [] }
  say(
    program.kind === 'electron'
      ? `Running on Electron (${program.path}).`
      : `Running on the installed Chromium (${program.path}), because there is no Electron binary here; see README, "What runs where".`,
  )
  if (!hasDisplay()) say('There is no display: running without a window until Ctrl+C.')
  return await runProgram(command.file, [...command.switches, root, ...args])
}

/** Chromium refuses its sandbox to root, and Electron without a display needs its headless platform. */
function electronCommand(file) {
  const isRoot = process.getuid?.() === 0
  if (isRoot) say('Started as root: the page runs without its sandbox. Do not do this at a counter.')
  return { file, switches: [...(isRoot ? ['--no-sandbox'] : []), ...(hasDisplay() ? [] : ['--ozone-platform=headless'])] }
}

function runProgram(file, args) {
  return new Promise((resolve) => {
    // Relative folders among the arguments are meant from where the command was typed.
    const child = spawn(file, args, { cwd: process.env.INIT_CWD ?? process.cwd(), stdio: 'inherit' })
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    const forward = (signal) => child.kill(signal)
    for (const signal of signals) process.on(signal, forward)
    child.on('error', (error) => {
      console.error(`The program could not be started (${error.code ?? error.name}): ${file}`)
      resolve(1)
    })
    child.on('exit', (code, signal) => {
      for (const name of signals) process.off(name, forward)
      resolve(code ?? 128 + (constants.signals[signal] ?? 0))
    })
  })
}
