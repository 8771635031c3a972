import module from 'node:module'

/** Has Node keep in `folder` what it compiles of our bundles, where it can: the next start does without compiling them. */
export function keepCompiled(folder: string): void {
  // From Node 22.1 on; the Chromium runtime has it for Node 20.
  const enable: unknown = Reflect.get(module, 'enableCompileCache')
  if (typeof enable === 'function') Reflect.apply(enable, module, [folder])
}
