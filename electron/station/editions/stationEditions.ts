import { join } from 'node:path'
import * as z from 'zod'
import type { CaseEffect, EditionAnswers, EditionHere, EditionRefusal, EditionsView } from '../../../shared/contracts/editions.ts'
import type { AnswerOf, Failure, Notice, RequestOf } from '../../../shared/contracts/ipc.ts'
import { canMove } from '../../../shared/domain/caseActions.ts'
import { districtWords } from '../../../shared/domain/databases.ts'
import type { CompiledPack } from '../../../shared/domain/compilePack.ts'
import type { PackRef } from '../../../shared/domain/pack.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { editionEffect } from '../../../shared/output/editionEffect.ts'
import { overlayTitle } from '../../../shared/output/overlayWords.ts'
import type { Cases } from '../cases.ts'
import { momentInChina } from '../chinaTime.ts'
import { type EventStore, headsOf } from '../eventStore.ts'
import { type DiskFailure, type Files, findFile, onDisk } from '../files.ts'
import { findJson } from '../journal/opening.ts'
import type { LoadedPack } from '../knownPack.ts'
import { notHere, type PackShelf } from '../packShelf.ts'
import type { Clock } from '../ports.ts'
import type { Actor, Session } from '../session.ts'
import type { InTurn } from '../turns.ts'
import { nameOfDocument, type PackDocument, type PackFiles, readFiles, readPackDocument } from './arrival.ts'
import type { CheckEdition } from './checkEdition.ts'
import { type Arrival, type InForce, type LedgerFile, ledgerFile } from './ledger.ts'

