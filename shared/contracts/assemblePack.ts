import type { Pack } from '../domain/pack.ts'
import type { PackFileContents } from './pack.ts'

/** One value from many files. */
export function assemblePack(files: PackFileContents): Pack {
  return {
    ...files['pack.json'],
    ...files['facts.json'],
    themes: files['themes.json'],
    ...files['policy-rules.json'],
    ...files['items.json'],
    tasks: files['plan-tasks.json'],
    units: files['units.json'],
    sources: files['sources.json'],
    papers: files['papers.json'],
    examples: files['scenarios.json'],
    partialExamples: files['partial-cases.json'],
    overlays: [],
  }
}
