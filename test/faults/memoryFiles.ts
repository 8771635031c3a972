import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type { Files, OpenFile } from '../../electron/station/files.ts'
import { nothingWrittenBack, type Writeback } from './writeback.ts'

/** An error as the system gives it. */
export class SystemError extends Error {
  readonly code: string
  readonly syscall: string
  constructor(code: string, syscall: string) {
    super(`${code}: ${syscall}`)
    this.code = code
    this.syscall = syscall
  }
}

type Change = { readonly kind: 'bytes'; readonly offset: number; readonly bytes: Buffer } | { readonly kind: 'length'; readonly length: number }
interface Content {
  /** What a reader sees. */
  now: Buffer
  /** What is on the disk for sure. */
  flushed: Buffer
  /** In order; some of it, in any order, may be on the disk as well. */
  unflushed: readonly Change[]
}
type Entry = Content | 'folder'
/** Names that change together; on the disk for sure once their folder was flushed. */
type NameChange = readonly { readonly path: string; readonly to: Entry | null }[]

/**
 * A disk in memory that knows what a kill and what a power cut would leave. Bytes are safe once their file was
 * flushed, names once their folder was; a flush that failed has lost what it should have written, for good.
 */
export class MemoryFiles implements Files {
  readonly entries = new Map<string, Content>()
  #folders = new Set(['/', '/beside', '/place', '/stick'])
  #flushedNames = new Map<string, Entry>([...this.#folders].map((path) => [path, 'folder']))
  #unflushedNames: readonly NameChange[] = []
  /** Before every call; a test throws from here to make one fail. */
  onCall: (call: string, path: string) => void = () => undefined
  /** After every call that went well, and once in the middle of every write. */
  onDone: ((call: string, path: string) => void) | null = null

