import type { Printers } from '../../electron/station/ports.ts'
import { fail, ok } from '../../shared/domain/result.ts'

export interface FakeQueue {
  readonly name: string
  readonly description: string
  readonly isDefault: boolean
  readonly accepts: boolean
}
export interface PrintedJob {
  readonly printer: string
  readonly title: string
  readonly pdf: Uint8Array
}

/** Queues in memory; `printed` is what was handed over, in order. */
export function fakePrinters(queues: readonly FakeQueue[]): Printers & { readonly printed: readonly PrintedJob[] } {
  const printed: PrintedJob[] = []
  return {
    printed,
    list: async () => queues.map(({ name, description, isDefault }) => ({ name, description, isDefault })),
    async print(pdf, title, printer) {
      const standard = queues.find((queue) => queue.isDefault) ?? (queues.length === 1 ? queues[0] : undefined)
      const name = printer ?? standard?.name
      if (name === undefined || queues.length === 0) return fail({ kind: 'no-printer' })
      const queue = queues.find((candidate) => candidate.name === name)
      if (!queue) return fail({ kind: 'print-failed', printer: name, detail: 'no such queue' })
      if (!queue.accepts) return fail({ kind: 'print-failed', printer: name, detail: 'not accepting jobs' })
      printed.push({ printer: name, title, pdf: pdf.slice() })
      return ok({ printer: name })
    },
  }
}
