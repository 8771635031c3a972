/**
 * The licences of everything that is bundled into the program, in one file that ships with it. The bundlers say what
 * they took in (`noteBundled`), so that the file follows the program and not the list of dependencies.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const notes = join(root, 'out', 'bundled')

/** Parts of the build that bundle packages. */
const parts = ['main', 'renderer']

/** Also in the program, and not from npm: the faces that papers are set in. */
const faces = [
  { name: 'Noto Sans SC', file: 'NotoSansSC-Regular.ttf', text: 'OFL-NotoSansSC.txt' },
  { name: 'Noto Serif SC', file: 'NotoSerifSC-Bold.ttf', text: 'OFL-NotoSerifSC.txt' },
  { name: 'LXGW WenKai', file: 'LXGWWenKai-Regular.ttf', text: 'OFL-LXGWWenKai.txt' },
]

/**
 * Notes which packages a part of the build has taken in.
 * @param {string} part
 * @param {readonly string[]} files  what the bundler read, absolute or from the repository
 */
export function noteBundled(part, files) {
  const folders = new Set(files.map(findPackageFolder).filter((folder) => folder !== null))
  mkdirSync(notes, { recursive: true })
  writeFileSync(join(notes, `${part}.json`), `${JSON.stringify([...folders].toSorted(), null, 1)}\n`)
}

/** `node_modules/a/node_modules/@b/c` for a file somewhere below it; `null` for code of our own. */
function findPackageFolder(file) {
  // Bundlers mark what they made up themselves, and add a query to what they read twice.
  const path = relative(root, resolve(root, file.replace(/^\0/, '').replace(/\?.*$/, ''))).split(sep).join('/')
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? null
}

/**
 * @typedef {{ name: string, version: string, licence: string, texts: readonly string[] }} Bundled
 * @returns {readonly Bundled[]} every package in the program, by name
 */
export function findBundled() {
  const folders = new Set(parts.flatMap((part) => JSON.parse(readFileSync(join(notes, `${part}.json`), 'utf8'))))
  // The same package may lie in two places in one version.
  const packages = new Map([...folders].map(readPackage).map((found) => [`${found.name} ${found.version}`, found]))
  return [...packages.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, found]) => found)
}

function readPackage(folder) {
  const place = join(root, folder)
  const { name, version, license, licenses, author } = JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'))
  const stated = license?.type ?? license ?? licenses?.map(({ type }) => type).join(' OR ') ?? null
  const files = readdirSync(place)
  const texts = files.filter((file) => /^(licen[cs]e|copying|notice|ofl)([.-].*)?$/i.test(file) && !/\.(js|json|ts)$/.test(file)).toSorted()
  if (stated === null && texts.length === 0) throw new Error(`${folder} says nowhere under which licence it is: it can't be bundled`)
  const readme = files.find((file) => /^readme(\.|$)/i.test(file))
  const holder = typeof author === 'string' ? author : author?.name
  const told = readme === undefined ? null : findChapter(readFileSync(join(place, readme), 'utf8'))
  return {
    name,
    version,
    licence: stated ?? 'its own words',
    texts:
      texts.length > 0
        ? texts.map((file) => readFileSync(join(place, file), 'utf8').trim())
        : [`(No licence file comes with the package${holder === undefined ? '' : ` by ${holder}`}; it states: ${stated}.)`, ...(told === null ? [] : [told])],
  }
}

/** What a readme says under the heading "License". */
function findChapter(readme) {
  return /^#+\s*licen[cs]e\s*\n+([\s\S]*?)(?=\n#+\s|$(?![\s\S]))/im.exec(readme)?.[1].trim() ?? null
}

/**
 * Writes out/THIRD-PARTY-LICENSES.txt.
 * @returns {string} its path
 */
export function writeLicences() {
  for (const part of parts) if (!existsSync(join(notes, `${part}.json`))) throw new Error(`what is bundled into ${part} is not known: npm run build -- --force`)
  const fonts = join(root, 'resources', 'fonts')
  const sections = [
    ...faces.map(({ name, file, text }) => ({ title: `${name} (${file}) · OFL-1.1`, texts: [readFileSync(join(fonts, text), 'utf8').trim()] })),
    ...findBundled().map(({ name, version, licence, texts }) => ({ title: `${name} ${version} · ${licence}`, texts })),
  ]
  const line = '─'.repeat(78)
  const file = join(root, 'out', 'THIRD-PARTY-LICENSES.txt')
  writeFileSync(
    file,
    `Software and fonts by others in 大篷车窗口工作站 (Caravan Desk)\n\n${sections.map(({ title }) => `  ${title}`).join('\n')}\n\n${sections.map(({ title, texts }) => `${line}\n${title}\n${line}\n\n${texts.join('\n\n')}\n`).join('\n')}`,
  )
  return file
}
