import { join } from 'node:path'
import type { Failure } from '../../../shared/contracts/ipc.ts'
import type { StickProgress, StickRefusal } from '../../../shared/contracts/stick.ts'
import { fail, ok, type Result } from '../../../shared/domain/result.ts'
import type { Files } from '../files.ts'
import type { Pieces, StickCipher } from './cipher.ts'
import { frame, readForm, type StickEntry, type StickHeader } from './container.ts'
import { noteErrors, readPieces } from './pieces.ts'
import { stickProblemOf } from './stickFolder.ts'

export interface WritePorts {
  readonly files: Files
  readonly cipher: StickCipher
  readonly isStopped: () => boolean
  readonly tell: (progress: StickProgress) => void
}
export interface StickToWrite {
  readonly folder: string
  readonly name: string
  readonly passphrase: string
  readonly header: Omit<StickHeader, 'form' | 'v'>
  /** Rejects with `CollectionFailed` where this station's own disk does not give it. */
  readonly entries: AsyncIterable<StickEntry>
}
export interface WrittenFile {
  readonly bytes: number
  /** Of the plain form, as in its end. */
  readonly digest: string
}

/** What was to be written can't be read here. */
export class CollectionFailed extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(`nothing to write: ${failure.kind}`)
    this.failure = failure
  }
}

export const refuse = (because: StickRefusal): { readonly ok: false; readonly failure: Extract<Failure, { kind: 'stick-refused' }> } => fail({ kind: 'stick-refused', because })

/** Temporary file, flush, read back and decrypt whole, rename, flush of the folder. Where any of it fails, nothing bears the final name. */
export async function writeStick(ports: WritePorts, work: StickToWrite): Promise<Result<WrittenFile, Failure>> {
  const { files } = ports
  const [path, temporary] = [join(work.folder, work.name), join(work.folder, `${work.name}.part`)]
  const entries = noteErrors(work.entries)
  try {
    await files.remove(temporary)
    const { pieces, framing } = frame(work.header, entries.pieces)
    const bytes = await writeSealed(ports, temporary, () => ports.cipher.seal(work.passphrase, pieces))
    const isSame = bytes !== null && (await readBack(ports, temporary, work.passphrase, { bytes, digest: framing.digest(), entries: framing.entries() }))
    if (bytes === null || isSame === 'stopped' || !isSame) {
      await files.remove(temporary)
      return bytes === null || isSame === 'stopped' ? fail({ kind: 'cancelled' }) : refuse('unreliable')
    }
    await files.rename(temporary, path)
    await files.syncFolder(work.folder)
    return ok({ bytes, digest: framing.digest() })
  } catch (error) {
    for (const left of [temporary, path]) await files.remove(left).catch(() => undefined)
    const cause = entries.error()
    if (cause instanceof CollectionFailed) return fail(cause.failure)
    if (cause !== null) throw cause
    const because = stickProblemOf(error)
    if (because === null) throw error
    return refuse(because)
  }
}

/** Bytes written and flushed; `null` where the clerk broke it off. */
async function writeSealed({ files, isStopped, tell }: WritePorts, path: string, seal: () => Promise<Pieces>): Promise<number | null> {
  let bytes = 0
  const file = await files.create(path)
  try {
    for await (const piece of await seal()) {
      if (isStopped()) return null
      await file.write(piece, bytes)
      bytes += piece.length
      tell({ phase: 'writing', done: bytes, total: null })
    }
    await file.sync()
    return bytes
  } finally {
    await file.close()
  }
}

async function readBack({ files, cipher, isStopped, tell }: WritePorts, path: string, passphrase: string, written: { readonly bytes: number; readonly digest: string; readonly entries: number }): Promise<boolean | 'stopped'> {
  const file = await files.open(path)
  const sealed = noteErrors(readPieces(file, (done) => tell({ phase: 'checking', done, total: written.bytes })))
  try {
    const opened = await cipher.open(passphrase, sealed.pieces)
    if (sealed.error() !== null) throw sealed.error()
    if (!opened.ok) return false
    const plain = noteErrors(opened.value)
    const read = await readForm(plain.pieces, () => Promise.resolve(isStopped() ? 'stop' : 'on')).catch((error: unknown) => {
      if (sealed.error() !== null) throw sealed.error()
      // What the stick gives back does not decrypt.
      if (plain.error() !== null) return null
      throw error
    })
    if (read?.ok !== true) return false
    return read.value === 'stopped' ? 'stopped' : read.value.digest === written.digest && read.value.entries === written.entries
  } finally {
    await file.close()
  }
}