type AsActor = <T>(work: (actor: Actor) => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>

/** The editions of one profile: the one that its new cases begin with, and those that came. */
export interface StationEditions {
  /** The shelf as this profile uses it. */
  readonly shelf: PackShelf
  notices(): readonly Notice[]
  handlersFor(asActor: AsActor, cases: Pick<Cases, 'state' | 'packOf'>): { readonly [C in keyof EditionAnswers]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }
  readonly content: ContentShelf
  /** Checks the files of an edition, its worked cases too, and keeps it where nothing is wrong. */
  readonly keep: (digest: string, files: PackFiles) => Promise<Result<Result<null, EditionRefusal>, DiskFailure>>
}

/** Where what the server publishes goes. */
export interface ContentShelf {
  /** How far this source was read; `null`: to be read from its beginning. */
  checkpointOf(source: string): Promise<string | null>
  /** It is on the shelf, or was refused as it stands there by this version of the program: nothing is to be fetched. */
  isKnown(document: string, seen: string): Promise<boolean>
  /** `fetch`: the document with its attachments. Gives the failure of `fetch`, where that is none of the document. */
  take<F extends { readonly kind: string }>(document: unknown, as: Pick<Arrival, 'seen'> & { readonly id: string }, fetch: (document: PackDocument) => Promise<Result<unknown, F>>): Promise<Result<'kept' | 'refused', F | DiskFailure>>
  /** The one that most cases go by. */
  current(): LoadedPack
  /** One that is kept here, whole and compiled. */
  find(ref: PackRef): Promise<CompiledPack | null>
  /** A page was read. */
  reached(source: string, seq: string, inForce: readonly InForce[]): Promise<Result<null, DiskFailure>>
}

export interface EditionsPorts {
  readonly profileDir: string
  readonly files: Files
  readonly shelf: PackShelf
  readonly store: EventStore
  readonly session: Session
  readonly clock: Clock
  readonly inTurn: InTurn
  readonly version: string
  readonly check: CheckEdition
  readonly changed: () => void
}

export async function openStationEditions(ports: EditionsPorts): Promise<StationEditions> {
  const { files, shelf: root, store, session, clock, inTurn, version, check, changed } = ports
  const file = ledgerFile(files, ports.profileDir)
  let ledger = await file.read()
  let current: LoadedPack = root.current
  let missing: PackRef | null = null

  const lastChoice = () => store.stationEvents.findLast(({ event }) => event.kind === 'edition.chosen')?.event
  const wanted = lastChoice()
  if (wanted?.kind === 'edition.chosen' && wanted.payload.pack.digest !== current.ref.digest) {
    const kept = await root.loadAtStart(wanted.payload.pack.digest)
    if (kept) current = kept
    else missing = wanted.payload.pack
  }

  const shelf: PackShelf = {
    ...root,
    get current() {
      return current
    },
    compileCurrent: async () => {
      const compiled = await root.find(current.ref)
      if (!compiled) throw new Error('the edition in use is not on the shelf any more')
      return compiled
    },
  }

  /** What the office wants here: its word for the district before that for the city. */
  function ordered(): InForce | null {
    const word = districtWords[session.settings()?.district ?? ''] ?? null
    const mine = ledger.inForce.filter(({ district, pack }) => pack.id === current.ref.id && (district === null || district === word))
    return mine.find(({ district }) => district !== null) ?? mine[0] ?? null
  }

  async function describe(digest: string): Promise<EditionHere | null> {
    const heads = digest === current.ref.digest ? headsOfPack(current) : await readHeads(files, await root.folderOf(digest), digest)
    if (!heads) return null
    const order = ordered()
    const arrival = ledger.arrivals.find(({ document, refused }) => document === `pack:${digest}` && !refused)
    return {
      ...heads,
      isInUse: digest === current.ref.digest,
      isShipped: digest === root.current.ref.digest,
      arrivedAt: arrival?.at ?? null,
      orderedFrom: order?.pack.digest === digest ? order.from : null,
    }
  }

  async function list(): Promise<EditionsView> {
    const digests = new Set([current.ref.digest, root.current.ref.digest, ...(await root.list())])
    const found = await Promise.all([...digests].map(describe))
    const editions = found
      .flatMap((edition) => edition ?? [])
      .toSorted((one, other) => Number(other.isInUse) - Number(one.isInUse) || (other.arrivedAt ?? '').localeCompare(one.arrivedAt ?? '') || other.effectiveFrom.localeCompare(one.effectiveFrom))
    const choice = lastChoice()
    return {
      editions,
      refused: ledger.arrivals.flatMap(({ document, name, version: said, at, refused }) => (refused ? [{ document, name, version: said, at, because: refused }] : [])),
      chosen: choice && !missing ? { at: choice.at, operatorName: session.nameOf(choice.operator) } : null,
    }
  }

  /** Checked once more, on this machine and by this program, before anything begins with it. */
  async function choose(pack: PackRef, { operator }: Actor): Promise<Result<EditionsView, Failure>> {
    return inTurn('station', async () => {
      if (pack.digest === current.ref.digest && !missing) return ok(await list())
      const loaded = await root.load(pack.digest)
      if (!loaded) return notHere(pack)
      // The one that came with the program was checked at the start.
      const checked = pack.digest === root.current.ref.digest ? ok(null) : await check(await root.folderOf(pack.digest), pack.digest)
      if (!checked.ok) return fail({ kind: 'pack-refused', problems: checked.failure.kind === 'faulty' ? checked.failure.problems : ['检查没有通过'] })
      const written = await store.appendToStation([{ kind: 'edition.chosen', payload: { pack: loaded.ref, from: current.ref } }], { operator: operator.id, heads: headsOf(store.stationEvents), missing: [] })
      if (!written.ok) return written
      current = loaded
      missing = null
      changed()
      return ok(await list())
    })
  }

  async function effects(to: PackRef, caseIds: readonly string[], cases: Pick<Cases, 'state' | 'packOf'>): Promise<Result<readonly CaseEffect[], Failure>> {
    const target = await root.find(to)
    if (!target) return notHere(to)
    const found: CaseEffect[] = []
    for (const caseId of caseIds) {
      const state = await cases.state(caseId)
      const from = state.ok ? await cases.packOf(state.value) : state
      found.push(state.ok && from.ok ? { kind: 'compared', caseId, from: from.value.ref, canMove: canMove(state.value), rows: editionEffect(state.value, from.value, target) } : { kind: 'not-compared', caseId })
      // Each takes some milliseconds, and the clerk goes on working.
      await new Promise((resolve) => setImmediate(resolve))
    }
    return ok(found)
  }

  const handlersFor: StationEditions['handlersFor'] = (asActor, cases) => ({
    'edition:list': list,
    'edition:choose': ({ pack }) => asActor((actor) => choose(pack, actor)),
    'edition:effects': ({ to, caseIds }) => effects(to, caseIds, cases),
  })

  const keep: StationEditions['keep'] = (digest, bytes) => root.keep(digest, bytes, (folders) => check(folders, digest))
  return { shelf, handlersFor, notices, keep, content: openContent({ file, ledger: () => ledger, adopt, root, keep, version, now: () => momentInChina(clock.now()) }) }

  function adopt(next: typeof ledger): void {
    ledger = next
    changed()
  }

  function notices(): readonly Notice[] {
    const order = ordered()
    const refused = ledger.arrivals.find(({ document, refused: because }) => document === `pack:${order?.pack.digest ?? ''}` && because !== null)
    const hasCome = order !== null && ledger.arrivals.some(({ document, refused: because }) => document === `pack:${order.pack.digest}` && because === null)
    return [
      ...(missing ? [{ kind: 'edition-missing' as const, wanted: missing, using: current.ref }] : []),
      ...(refused ? [{ kind: 'edition-refused' as const, version: refused.version, using: current.ref }] : []),
      ...(order && hasCome && order.pack.digest !== current.ref.digest ? [{ kind: 'edition-waiting' as const, version: order.pack.version, from: order.from, using: current.ref }] : []),
    ]
  }
}

interface ContentPorts {
  readonly file: LedgerFile
  readonly ledger: () => Awaited<ReturnType<LedgerFile['read']>>
  readonly adopt: (ledger: Awaited<ReturnType<LedgerFile['read']>>) => void
  readonly root: PackShelf
  readonly keep: StationEditions['keep']
  readonly version: string
  readonly now: () => string
}

function openContent({ file, ledger, adopt, root, keep, version, now }: ContentPorts): ContentShelf {
  async function note({ id: document, seen }: Pick<Arrival, 'seen'> & { readonly id: string }, json: unknown, refused: EditionRefusal | null): Promise<Result<'kept' | 'refused', DiskFailure>> {
    const before = ledger()
    const arrival: Arrival = { document, seen, ...nameOfDocument(json), at: before.arrivals.find((one) => one.document === document)?.at ?? now(), by: version, refused }
    const next = { ...before, arrivals: [...before.arrivals.filter((one) => one.document !== document), arrival] }
    const written = await file.write(next)
    if (!written.ok) return written
    adopt(next)
    return ok(refused ? 'refused' : 'kept')
  }

  async function isJudged(): Promise<(arrival: Arrival) => boolean> {
    const here = new Set((await root.list()).map((digest) => `pack:${digest}`))
    return ({ document, by, refused }) => (refused === null ? here.has(document) : by === version)
  }

  return {
    // What was refused is read again by another version of the program, which may understand it; so is what was lost here.
    checkpointOf: async (source) => {
      const { source: read, seq, arrivals } = ledger()
      const known = await isJudged()
      return read === source && arrivals.every(known) ? seq : null
    },
    current: () => root.current,
    find: root.find,
    isKnown: async (id, seen) => ledger().arrivals.filter((arrival) => arrival.document === id && (arrival.refused === null || arrival.seen === seen)).some(await isJudged()),
    take: async (json, as, fetch) => {
      const document = readPackDocument(json)
      if (!document.ok) return note(as, json, document.failure)
      const { digest } = document.value.ref
      if (await root.load(digest)) return note(as, json, null)
      const fetched = await fetch(document.value)
      if (!fetched.ok) return fetched
      const content: Result<PackFiles, EditionRefusal> = readFiles(document.value, fetched.value)
      if (!content.ok) return note(as, json, content.failure)
      const kept = await keep(digest, content.value)
      if (!kept.ok) return kept
      return note(as, json, kept.value.ok ? null : kept.value.failure)
    },
    reached: async (source, seq, inForce) => {
      const before = ledger()
      if (before.source === source && before.seq === seq && inForce.length === 0 && before.by === version) return ok(null)
      const keyOf = ({ district, pack }: InForce): string => `${pack.id} ${district ?? ''}`
      const said = new Map([...before.inForce, ...inForce].map((one) => [keyOf(one), one]))
      const next = { ...before, source, seq, by: version, inForce: [...said.values()] }
      const written = await file.write(next)
      if (!written.ok) return written
      adopt(next)
      return ok(null)
    },
  }
}

const packHead = z.looseObject({ id: z.string(), version: z.string(), name_zh: z.string(), effectiveFrom: z.string() })
const overlayHead = packHead.extend({ sample: z.boolean() })

/** What a folder calls itself, without reading all of it. */
async function readHeads(files: Files, folders: { readonly packDir: string; readonly overlayDirs: readonly string[] }, digest: string): Promise<Pick<EditionHere, 'ref' | 'name_zh' | 'effectiveFrom' | 'overlays'> | null> {
  const read = async <T>(path: string, shape: z.ZodType<T>): Promise<T | null> => {
    const found = await onDisk('packs', () => findFile(files, path))
    return (found.ok && found.value && shape.safeParse(findJson(found.value)).data) || null
  }
  const pack = await read(join(folders.packDir, 'pack.json'), packHead)
  const overlays = await Promise.all(folders.overlayDirs.map((dir) => read(join(dir, 'overlay.json'), overlayHead)))
  if (!pack || overlays.includes(null)) return null
  const layers = overlays.flatMap((overlay) => overlay ?? [])
  return {
    ref: { id: pack.id, version: [pack.version, ...layers.map(({ id, version }) => `${id}.${version}`)].join('+'), digest },
    name_zh: pack.name_zh,
    effectiveFrom: layers.at(-1)?.effectiveFrom ?? pack.effectiveFrom,
    overlays: layers.map(overlayTitle),
  }
}

function headsOfPack({ pack, ref }: LoadedPack): Pick<EditionHere, 'ref' | 'name_zh' | 'effectiveFrom' | 'overlays'> {
  return { ref, name_zh: pack.name_zh, effectiveFrom: pack.overlays.at(-1)?.effectiveFrom ?? pack.effectiveFrom, overlays: pack.overlays.map(overlayTitle) }
}
