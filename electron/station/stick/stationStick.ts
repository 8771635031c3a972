import { join } from 'node:path'
import type { AnswerOf, Failure, ProfileKind, RequestOf } from '../../../shared/contracts/ipc.ts'
import type { StickAnswers, StickFolder, StickPreview, StickProgress, StickState, StickTaken, WrittenStick } from '../../../shared/contracts/stick.ts'
import { dayInChina } from '../../../shared/domain/days.ts'
import { asTyped, passphraseProblem, readingsOf } from '../../../shared/domain/passphrase.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { momentInChina } from '../chinaTime.ts'
import { drawPassphrase } from '../identity.ts'
import { type Files, onDisk } from '../files.ts'
import type { ChooseFolder, RandomBytes } from '../ports.ts'
import type { Journal } from '../journal/journal.ts'
import type { PackShelf } from '../packShelf.ts'
import type { Actor, Session } from '../session.ts'
import { findServer } from '../sync/serverSettings.ts'
import type { StickCipher } from './cipher.ts'
import { collect } from './collect.ts'
import type { StickEntry } from './container.ts'
import { importStick, type ImportPorts } from './importStick.ts'
import type { StationEditions } from '../editions/stationEditions.ts'
import { createStickPacks } from './packFiles.ts'
import { type Previewed, previewStick } from './previewStick.ts'
import { bringHere, incomingPath } from './readStick.ts'
import { findStickFiles, stickFileName, stickProblemOf } from './stickFolder.ts'
import { describeNotes, noteWritten, readNotes } from './stickNotes.ts'
import { refuse, writeStick } from './writeStick.ts'

/** Exchange by hand of one profile: one thing at a time, each to be broken off. */
export interface StationStick {
  readonly handlers: { readonly [C in keyof StickAnswers]: (request: RequestOf<C>) => Promise<AnswerOf<C>> }
  /** What runs is broken off, and so is whatever begins. */
  leave(): void
}
export interface StationStickPorts extends Omit<ImportPorts, 'isStopped' | 'tell' | 'cipher' | 'packs' | 'district'> {
  readonly profile: ProfileKind
  readonly profileRoot: string
  readonly profileDir: string
  readonly files: Files
  /** Not the guarded one: a note is no work of the clerk and takes no reserve. */
  readonly journal: Journal
  readonly randomBytes: RandomBytes
  /** Without them nothing is written and nothing read. */
  readonly cipher: StickCipher | null
  readonly chooseFolder: ChooseFolder | null
  readonly shelf: Pick<PackShelf, 'current'>
  readonly keepPack: StationEditions['keep']
  readonly session: Pick<Session, 'settings'>
  /** There is room for what is not the clerk's own work. */
  readonly mayTake: () => boolean
  readonly announce: (progress: StickProgress) => void
  readonly asActor: <T>(work: (actor: Actor) => Promise<Result<T, Failure>>) => Promise<Result<T, Failure>>
}

