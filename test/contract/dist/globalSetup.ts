import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from './packed.ts'

/** Packs the program and makes the Debian package, as the command does. */
export default function setUp(): void {
  execFileSync(process.execPath, [join(root, 'scripts', 'distChromium.mjs')], { cwd: root, stdio: 'inherit' })
}
