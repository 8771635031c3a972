import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { hasDebianTools, root } from './packed.ts'

/** Packs the program and, where Debian's tools are, makes its package: by the same scripts as the commands. */
export default function setUp(): void {
  execFileSync(process.execPath, [join(root, 'scripts', hasDebianTools ? 'distChromium.mjs' : 'packed.mjs')], { cwd: root, stdio: 'inherit' })
}
