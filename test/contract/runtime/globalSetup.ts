import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { buildRuntime } from '../../../runtime/build.mjs'
import { binary, fixture, ownBinary } from './electronUnderTest.ts'

/** Builds the small program the suite drives, and the runtime if that is what is tested. */
export default async function setUp(): Promise<void> {
  if (binary === ownBinary) await buildRuntime()
  rmSync(fixture, { recursive: true, force: true })
  await build({
    entryPoints: [join(import.meta.dirname, 'fixture/main.ts'), join(import.meta.dirname, 'fixture/preload.ts')],
    outdir: fixture,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['electron'],
    logLevel: 'warning',
  })
  cpSync(join(import.meta.dirname, 'fixture/pages'), join(fixture, 'pages'), { recursive: true })
  // The smallest module there is: magic number and version.
  writeFileSync(join(fixture, 'pages/empty.wasm'), Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0))
  writeFileSync(join(fixture, 'package.json'), JSON.stringify({ name: 'fixture', version: '1.2.3', main: 'main.cjs' }))
}