  put(path: string, bytes: Uint8Array): void {
    const content: Content = { now: Buffer.from(bytes), flushed: Buffer.from(bytes), unflushed: [] }
    this.entries.set(path, content)
    this.#flushedNames.set(path, content)
    for (let folder = dirname(path); !this.#folders.has(folder); folder = dirname(folder)) {
      this.#folders.add(folder)
      this.#flushedNames.set(folder, 'folder')
    }
  }
  get(path: string): Buffer {
    return this.#find(path, 'open').now
  }
  /** The same disk, to be carried on from here apart from this one. */
  fork(): MemoryFiles {
    const copies = new Map<Entry, Content>()
    const copyOf = (entry: Entry): Entry => {
      if (entry === 'folder') return entry
      const copy = copies.get(entry) ?? { ...entry }
      copies.set(entry, copy)
      return copy
    }
    const fork = new MemoryFiles()
    for (const [path, content] of this.entries) {
      const copy = copyOf(content)
      if (copy !== 'folder') fork.entries.set(path, copy)
    }
    fork.#folders = new Set(this.#folders)
    fork.#flushedNames = new Map([...this.#flushedNames].map(([path, entry]) => [path, copyOf(entry)]))
    fork.#unflushedNames = this.#unflushedNames.map((change) => change.map(({ path, to }) => ({ path, to: to && copyOf(to) })))
    return fork
  }
  /** What stands there when all processes are gone and the machine runs on. */
  copyOfDisk(): MemoryFiles {
    const copy = new MemoryFiles()
    for (const folder of this.#folders) copy.#putFolder(folder)
    for (const [path, { now }] of this.entries) copy.put(path, now)
    return copy
  }
  afterPowerCut(writeback: Writeback = nothingWrittenBack): MemoryFiles {
    const names = new Map(this.#flushedNames)
    for (const change of this.#unflushedNames.slice(0, writeback.countNames(this.#unflushedNames.length))) applyNames(names, change)
    const isReachable = (path: string): boolean => path === '/' || (names.get(dirname(path)) === 'folder' && isReachable(dirname(path)))
    const left = new MemoryFiles()
    for (const [path, entry] of names) {
      if (!isReachable(path)) continue
      if (entry === 'folder') left.#putFolder(path)
      else left.put(path, entry.unflushed.reduce((bytes, change) => applyTorn(bytes, change, writeback), entry.flushed))
    }
    return left
  }

  /** The same for disks that hold the same. */
  fingerprint(): string {
    const hash = createHash('sha256')
    for (const [path, { now }] of [...this.entries].sort(([a], [b]) => (a < b ? -1 : 1))) hash.update(`${path} ${now.length} `).update(now)
    return hash.update([...this.#folders].sort().join(' ')).digest('hex')
  }

  async read(path: string): Promise<Uint8Array> {
    return this.#call('read', path, () => Uint8Array.from(this.#find(path, 'open').now))
  }
  async list(folder: string): Promise<readonly string[]> {
    return this.#call('list', folder, () => {
      this.#mustBeFolder(folder, 'scandir')
      return [...this.entries.keys(), ...this.#folders].flatMap((path) => (path !== '/' && dirname(path) === folder ? [path.slice(folder.length + 1)] : [])).sort()
    })
  }
  async stat(path: string): Promise<{ readonly bytes: number; readonly isFolder: boolean }> {
    return this.#call('stat', path, () => (this.#folders.has(path) ? { bytes: 0, isFolder: true } : { bytes: this.#find(path, 'stat').now.length, isFolder: false }))
  }
  async makeFolder(path: string): Promise<void> {
    this.#call('makeFolder', path, () => {
      const missing: string[] = []
      for (let folder = path; !this.#folders.has(folder); folder = dirname(folder)) missing.unshift(folder)
      for (const folder of missing) this.#rename([{ path: folder, to: 'folder' }])
    })
  }
  async create(path: string): Promise<OpenFile> {
    return this.#call('create', path, () => {
      if (this.entries.has(path)) throw new SystemError('EEXIST', 'open')
      this.#mustBeFolder(dirname(path), 'open')
      const content: Content = { now: Buffer.alloc(0), flushed: Buffer.alloc(0), unflushed: [] }
      this.#rename([{ path, to: content }])
      return this.#handle(path, content)
    })
  }
  async open(path: string): Promise<OpenFile> {
    return this.#call('open', path, () => this.#handle(path, this.#find(path, 'open')))
  }
  async copy(from: string, to: string): Promise<void> {
    this.#call('copy', to, () => {
      this.#mustBeFolder(dirname(to), 'copyfile')
      const bytes = Buffer.from(this.#find(from, 'copyfile').now)
      this.#rename([{ path: to, to: { now: bytes, flushed: Buffer.alloc(0), unflushed: [{ kind: 'bytes', offset: 0, bytes }] } }])
    })
  }
  async rename(from: string, to: string): Promise<void> {
    this.#call('rename', to, () => {
      this.#mustBeFolder(dirname(to), 'rename')
      if (this.#folders.has(from)) {
        if (this.#below(to).length > 0) throw new SystemError('ENOTEMPTY', 'rename')
        const moved = this.#below(from)
        this.#rename([...moved.map(([path, entry]) => ({ path: to + path.slice(from.length), to: entry })), ...moved.map(([path]) => ({ path, to: null }))])
        return
      }
      this.#rename([{ path: to, to: this.#find(from, 'rename') }, { path: from, to: null }])
    })
  }
  async remove(path: string): Promise<void> {
    this.#call('remove', path, () => {
      if (this.entries.has(path)) this.#rename([{ path, to: null }])
    })
  }
  async removeFolder(folder: string): Promise<void> {
    this.#call('removeFolder', folder, () => this.#rename([...this.#below(folder), [folder] as const].map(([path]) => ({ path, to: null }))))
  }
  async syncFolder(folder: string): Promise<void> {
    this.#call('syncFolder', folder, () => {
      this.#mustBeFolder(folder, 'fsync')
      const waiting: NameChange[] = []
      for (const change of this.#unflushedNames) {
        if (change.some(({ path }) => dirname(path) === folder)) applyNames(this.#flushedNames, change)
        else waiting.push(change)
      }
      this.#unflushedNames = waiting
    })
  }

  #handle(path: string, content: Content): OpenFile {
    const change = (made: Change): void => {
      content.now = applyWhole(content.now, made)
      content.unflushed = [...content.unflushed, made]
    }
    return {
      write: async (bytes, offset) => {
        const whole = Buffer.from(bytes)
        const half = whole.subarray(0, Math.floor(whole.length / 2))
        try {
          this.onCall('write', path)
        } catch (error) {
          // A disk that fills up takes the first part.
          change({ kind: 'bytes', offset, bytes: half })
          throw error
        }
        if (this.onDone) {
          change({ kind: 'bytes', offset, bytes: half })
          this.onDone('half of write', path)
        }
        change({ kind: 'bytes', offset, bytes: whole })
        this.onDone?.('write', path)
      },
      readAt: async (offset, length) => this.#call('readAt', path, () => Uint8Array.from(content.now.subarray(offset, offset + length))),
      readNow: (offset, length) => this.#call('readAt', path, () => Uint8Array.from(content.now.subarray(offset, offset + length))),
      sync: async () => {
        try {
          this.onCall('sync', path)
        } catch (error) {
          // The system has marked the pages as clean: a later flush says yes and writes none of them.
          content.unflushed = []
          throw error
        }
        content.flushed = content.unflushed.reduce(applyWhole, content.flushed)
        content.unflushed = []
        this.onDone?.('sync', path)
      },
      truncate: async (length) => this.#call('truncate', path, () => change({ kind: 'length', length })),
      close: async () => this.#call('close', path, () => undefined),
    }
  }

  #call<T>(call: string, path: string, effect: () => T): T {
    this.onCall(call, path)
    const result = effect()
    this.onDone?.(call, path)
    return result
  }
  #rename(change: NameChange): void {
    for (const { path, to } of change) {
      if (to === null) {
        this.entries.delete(path)
        this.#folders.delete(path)
      } else if (to === 'folder') this.#folders.add(path)
      else this.entries.set(path, to)
    }
    this.#unflushedNames = [...this.#unflushedNames, change]
  }
  /** The folder itself, and all that is in it. */
  #below(folder: string): readonly (readonly [string, Entry])[] {
    const isBelow = (path: string): boolean => path === folder || path.startsWith(`${folder}/`)
    return [...[...this.#folders].filter(isBelow).map((path) => [path, 'folder'] as const), ...[...this.entries].filter(([path]) => isBelow(path))]
  }
  #find(path: string, syscall: string): Content {
    const content = this.entries.get(path)
    if (!content) throw new SystemError('ENOENT', syscall)
    return content
  }
  #mustBeFolder(path: string, syscall: string): void {
    if (!this.#folders.has(path)) throw new SystemError('ENOENT', syscall)
  }
  #putFolder(path: string): void {
    this.#folders.add(path)
    this.#flushedNames.set(path, 'folder')
  }
}

