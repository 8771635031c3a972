/**
 * The one table of rooms: who may import what. Everything else is refused.
 * `test` may import anything and is not in the table.
 */
export interface Room {
  /** Folder below the repository, without a slash at the end. */
  readonly room: string
  /** Other rooms it may import; its own files always. */
  readonly rooms: readonly string[]
  /** npm packages it may import. */
  readonly packages: readonly string[]
  /** npm packages that only one of its files may import. */
  readonly behind?: Readonly<Record<string, string>>
  /** npm packages of which only types may be imported. */
  readonly typesOf?: readonly string[]
  /** Whether it may import Node's own modules. */
  readonly node: boolean
}

const shared = ['shared/domain', 'shared/contracts', 'shared/output']
const screen = ['react', 'react-dom', 'antd', '@ant-design/icons']

/** The peer of the tests runs in a process of its own and nowhere else. */
const serverPackages = Object.fromEntries(['express', 'express-pouchdb', 'pouchdb', 'pouchdb-adapter-memory'].map((name) => [name, 'server/peer.mjs']))

export const rooms: readonly Room[] = [
  {
    room: 'shared/domain',
    rooms: [],
    packages: [],
    behind: { feelin: 'parseFeel.ts', 'chinese-days': 'workdays.ts' },
    node: false,
  },
  { room: 'shared/contracts', rooms: ['shared/domain'], packages: ['zod'], node: false },
  { room: 'shared/output', rooms: ['shared/domain', 'shared/contracts'], packages: [], node: false },
  {
    room: 'electron/station',
    rooms: shared,
    packages: ['zod', 'pdfmake', 'fontkit', 'exceljs', 'xlsx'],
    // Runs the documents worker from its source where nothing has been built.
    behind: { tsx: 'documents/sourceWorker.mjs', qrcode: 'documents/codeMatrix.ts', 'age-encryption': 'stick/ageCipher.ts' },
    node: true,
  },
  { room: 'electron/app', rooms: ['electron/station', ...shared], packages: ['electron'], typesOf: ['zod'], node: true },
  { room: 'renderer/data', rooms: [...shared, 'renderer/words'], packages: ['csv-parse', 'dexie', 'dexie-react-hooks', 'pinyin-pro', 'react'], node: false },
  { room: 'renderer/words', rooms: shared, packages: [], node: false },
  { room: 'renderer/ui', rooms: [], packages: screen, node: false },
  { room: 'renderer/features', rooms: [...shared, 'renderer/data', 'renderer/words', 'renderer/ui'], packages: [...screen, 'pdfjs-dist'], behind: { '@dagrejs/dagre': 'flowChart/layout.ts' }, node: false },
  {
    room: 'renderer/app',
    rooms: [...shared, 'renderer/data', 'renderer/words', 'renderer/ui', 'renderer/features'],
    packages: [...screen, '@fontsource-variable/noto-sans-sc'],
    node: false,
  },
  { room: 'runtime', rooms: [], packages: ['esbuild'], typesOf: ['electron'], node: true },
  { room: 'scripts', rooms: ['electron/station', 'runtime', ...shared], packages: ['@electron/fuses', 'esbuild', 'vite', 'fontkit', 'feelin'], behind: serverPackages, node: true },
]

/** Rooms whose folders must not know one another: each folder below is a feature of its own. */
export const separateFolders = ['renderer/features']

/** Files outside the rooms that configure the tools. */
export const looseFiles = ['renderer/vite.config.ts', 'renderer/env.d.ts', 'playwright.config.ts', 'vitest.config.ts']
