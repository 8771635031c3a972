/** Bundles the runtime into out/runtime/. */
export function buildRuntime(): Promise<void>
