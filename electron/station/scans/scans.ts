import type { AnswerOf, Failure, Saved } from '../../../shared/contracts/ipc.ts'
import type { ScanAbsence, ScanPlace } from '../../../shared/contracts/scans.ts'
import { judgeScan, judgeScanRetraction } from '../../../shared/domain/caseJudgement.ts'
import type { EventName } from '../../../shared/domain/events.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { withoutTraces } from '../../../shared/domain/pictureTraces.ts'
import { judgeScanBytes, type ScanSubject } from '../../../shared/domain/scans.ts'
import type { Cases } from '../cases.ts'
import { sha256 } from '../identity.ts'
import type { Actor } from '../session.ts'
import type { InTurn } from '../turns.ts'
import type { ScanFile } from './scanCarrier.ts'
import type { ScanFolder } from './scanFolder.ts'
import { type NamedScans, scansTurn } from './namedScans.ts'

/** Scans and signed papers of the cases: the file first, then the event that names it. */
export interface Scans {
  add(id: string, label: string, of: ScanSubject, bytes: Uint8Array, actor: Actor): Promise<Result<Saved, Failure>>
  retract(id: string, scan: EventName, actor: Actor): Promise<Result<Saved, Failure>>
  /** Adds what was retracted once more; the file never left. */
  addAgain(id: string, scan: EventName, actor: Actor): Promise<Result<Saved, Failure>>
  places(id: string): Promise<AnswerOf<'scan:places'>>
  /** Fetches the file where it is not here, and keeps it. */
  open(id: string, digest: string): Promise<AnswerOf<'scan:open'>>
  /** Ends the fetching of a file. */
  stop(id: string, digest: string): void
  /** Ends all fetching, for good. */
  leave(): void
}
/** The office's server, as far as files go. */
export interface FileServer {
  /** It has the whole file. */
  isConfirmed(stream: string, digest: string): boolean
  /** The file is on its way there. */
  sending(stream: string, digest: string): Progress | null
  fetch(stream: string, file: ScanFile, onProgress: (progress: Progress) => void, signal: AbortSignal): Promise<Result<Uint8Array, ScanAbsence>>
}
/** Bytes. */
export interface Progress {
  readonly done: number
  readonly total: number
}

export interface ScansPorts {
  readonly folder: ScanFolder
  readonly named: NamedScans
  readonly cases: Pick<Cases, 'state' | 'change'>
  readonly inTurn: InTurn
  /** `null` where none is set. */
  readonly server: () => FileServer | null
  /** Where the files of a case are has changed. */
  readonly changed: (id: string) => void
}

type Opened = AnswerOf<'scan:open'>
interface Fetching {
  readonly stop: AbortController
  readonly fetched: Promise<Opened>
  progress: Progress
}