function applyNames(names: Map<string, Entry>, change: NameChange): void {
  for (const { path, to } of change) {
    if (to === null) names.delete(path)
    else names.set(path, to)
  }
}

function applyWhole(before: Buffer, change: Change): Buffer {
  if (change.kind === 'length') return resized(before, change.length)
  const after = resized(before, Math.max(before.length, change.offset + change.bytes.length))
  change.bytes.copy(after, change.offset)
  return after
}

const blockBytes = 512

/** Of a change that was not flushed: some blocks, and the length by itself. */
function applyTorn(before: Buffer, change: Change, writeback: Writeback): Buffer {
  if (change.kind === 'length') return writeback.hasLength() ? resized(before, change.length) : before
  const end = change.offset + change.bytes.length
  const after = writeback.hasLength() ? resized(before, Math.max(before.length, end)) : Buffer.from(before)
  for (let from = 0; from < change.bytes.length; from += blockBytes) {
    if (!writeback.hasBlock()) continue
    const block = change.bytes.subarray(from, from + blockBytes)
    // A block on the disk that the length does not reach is not part of the file.
    const reach = Math.min(block.length, after.length - change.offset - from)
    if (reach > 0) block.copy(after, change.offset + from, 0, reach)
  }
  return after
}

function resized(bytes: Buffer, length: number): Buffer {
  const copy = Buffer.alloc(length)
  bytes.copy(copy)
  return copy
}
