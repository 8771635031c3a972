import { join } from 'node:path'
import type { StationEditions } from '../editions/stationEditions.ts'
import { type Files, onDisk } from '../files.ts'
import { overlayFileNames, packFileNames } from '../knownPack.ts'
import type { PackShelf } from '../packShelf.ts'
import type { StickEntry } from './container.ts'

type PackEntry = Omit<Extract<StickEntry, { kind: 'pack' }>, 'kind'>

/** Editions of packs, as a stick carries them: the files of a folder of the shelf, overlays in `overlays/NN/`. */
export interface StickPacks {
  /** The one in use; `null` where its files can't be read. */
  read(): Promise<PackEntry | null>
  has(digest: string): Promise<boolean>
  /** Keeps it for the cases that were opened with it, once it was checked like one from the server. */
  take(pack: PackEntry): Promise<'taken' | 'here' | 'refused'>
}

const names: ReadonlySet<string> = new Set([...packFileNames, ...overlayFileNames])
/** Nothing else is ever written, wherever a path leads. */
const isOurs = (path: string): boolean => {
  const [, name = ''] = /^(?:overlays\/\d\d\/)?([a-z-]+\.json)$/.exec(path) ?? []
  return names.has(name)
}

export function createStickPacks(files: Files, shelfDir: string, shelf: Pick<PackShelf, 'current'>, keep: StationEditions['keep']): StickPacks {
  const folderOf = (digest: string): string => join(shelfDir, digest)

  async function layersIn(folder: string): Promise<readonly string[]> {
    const found = await onDisk('packs', () => files.list(join(folder, 'overlays')))
    return found.ok ? found.value.filter((name) => /^\d\d$/.test(name)) : []
  }
  async function has(digest: string): Promise<boolean> {
    const found = await onDisk('packs', () => files.list(folderOf(digest)))
    return found.ok && found.value.includes('pack.json')
  }

  return {
    has,
    read: async () => {
      const { digest } = shelf.current.ref
      const read = await onDisk('packs', async () => {
        const folder = folderOf(digest)
        const layers = await layersIn(folder)
        const paths = [...(await files.list(folder)), ...(await Promise.all(layers.map(async (layer) => (await files.list(join(folder, 'overlays', layer))).map((name) => `overlays/${layer}/${name}`)))).flat()]
        return Promise.all(paths.filter(isOurs).map(async (path) => ({ path, bytes: Buffer.from(await files.read(join(folder, path))).toString('base64') })))
      })
      return read.ok && read.value.length > 0 ? { digest, files: read.value } : null
    },
    take: async ({ digest, files: contents }) => {
      if (await has(digest)) return 'here'
      if (!contents.every(({ path }) => isOurs(path))) return 'refused'
      const kept = await keep(digest, new Map(contents.map(({ path, bytes }) => [path, Buffer.from(bytes, 'base64')])))
      // Without it the cases can be read all the same.
      return kept.ok && kept.value.ok ? 'taken' : 'refused'
    },
  }
}
