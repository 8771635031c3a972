import { afterAll, beforeAll } from 'vitest'
import { startDocuments } from '../../electron/station/documents/documents.ts'
import type { Documents } from '../../electron/station/ports.ts'
import { bundleWorker, fontsDir } from './builtDocuments.ts'

type Bundle = Awaited<ReturnType<typeof bundleWorker>>

/** The writer of papers and workbooks as it is shipped, from the first test of a file to its last. */
export function shippedDocuments(): Omit<Documents, 'close'> & { readonly bundle: Bundle } {
  let opened: { readonly bundle: Bundle; readonly documents: Documents } | null = null
  const shipped = (): { readonly bundle: Bundle; readonly documents: Documents } => {
    if (opened === null) throw new Error('asked before the first test')
    return opened
  }
  beforeAll(async () => {
    const bundle = await bundleWorker()
    opened = { bundle, documents: startDocuments({ fontsDir, workerFile: bundle.workerFile }) }
  })
  afterAll(async () => {
    const { bundle, documents } = shipped()
    await documents.close()
    bundle.remove()
  })
  return {
    get bundle() {
      return shipped().bundle
    },
    renderPdf: (page) => shipped().documents.renderPdf(page),
    renderBatch: (pages) => shipped().documents.renderBatch(pages),
    renderWorkbook: (book) => shipped().documents.renderWorkbook(book),
  }
}
