// Starts the worker from its TypeScript source: Node 20 needs a loader for that, and cannot be given one for a
// worker's entry from outside. The product runs the bundle instead.
import { tsImport } from 'tsx/esm/api'

await tsImport('./worker.ts', import.meta.url)
