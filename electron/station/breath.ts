import { setImmediate as letOthers } from 'node:timers/promises'

/** Long work asks it between its pieces: what came meanwhile, a clerk's command above all, is not kept waiting for longer than this. */
const longestMs = 10

export function createBreath(): () => Promise<void> | null {
  let since = performance.now()
  const breathe = async (): Promise<void> => {
    await letOthers()
    since = performance.now()
  }
  return () => (performance.now() - since < longestMs ? null : breathe())
}
