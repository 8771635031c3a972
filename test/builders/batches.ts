import { nameEvent } from '../../electron/station/identity.ts'
import { batchDocument, type BatchDocument, cutBatches, eventText, type EventText, type StreamHint } from '../../electron/station/sync/batch.ts'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { aCase, AStation } from './events.ts'

/** Events as they are sent: of one case, each standing on the one before. */
export function caseTexts(count: number, station = new AStation(1)): readonly EventText[] {
  if (station.events.length === 0) station.append({ kind: 'case.opened', payload: { pack: { id: 'xiamen-2021', version: '1.0.0', digest: 'ab'.repeat(32) }, district: '集美区' } })
  while (station.events.length < count) station.append({ kind: 'note.added', payload: { text: `第 ${station.events.length} 次到窗口` } })
  return station.events.slice(0, count).map(({ event }) => eventText(canonicalJson(event)))
}

/** The same events said to belong to another case: a stream of its own for each test. */
export function inStream(stream: string, texts: readonly EventText[]): readonly EventText[] {
  return texts.map(({ text }) => eventText(canonicalJson({ ...JSON.parse(text), stream })))
}

export function aBatch(stream: string, { sender = 'jimei-3', hint = 'open', events = 3 }: { readonly sender?: string; readonly hint?: StreamHint; readonly events?: number } = {}): BatchDocument {
  const [batch] = cutBatches(stream, inStream(stream, caseTexts(events))).batches
  if (!batch) throw new Error('no events, no batch')
  return batchDocument(batch, sender, hint)
}

/** A case of this name, as another station sends it. */
export function aNamedBatch(id: string, name: string, sender: string): BatchDocument {
  const station = aCase()
  station.write('project.name', name)
  const [batch] = cutBatches(`case:${id}`, inStream(`case:${id}`, caseTexts(2, station))).batches
  if (!batch) throw new Error('no events, no batch')
  return batchDocument(batch, sender, 'open')
}

/** An event of a kind that this version does not know, and of no newer version either: it is set aside. */
export function aStrangeBatch(stream: string, seed = '1'): BatchDocument {
  const text = canonicalJson({ v: 1, salt: nameEvent(seed), stream, parents: [], operator: 'jimei-3', station: '0'.repeat(16), incarnation: 'AAAAAA', at: '2026-03-02T10:00:00.000+08:00', clock: 'ok', kind: 'tune.sung', payload: { verses: 3 } })
  const [batch] = cutBatches(stream, [eventText(text)]).batches
  if (!batch) throw new Error('no batch')
  return batchDocument(batch, 'jimei-3', 'open')
}

/** The erasure of a case, said by anyone; another one by another seed. */
export function erasureOf(id: string, seed = id): BatchDocument {
  const text = canonicalJson({ v: 1, salt: nameEvent(seed), stream: `case:${id}`, parents: [], operator: 'retention', station: '0'.repeat(16), incarnation: 'AAAAAA', at: '2026-03-02T10:00:00.000+08:00', clock: 'ok', kind: 'case.erased', payload: { because: 'retention', reference: '档案 2026-1' } })
  const [batch] = cutBatches(`case:${id}`, [eventText(text)]).batches
  if (!batch) throw new Error('no batch')
  return batchDocument(batch, 'jimei-2', 'closed')
}
/** The same as the office's retention sends it. */
export const asRetention = (batch: BatchDocument): BatchDocument => ({ ...batch, sender: 'retention', as: 'retention' })
