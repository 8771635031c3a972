import { dirname } from 'node:path'
import type { Files, OpenFile } from '../../electron/station/files.ts'

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

interface Content {
  now: Buffer
  /** As of the last flush. */
  flushed: Buffer
}

/**
 * A disk in memory that knows what a power cut would leave: bytes as of the last flush of their file, names as of
 * the last flush of their folder.
 */
export class MemoryFiles implements Files {
  readonly entries = new Map<string, Content>()
  readonly #flushedNames = new Map<string, Content>()
  readonly #folders = new Set<string>()
  /** Calls so far, in order; a test throws from here to make one fail. */
  onCall: (call: string, path: string) => void = () => undefined

  put(path: string, bytes: Uint8Array): void {
    const content = { now: Buffer.from(bytes), flushed: Buffer.from(bytes) }
    this.entries.set(path, content)
    this.#flushedNames.set(path, content)
    this.#folders.add(dirname(path))
  }
  get(path: string): Buffer {
    return this.#find(path, 'open').now
  }
  copyOfDisk(): MemoryFiles {
    const copy = new MemoryFiles()
    for (const [path, { now }] of this.entries) copy.put(path, now)
    for (const folder of this.#folders) copy.#folders.add(folder)
    return copy
  }
  afterPowerCut(): MemoryFiles {
    const left = new MemoryFiles()
    for (const [path, { flushed }] of this.#flushedNames) left.put(path, flushed)
    for (const folder of this.#folders) left.#folders.add(folder)
    return left
  }

  #find(path: string, syscall: string): Content {
    const content = this.entries.get(path)
    if (!content) throw new SystemError('ENOENT', syscall)
    return content
  }
  async read(path: string): Promise<Uint8Array> {
    this.onCall('read', path)
    return Uint8Array.from(this.#find(path, 'open').now)
  }
  async list(folder: string): Promise<readonly string[]> {
    this.onCall('list', folder)
    if (!this.#folders.has(folder)) throw new SystemError('ENOENT', 'scandir')
    return [...this.entries.keys()].flatMap((path) => (dirname(path) === folder ? [path.slice(folder.length + 1)] : [])).sort()
  }
  async makeFolder(path: string): Promise<void> {
    this.onCall('makeFolder', path)
    this.#folders.add(path)
  }
  async create(path: string): Promise<OpenFile> {
    this.onCall('create', path)
    if (this.entries.has(path)) throw new SystemError('EEXIST', 'open')
    const content = { now: Buffer.alloc(0), flushed: Buffer.alloc(0) }
    this.entries.set(path, content)
    return this.#handle(path, content)
  }
  async open(path: string): Promise<OpenFile> {
    this.onCall('open', path)
    return this.#handle(path, this.#find(path, 'open'))
  }
  async copy(from: string, to: string): Promise<void> {
    this.onCall('copy', to)
    this.entries.set(to, { now: Buffer.from(this.#find(from, 'copyfile').now), flushed: Buffer.alloc(0) })
  }
  async rename(from: string, to: string): Promise<void> {
    this.onCall('rename', to)
    this.entries.set(to, this.#find(from, 'rename'))
    this.entries.delete(from)
  }
  async remove(path: string): Promise<void> {
    this.onCall('remove', path)
    this.entries.delete(path)
  }
  async syncFolder(path: string): Promise<void> {
    this.onCall('syncFolder', path)
    for (const known of this.#flushedNames.keys()) if (dirname(known) === path && !this.entries.has(known)) this.#flushedNames.delete(known)
    for (const [known, content] of this.entries) if (dirname(known) === path) this.#flushedNames.set(known, content)
  }

  #handle(path: string, content: Content): OpenFile {
    return {
      write: async (bytes, offset) => {
        const place = (count: number): void => {
          const now = Buffer.alloc(Math.max(content.now.length, offset + count))
          content.now.copy(now)
          Buffer.from(bytes).copy(now, offset, 0, count)
          content.now = now
        }
        try {
          this.onCall('write', path)
        } catch (error) {
          // A disk that fills up takes the first part.
          place(Math.floor(bytes.length / 2))
          throw error
        }
        place(bytes.length)
      },
      readAt: async (offset, length) => {
        this.onCall('readAt', path)
        return Uint8Array.from(content.now.subarray(offset, offset + length))
      },
      sync: async () => {
        this.onCall('sync', path)
        content.flushed = Buffer.from(content.now)
      },
      truncate: async (length) => {
        this.onCall('truncate', path)
        content.now = Buffer.from(content.now.subarray(0, length))
      },
      close: async () => {
        this.onCall('close', path)
      },
    }
  }
}
