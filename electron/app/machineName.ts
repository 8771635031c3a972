import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** Names this computer without saying what it is called: the system's own id where there is one, else a digest of its name. */
export function nameMachine(idFiles: readonly string[] = ['/etc/machine-id', '/var/lib/dbus/machine-id']): string {
  const id = idFiles.map(readIfThere).find((text) => text !== '') ?? hostname()
  return createHash('sha256').update(`caravan-desk ${id}`).digest('hex').slice(0, 16)
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return ''
  }
}
