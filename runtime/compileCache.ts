import Module, { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { Script } from 'node:vm'
import { type KeptCode, openKeptCode } from './keptCode.ts'

/** By then a program has opened; what it compiled until then is what its next start needs. */
const keptAfterMs = 20_000

/**
 * `module.enableCompileCache(folder)` of Node 22.1 for Node 20: files that are loaded from now on need not be compiled
 * again when the program is next started. Like there, what can't be used is compiled as ever.
 */
function enableCompileCache(folder: string): void {
  const { prototype }: { readonly prototype: unknown } = Module
  if (!hasCompile(prototype)) return
  const kept = openKeptCode(folder, JSON.stringify([process.versions, process.arch, process.execArgv]))
  if (kept === null) return
  const unkept: (() => void)[] = []
  const keep = (): void => unkept.splice(0).forEach((one) => one())
  prototype._compile = function (source, filename) {
    const { script, isKept } = compile(kept, source, filename)
    if (!isKept) unkept.push(() => kept.keep(filename, source, script.createCachedData()))
    const run: unknown = script.runInThisContext()
    if (typeof run !== 'function') throw new Error(`${filename} is no module`)
    return Reflect.apply(run, this.exports, [this.exports, createRequire(filename), this, filename, dirname(filename)])
  }
  setTimeout(keep, keptAfterMs).unref()
  process.once('exit', keep)
}

function compile(kept: KeptCode, source: string, filename: string): { readonly script: Script; readonly isKept: boolean } {
  const code = kept.find(filename, source)
  const script = new Script(Module.wrap(source), { filename, ...(code === undefined ? {} : { cachedData: Buffer.from(code.buffer, code.byteOffset, code.byteLength) }) })
  return { script, isKept: code !== undefined && script.cachedDataRejected !== true }
}

interface Loaded {
  readonly exports: unknown
}

function hasCompile(prototype: unknown): prototype is { _compile: (this: Loaded, source: string, filename: string) => unknown } {
  return typeof prototype === 'object' && prototype !== null && '_compile' in prototype
}

/** A Node that has it is left as it is. */
export function offerCompileCache(): void {
  if (!('enableCompileCache' in Module)) Reflect.set(Module, 'enableCompileCache', enableCompileCache)
}
