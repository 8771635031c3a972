import type { PackShelf } from '../../electron/station/packShelf.ts'
import { createAgeCipher } from '../../electron/station/stick/ageCipher.ts'
import type { Pieces, StickCipher } from '../../electron/station/stick/cipher.ts'
import { sha256 } from '../../electron/station/identity.ts'
import { batchDocument, cutBatches } from '../../electron/station/sync/batch.ts'
import { readBatch } from '../../electron/station/sync/readBatch.ts'
import { openStation, type Station, type StationPorts } from '../../electron/station/station.ts'
import type { StickContent, StickPreview, StickTaken, WrittenStick } from '../../shared/contracts/stick.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import type { Result } from '../../shared/domain/result.ts'
import { MemoryFiles } from '../faults/memoryFiles.ts'
import { must } from './counter.ts'
import { aClock, aPrinter, countedBytes, textDocuments } from './desk.ts'
import { aSafety } from './safety.ts'

/** Nothing but the passphrase's own strength: thousands of files are written in a test. */
export const quickCipher: StickCipher = createAgeCipher({ scryptLogN: 1 })
export const passphrase = '7kq2-m4xw-9d0h-c3ta'

/** Two stations that are nowhere near a network, and one stick: `/stick`. */
export interface Carried {
  readonly station: Station
  openCase(name: string): Promise<string>
  note(caseId: string, text: string): Promise<void>
  notesOf(caseId: string): Promise<readonly string[] | null>
  write(content?: StickContent): Promise<Result<WrittenStick, Failure>>
  /** The file of this name, or the newest. */
  look(name?: string, typed?: string): Promise<Result<StickPreview, Failure>>
  take(name?: string): Promise<Result<StickTaken, Failure>>
}

export async function aCarriedStation(files: MemoryFiles, shelf: PackShelf, place: '/place' | '/other' | '/third', { district = '集美区', folder = '/stick', ...changed }: Partial<StationPorts> & { readonly district?: string; readonly folder?: string } = {}): Promise<Carried> {
  const opened = await openStation(
    'office',
    {
      profileRoot: place,
      files,
      documents: textDocuments(),
      printers: aPrinter(),
      chooseSavePath: () => Promise.resolve(null),
      clock: aClock(),
      randomBytes: countedBytes(place),
      announce: () => undefined,
      version: '0.1.0',
      safety: aSafety({ witnessDir: `/beside${place}`, chooseFolder: () => Promise.resolve(folder) }),
      stickCipher: quickCipher,
      ...changed,
    },
    shelf,
  )
  if (!opened.ok) throw new Error(opened.failure.kind)
  const station = opened.value
  const { handlers } = station
  must(await handlers['station:setUp']({ district, stationName: place === '/place' ? '大篷车一号' : '三号窗口', operators: [{ name: '李敏', role: 'supervisor' }] }))
  return carriedBy(station)
}

export function carriedBy(station: Station): Carried {
  const { handlers } = station
  const look: Carried['look'] = async (name, typed = passphrase) => {
    const found = await handlers['stick:find']({})
    if (!found.ok) return found
    return handlers['stick:preview']({ name: name ?? found.value.files[0]?.name ?? '', passphrase: typed })
  }
  return {
    station,
    openCase: async (name) => must(await handlers['case:open']({ fields: [{ path: 'project.name', value: name, over: [] }] })).state.id,
    note: async (caseId, text) => {
      must(await handlers['case:do']({ caseId, command: { kind: 'note', text } }))
    },
    notesOf: async (caseId) => {
      const state = await handlers['case:state']({ caseId })
      return state.ok ? state.value.notes.map(({ text }) => text).sort() : null
    },
    write: (content = { kind: 'unconfirmed' }) => handlers['stick:write']({ content, withPack: false, passphrase }),
    look,
    take: async (name) => {
      const looked = await look(name)
      return looked.ok ? handlers['stick:import']({ preview: looked.value.id }) : looked
    },
  }
}

type Line = Readonly<Record<string, unknown>>

/** What another program with the passphrase would have made of a file. */
export async function rewrite(bytes: Uint8Array, change: (entries: readonly Line[]) => readonly Line[], header: Line = {}): Promise<Buffer> {
  const opened = must(await quickCipher.open(passphrase, eachOf([bytes])))
  const [head = {}, ...rest] = (await wholeOf(opened)).toString('utf8').trimEnd().split('\n').map((line): Line => JSON.parse(line))
  const entries = change(rest.slice(0, -1))
  const before = Buffer.from([{ ...head, ...header }, ...entries].map((line) => `${JSON.stringify(line)}\n`).join(''))
  const end = Buffer.from(`${JSON.stringify({ kind: 'end', entries: entries.length, digest: sha256(before) })}\n`)
  return wholeOf(await quickCipher.seal(passphrase, eachOf([before, end])))
}
/** The same beside the file; gives its name. */
export async function rewritten(files: MemoryFiles, name: string, ...changes: [Parameters<typeof rewrite>[1], Line?]): Promise<string> {
  const changed = name.replace(/-(\d+)\.age$/, '-$19.age')
  files.put(`/stick/${changed}`, await rewrite(files.get(`/stick/${name}`), ...changes))
  return changed
}

/** A batch with those of its events alone that hold this text. */
export function onlyHolding(entry: Line, text: string): Line {
  const read = readBatch(entry['document'])
  if (!read.ok || read.value.kind !== 'batch') return entry
  const { stream, events } = read.value
  const [batch] = cutBatches(stream, events.filter((event) => event.text.includes(text))).batches
  return batch ? { ...entry, document: batchDocument(batch, 'station', 'open') } : entry
}

export async function* eachOf<T>(list: readonly T[]): AsyncGenerator<T> {
  yield* list
}
export async function wholeOf(pieces: Pieces): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const piece of pieces) parts.push(piece)
  return Buffer.concat(parts)
}

export interface Met {
  readonly files: MemoryFiles
  readonly caravan: Carried
  readonly counter: Carried
  readonly caseId: string
}
/** A caravan with a case, a counter that has never heard of it. */
export async function meetWith(shelf: PackShelf, files = new MemoryFiles()): Promise<Met> {
  const caravan = await aCarriedStation(files, shelf, '/place')
  const counter = await aCarriedStation(files, shelf, '/other')
  const caseId = await caravan.openCase('灌口仓库（样例）')
  await caravan.note(caseId, '第一次到工地')
  return { files, caravan, counter, caseId }
}
export const stickOf = (files: MemoryFiles): readonly string[] => [...files.entries.keys()].filter((path) => path.startsWith('/stick/')).map((path) => path.slice('/stick/'.length))
export const fileOf = (files: MemoryFiles, name: string): Buffer => files.get(`/stick/${name}`)
/** What the counter has of others, as it stands on its disk. */
export const keptOf = (files: MemoryFiles): string => [...files.entries].filter(([path]) => path.startsWith('/other/office/kept/')).map(([path, { now }]) => `${path} ${now.toString('hex')}`).join('\n')

export function because(result: { readonly ok: true } | { readonly ok: false; readonly failure: { readonly kind: string; readonly because?: unknown } }): string {
  return result.ok ? 'ok' : typeof result.failure.because === 'string' ? result.failure.because : result.failure.kind
}
