import { dirname, join } from 'node:path'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { StickProgress } from '../../../shared/contracts/stick.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import { type Files, onDisk, type OpenFile } from '../files.ts'
import type { StickCipher } from './cipher.ts'
import { readForm, type ReadForm, type StickEntry, type StickHeader } from './container.ts'
import { noteErrors, readPieces } from './pieces.ts'
import { stickProblemOf } from './stickFolder.ts'
import { refuse } from './writeStick.ts'

export interface ReadPorts {
  readonly files: Files
  readonly cipher: StickCipher
  readonly isStopped: () => boolean
  readonly tell: (progress: StickProgress) => void
}

/**
 * Brings a file here, encrypted as it is, so that the stick may be pulled out and the file that is taken in is the very
 * one that was looked at.
 */
export async function bringHere({ files, isStopped, tell }: ReadPorts, from: string, to: string): Promise<Result<null, Failure>> {
  const source = await onStick(() => files.open(from))
  if (!source.ok) return source
  try {
    const total = await onStick(async () => (await files.stat(from)).bytes)
    if (!total.ok) return total
    const room = await onDisk('stick', async () => {
      await files.makeFolder(dirname(to))
      await files.remove(to)
      return files.create(to)
    })
    if (!room.ok) return room
    const copied = await copyPieces(source.value, room.value, (done) => {
      tell({ phase: 'copying', done, total: total.value })
      return !isStopped()
    })
    const closed = await onDisk('stick', () => room.value.close())
    const outcome = copied.ok ? closed : copied
    if (!outcome.ok) await files.remove(to).catch(() => undefined)
    return outcome.ok ? ok(null) : outcome
  } finally {
    // Nothing was written there.
    await source.value.close().catch(() => undefined)
  }
}

async function copyPieces(source: OpenFile, target: OpenFile, goesOn: (bytes: number) => boolean): Promise<Result<null, Failure>> {
  const pieces = readPieces(source)
  for (let at = 0; ; ) {
    const piece = await onStick(() => pieces.next())
    if (!piece.ok) return piece
    if (piece.value.done === true) return ok(null)
    const bytes = piece.value.value
    const written = await onDisk('stick', () => target.write(bytes, at))
    if (!written.ok) return written
    at += bytes.length
    if (!goesOn(at)) return fail({ kind: 'cancelled' })
  }
}

async function onStick<T>(work: () => Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await work())
  } catch (error) {
    const because = stickProblemOf(error)
    if (because === null) throw error
    // There it can't be read; nobody wanted to write.
    return refuse(because === 'stick-read-only' ? 'stick-broken' : because)
  }
}

/** Deriving the key from a passphrase takes memory: more than ours needs, nobody gets. */
const mostScryptLogN = 18
const ageHead = /^age-encryption\.org\/v1\n-> scrypt [A-Za-z0-9+/]{22} (\d{1,2})\n/

/** Reads a file that was brought here to its end. `take` sees entries before the whole is known to be right. */
export async function readWhole({ files, cipher, isStopped, tell }: ReadPorts, path: string, passphrase: string, phase: 'reading' | 'importing', take: (entry: StickEntry, header: StickHeader) => Promise<Result<null, Failure>>): Promise<Result<ReadForm, Failure>> {
  const opened = await onDisk('stick', async () => ({ file: await files.open(path), bytes: (await files.stat(path)).bytes }))
  if (!opened.ok) return opened
  const { file, bytes } = opened.value
  const sealed = noteErrors(readPieces(file, (done) => tell({ phase, done, total: bytes })))
  let failure: Failure = { kind: 'cancelled' }
  try {
    const read = await onDisk('stick', async (): Promise<Result<ReadForm, Failure>> => {
      const [head, logN] = ageHead.exec(Buffer.from(await file.readAt(0, 200)).toString('latin1')) ?? []
      if (head === undefined || Number(logN) > mostScryptLogN) return refuse('not-ours')
      const opened = await cipher.open(passphrase, sealed.pieces)
      if (sealed.error() !== null) throw sealed.error()
      if (!opened.ok) return refuse(opened.failure.kind)
      const plain = noteErrors(opened.value)
      const form = await readForm(plain.pieces, async (entry, header) => {
        if (isStopped()) return 'stop'
        const taken = await take(entry, header)
        if (!taken.ok) failure = taken.failure
        return taken.ok ? 'on' : 'stop'
      }).catch((error: unknown) => {
        if (sealed.error() !== null) throw sealed.error()
        // A piece that does not decrypt.
        if (plain.error() !== null) return null
        throw error
      })
      if (form === null) return refuse('damaged')
      if (!form.ok) return refuse(form.failure.kind)
      return form.value === 'stopped' ? fail(failure) : ok(form.value)
    })
    return read.ok ? read.value : read
  } finally {
    await file.close().catch(() => undefined)
  }
}

export const incomingPath = (profileDir: string): string => join(profileDir, 'stick', 'incoming.age')