export function createScans({ folder, named, cases, inTurn, server, changed }: ScansPorts): Scans {
  const fetching = new Map<string, Fetching>()
  const leaving = new AbortController()
  const keyOf = (id: string, digest: string): string => `${id}.${digest}`

  function noted(id: string, saved: Result<Saved, Failure>): Result<Saved, Failure> {
    named.forget([id])
    changed(id)
    return saved
  }

  async function placeOf(id: string, digest: string): Promise<Result<ScanPlace, Failure>> {
    const underway = fetching.get(keyOf(id, digest))
    if (underway) return ok({ kind: 'fetching', ...underway.progress })
    const there = server()
    const here = await folder.has(id, digest)
    if (!here.ok) return here
    if (!here.value) return ok({ kind: there ? 'at-server' : 'elsewhere' })
    const sending = there?.sending(`case:${id}`, digest)
    if (sending) return ok({ kind: 'sending', ...sending })
    return ok({ kind: there?.isConfirmed(`case:${id}`, digest) === true ? 'here-and-at-server' : 'here-only' })
  }

  /** What it is, is said by the bytes. */
  function show(bytes: Uint8Array): Opened {
    const judged = judgeScanBytes(bytes)
    return judged.kind === 'refused' ? fail({ kind: 'scan-refused', because: judged.because }) : ok({ bytes, mediaType: judged.mediaType, isKept: true })
  }

  async function fetchFrom(there: FileServer, id: string, file: ScanFile, underway: (progress: Progress) => void, signal: AbortSignal): Promise<Opened> {
    const fetched = await there.fetch(`case:${id}`, file, underway, signal)
    if (!fetched.ok) return fail({ kind: 'scan-absent', because: fetched.failure })
    const opened = show(fetched.value)
    if (!opened.ok) return opened
    // Without room for it the file can be looked at all the same.
    const stored = await inTurn(scansTurn(id), () => folder.put(id, fetched.value))
    return ok({ ...opened.value, isKept: stored.ok })
  }

  function fetchOnce(there: FileServer, id: string, file: ScanFile): Promise<Opened> {
    const key = keyOf(id, file.digest)
    const known = fetching.get(key)
    if (known) return known.fetched
    const stop = new AbortController()
    const onProgress = (progress: Progress): void => {
      underway.progress = progress
      changed(id)
    }
    const fetched = fetchFrom(there, id, file, onProgress, AbortSignal.any([stop.signal, leaving.signal])).finally(() => {
      fetching.delete(key)
      changed(id)
    })
    const underway: Fetching = { stop, fetched, progress: { done: 0, total: file.bytes } }
    fetching.set(key, underway)
    changed(id)
    return fetched
  }

  return {
    add: (id, label, of, handedIn, actor) =>
      inTurn(scansTurn(id), async () => {
        const judged = judgeScanBytes(handedIn)
        if (judged.kind === 'refused') return fail({ kind: 'scan-refused', because: judged.because })
        const bytes = withoutTraces(handedIn)
        const scan = { digest: sha256(bytes), bytes: bytes.length, mediaType: judged.mediaType, label, of }
        const before = await cases.state(id)
        if (!before.ok) return before
        const allowed = judgeScan(before.value, scan)
        if (!allowed.ok) return allowed
        const stored = await folder.put(id, bytes)
        if (!stored.ok) return stored
        return noted(id, await cases.change(id, actor, ({ state }) => judgeScan(state, scan)))
      }),
    retract: async (id, scan, actor) => noted(id, await cases.change(id, actor, ({ state }) => judgeScanRetraction(state, scan))),
    addAgain: async (id, event, actor) =>
      noted(
        id,
        await cases.change(id, actor, ({ state }) => {
          const scan = state.scans.find((known) => known.event === event)
          if (!scan) return fail({ kind: 'malformed', path: 'scan', problem: 'no scan of this case' })
          const { digest, bytes, mediaType, label, of } = scan
          return judgeScan(state, { digest, bytes, mediaType, label, of })
        }),
      ),
    places: async (id) => {
      const files = await named.of(id)
      if (!files.ok) return files
      const placed: { readonly digest: string; readonly place: ScanPlace }[] = []
      for (const { digest } of files.value) {
        const place = await placeOf(id, digest)
        if (!place.ok) return place
        placed.push({ digest, place: place.value })
      }
      return ok(placed)
    },
    open: async (id, digest) => {
      const files = await named.of(id)
      if (!files.ok) return files
      const file = files.value.find((known) => known.digest === digest)
      if (!file) return fail({ kind: 'malformed', path: 'digest', problem: 'no scan of this case' })
      const here = await folder.read(id, digest)
      if (!here.ok) return here
      if (here.value) return show(here.value)
      const there = server()
      return there ? fetchOnce(there, id, file) : fail({ kind: 'scan-absent', because: { kind: 'no-server' } })
    },
    stop: (id, digest) => fetching.get(keyOf(id, digest))?.stop.abort(),
    leave: () => leaving.abort(),
  }
}
