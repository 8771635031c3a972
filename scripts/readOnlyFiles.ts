import { diskFiles, type Files, type OpenFile } from '../electron/station/files.ts'

/** A disk that is only read, also where it can't be written to: nothing is opened for writing. */
const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error('EROFS: read only'), { code: 'EROFS', syscall: 'open' }))

export const readOnlyFiles: Files = {
  ...diskFiles,
  makeFolder: refuse,
  create: refuse,
  open: async (path): Promise<OpenFile> => {
    const bytes = await diskFiles.read(path)
    return { readAt: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)), readNow: (offset, length) => bytes.subarray(offset, offset + length), write: refuse, truncate: refuse, sync: refuse, close: () => Promise.resolve() }
  },
  copy: refuse,
  rename: refuse,
  remove: refuse,
  removeFolder: refuse,
  syncFolder: refuse,
}