export function openStationStick(given: StationStickPorts): StationStick {
  const { files, journal, clock, cipher, chooseFolder } = given
  const ports = { ...given, packs: createStickPacks(files, join(given.profileRoot, 'packs'), given.shelf, given.keepPack), district: () => given.session.settings()?.district ?? null, lastServer }
  const incoming = incomingPath(ports.profileDir)
  let isBusy = false
  let isStopped = false
  let isLeft = false
  let found: StickFolder | null = null
  let previewed: Previewed | null = null

  async function lastServer(): Promise<string | null> {
    const server = await findServer(files, given.profileDir)
    return server.ok ? (server.value?.uuid ?? null) : null
  }
  const tell = sparingly(ports.announce)

  /** One at a time, and none in the practice profile. */
  async function alone<T>(work: (running: { readonly cipher: StickCipher; readonly choose: ChooseFolder }) => Promise<Result<T, Failure>>): Promise<Result<T, Failure>> {
    if (ports.profile === 'practice' || !cipher || !chooseFolder) return refuse('practice')
    if (isBusy) return refuse('busy')
    isBusy = true
    isStopped = isLeft
    try {
      return await work({ cipher, choose: chooseFolder })
    } finally {
      isBusy = false
    }
  }
  const reading = (running: { readonly cipher: StickCipher }) => ({ ...ports, cipher: running.cipher, isStopped: () => isStopped, tell })

  async function write({ content, passphrase, withPack }: RequestOf<'stick:write'>, { settings }: Actor, running: { readonly cipher: StickCipher; readonly choose: ChooseFolder }): Promise<Result<WrittenStick, Failure>> {
    const typed = asTyped(passphrase)
    if (passphraseProblem(typed) !== null) return refuse('weak-passphrase')
    const collection = await collect(ports, content, () => isStopped, (done, total) => tell({ phase: 'collecting', done, total }))
    if (!collection.ok) return collection
    if (collection.value.streams.length === 0) return refuse('nothing-to-write')
    const folder = await running.choose('stick-write')
    if (folder === null) return fail({ kind: 'cancelled' })
    if (isInside(ports.profileRoot, folder)) return refuse('inside-data')
    const [there, notes] = [await listFolder(folder), await readNotes(ports)]
    if (!there.ok) return there
    if (!notes.ok) return notes
    const number = 1 + [...notes.value, ...there.value].reduce((most, one) => (one.incarnation === journal.incarnation ? Math.max(most, one.number) : most), 0)
    const madeAt = momentInChina(clock.now())
    const name = stickFileName(settings.code, journal.incarnation, dayInChina(clock.now()), number)
    const pack = withPack ? await ports.packs.read() : null
    const written = await writeStick(reading(running), {
      folder,
      name,
      passphrase: typed,
      header: { number, station: journal.station, incarnation: journal.incarnation, code: settings.code, stationName: settings.name, district: settings.district, madeAt, content: content.kind },
      entries: withFirst(pack === null ? [] : [{ kind: 'pack', ...pack }], collection.value.entries()),
    })
    if (!written.ok) return written
    const noted = await noteWritten(ports, { kind: 'written', at: momentInChina(clock.now()), incarnation: journal.incarnation, number, name, digest: written.value.digest, streams: [...collection.value.streams] })
    return ok({ name, folder, bytes: written.value.bytes, ...collection.value.counts(), packs: pack === null ? 0 : 1, isNoted: noted.ok })
  }

  async function find(choose: ChooseFolder): Promise<Result<StickFolder, Failure>> {
    const folder = await choose('stick-read')
    if (folder === null) return fail({ kind: 'cancelled' })
    const there = await listFolder(folder)
    if (!there.ok) return there
    if (there.value.length === 0) return refuse('no-file')
    const listed = there.value.map(({ incarnation, ...file }) => ({ ...file, isOwn: incarnation === journal.incarnation }))
    found = { folder, files: listed.toSorted((one, other) => Number(one.isOwn) - Number(other.isOwn)).slice(0, 200) }
    return ok(found)
  }

  async function preview(name: string, passphrase: string, running: { readonly cipher: StickCipher }): Promise<Result<StickPreview, Failure>> {
    previewed = null
    if (!found?.files.some((file) => file.name === name)) return refuse('not-checked')
    const brought = await bringHere(reading(running), join(found.folder, name), incoming)
    if (!brought.ok) return brought
    const looked = await lookWith(running, readingsOf(passphrase))
    if (!looked.ok) {
      await files.remove(incoming).catch(() => undefined)
      return looked
    }
    previewed = looked.value
    return ok(previewed.preview)
  }

  /** Each reading of what was typed takes a second. */
  async function lookWith(running: { readonly cipher: StickCipher }, [first = '', ...others]: readonly string[]): ReturnType<typeof previewStick> {
    const looked = await previewStick(reading(running), incoming, first)
    const isWrong = !looked.ok && looked.failure.kind === 'stick-refused' && looked.failure.because === 'wrong-passphrase'
    return isWrong && others.length > 0 ? lookWith(running, others) : looked
  }

  async function take(id: string, running: { readonly cipher: StickCipher }): Promise<Result<StickTaken, Failure>> {
    if (previewed?.preview.id !== id) return refuse('not-checked')
    if (!ports.mayTake()) return fail({ kind: 'disk', problem: 'full', place: 'kept' })
    const taken = await importStick(reading(running), incoming, previewed)
    // After a failure it can be tried again.
    if (taken.ok) {
      previewed = null
      await files.remove(incoming).catch(() => undefined)
    }
    return taken
  }

  async function drop(): Promise<Result<StickState, Failure>> {
    previewed = null
    const removed = await onDisk('stick', () => files.remove(incoming))
    return removed.ok ? describe() : removed
  }

  async function describe(): Promise<Result<StickState, Failure>> {
    const notes = await describeNotes(ports)
    if (!notes.ok) return notes
    const there = await onDisk('stick', () => files.stat(incoming))
    if (!there.ok && there.failure.problem !== 'missing') return there
    return ok({ ...notes.value, incoming: there.ok ? { bytes: there.value.bytes } : null })
  }

  async function listFolder(folder: string): Promise<Result<Awaited<ReturnType<typeof findStickFiles>>, Failure>> {
    try {
      return ok(await findStickFiles(files, folder))
    } catch (error) {
      const because = stickProblemOf(error)
      if (because === null) throw error
      return refuse(because)
    }
  }

  return {
    handlers: {
      'stick:state': describe,
      'stick:suggest': () => Promise.resolve({ passphrase: drawPassphrase(ports.randomBytes) }),
      'stick:write': (request) => ports.asActor((actor) => alone((running) => write(request, actor, running))),
      'stick:find': () => alone(({ choose }) => find(choose)),
      'stick:preview': ({ name, passphrase }) => alone((running) => preview(name, passphrase, running)),
      'stick:import': ({ preview: id }) => ports.asActor(() => alone((running) => take(id, running))),
      'stick:drop': () => alone(drop),
      'stick:stop': () => {
        isStopped = true
        return Promise.resolve(null)
      },
    },
    leave: () => {
      isLeft = true
      isStopped = true
    },
  }
}

const isInside = (root: string, folder: string): boolean => folder === root || folder.startsWith(`${root}/`) || folder.startsWith(`${root}\\`)

async function* withFirst(first: readonly StickEntry[], rest: AsyncIterable<StickEntry>): AsyncGenerator<StickEntry> {
  yield* first
  yield* rest
}

/** A screen follows ten times a second at most. */
function sparingly(announce: (progress: StickProgress) => void): (progress: StickProgress) => void {
  let phase = ''
  let told = 0
  return (progress) => {
    const step = Math.floor(progress.done / ((progress.total ?? 2_000_000) / 50 || 1))
    if (progress.phase === phase && step === told) return
    phase = progress.phase
    told = step
    announce(progress)
  }
}
