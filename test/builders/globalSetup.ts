import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const prefix = 'caravan-tests-'

/**
 * Everything that a run of tests, and what it starts, puts into the temporary folder goes into one of its own, which goes
 * with the run, however its tests end; a run that is killed leaves it. Vitest and Playwright both ask for it here. Not for
 * tests of the package: they run it as another user, whom the folder lets in nowhere.
 */
export default function useOwnTemporaryFolder(): () => void {
  // Asked for once by each of vitest's projects.
  if (basename(tmpdir()).startsWith(prefix)) return () => undefined
  const before = process.env['TMPDIR']
  const folder = mkdtempSync(join(tmpdir(), prefix))
  process.env['TMPDIR'] = folder
  return () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}
