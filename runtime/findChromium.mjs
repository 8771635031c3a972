/** Finds an installed Chromium. Plain JavaScript, because the start script asks before anything is built. */
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'microsoft-edge']

/** Where packages put it that leave PATH alone. */
const places = [
  '/usr/lib/chromium/chromium',
  '/usr/lib64/chromium-browser/chromium-browser',
  '/opt/google/chrome/chrome',
  '/opt/chromium.org/chromium/chromium',
  '/opt/microsoft/msedge/msedge',
  '/opt/apps/org.chromium.browser/files/chromium',
  '/snap/bin/chromium',
]

export function findChromium(env = process.env) {
  const named = env.CARAVAN_CHROMIUM
  if (named !== undefined && named !== '') {
    return isProgram(named) ? { ok: true, path: named } : { ok: false, problem: `CARAVAN_CHROMIUM names ${named}, which is not a program.` }
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...places]
  const path = candidates.find(isProgram)
  if (path !== undefined) return { ok: true, path }
  return { ok: false, problem: 'No Chromium found. Install one (Debian package: chromium) or name it in CARAVAN_CHROMIUM.' }
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
