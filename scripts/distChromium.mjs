/**
 * `npm run dist:chromium`: a Debian package of the program on the Chromium runtime, in out/installers/, made with
 * dpkg-deb. It has no scripts that run as root: files only. `-- --lint` shows it to lintian.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, copyFileSync, cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { packOnChromium, PackProblem } from './packed.mjs'
import { findProgram, root, setUpPackages, SetUpProblem } from './setup.mjs'

const name = 'caravan-desk'
const { version, author } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
const templates = join(root, 'scripts', 'debian')

/**
 * @param {string} packed  the folder that `packOnChromium` made
 * @returns {string} the package
 */
export function makeDeb(packed) {
  const tree = join(root, 'out', 'dist', 'deb')
  rmSync(tree, { recursive: true, force: true })
  const releasedAt = findReleaseTime()
  layOutFiles(tree, packed, releasedAt)
  openToAll(tree)
  const files = findFiles(tree)
  mkdirSync(join(tree, 'DEBIAN'))
  writeFileSync(join(tree, 'DEBIAN', 'control'), control(files))
  writeFileSync(join(tree, 'DEBIAN', 'md5sums'), files.filter(({ isLink }) => !isLink).map(({ path, bytes }) => `${createHash('md5').update(bytes).digest('hex')}  ${path}\n`).join(''))
  const installers = join(root, 'out', 'installers')
  mkdirSync(installers, { recursive: true })
  const deb = join(installers, `${name}-chromium_${version}_all.deb`)
  // Every dpkg knows gzip; xz would save a fifth and take twenty times as long.
  const { status, error, stdout, stderr } = spawnSync('dpkg-deb', ['--root-owner-group', '-Zgzip', '--build', tree, deb], { encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: String(releasedAt) } })
  if (error !== undefined || status !== 0) throw new PackProblem(`dpkg-deb did not make the package: ${error?.message ?? stdout + stderr}`)
  return deb
}

/** The last change, in seconds: the same sources make the same package, to the byte. */
function findReleaseTime() {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' })
  return status === 0 ? Number(stdout) : Math.floor(Date.now() / 1000)
}

function layOutFiles(tree, packed, releasedAt) {
  const place = (...path) => {
    const file = join(tree, 'usr', ...path)
    mkdirSync(dirname(file), { recursive: true })
    return file
  }
  const program = place('share', name, 'x')
  cpSync(packed, dirname(program), { recursive: true })
  symlinkSync(`../share/${name}/${name}`, place('bin', name))
  copyFileSync(join(templates, `${name}.desktop`), place('share', 'applications', `${name}.desktop`))
  const icons = join(root, 'resources', 'icons')
  copyFileSync(join(icons, 'icon.svg'), place('share', 'icons', 'hicolor', 'scalable', 'apps', `${name}.svg`))
  for (const file of readdirSync(icons)) {
    const [size] = /^\d+x\d+(?=\.png$)/.exec(file) ?? []
    if (size !== undefined) copyFileSync(join(icons, file), place('share', 'icons', 'hicolor', size, 'apps', `${name}.png`))
  }
  const documents = (file) => place('share', 'doc', name, file)
  writeFileSync(documents('copyright'), copyright())
  writeFileSync(documents('changelog.gz'), gzip(changelog(releasedAt)))
  writeFileSync(place('share', 'man', 'man1', `${name}.1.gz`), gzip(readFileSync(join(templates, `${name}.1`))))
}

/** zlib writes no time, so that the bytes are the same tomorrow. */
const gzip = (text) => gzipSync(text, { level: 9 })

function control(files) {
  const kilobytes = Math.ceil(files.reduce((sum, { bytes }) => sum + bytes.length, 0) / 1024)
  return `Package: ${name}
Version: ${version}
Architecture: all
Maintainer: ${author}
Installed-Size: ${kilobytes}
Depends: chromium, nodejs (>= 20.19)
Recommends: cups-client, xdg-utils, zenity | kdialog
Section: misc
Priority: optional
Description: counter workstation for construction permits
 For the people who help others through a construction permit, at a counter or
 in a van, with or without network: questions, outcome with reasons, papers
 taken in, numbered notices. Content is the 2021 reform plan of Xiamen.
 .
 办理建筑许可的窗口工作站（大篷车窗口工作站）。本软件包借助系统的 Chromium
 运行。卸载软件包不会删除办件记录。
`
}

/** Who made what, in Debian's machine-readable form; the licences of bundled packages are in a file of their own. */
function copyright() {
  const [, notice, terms] = /^MIT License\n\nCopyright \(c\) ([^\n]+)\n\n([\s\S]+)$/.exec(readFileSync(join(root, 'LICENSE'), 'utf8')) ?? []
  if (notice === undefined) throw new PackProblem('LICENSE is not the MIT licence in its usual form')
  const indent = (text) => text.trim().split('\n').map((line) => (line.trim() === '' ? ' .' : ` ${line}`)).join('\n')
  const fonts = join(root, 'resources', 'fonts')
  const fontsPlace = `usr/share/${name}/resources/app/resources/fonts`
  const faces = [['LXGWWenKai-Regular.ttf', 'OFL-LXGWWenKai.txt'], ['NotoSansSC-Regular.ttf', 'OFL-NotoSansSC.txt'], ['NotoSerifSC-Bold.ttf', 'OFL-NotoSerifSC.txt']]
  const holders = (text) => readFileSync(join(fonts, text), 'utf8').split('\n').filter((line) => /^Copyright \d/.test(line)).map((line) => line.replace(/^Copyright /, '').trim())
  return `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Caravan Desk
Comment: Packages by others that are bundled into the program, and their licences:
 /usr/share/${name}/resources/THIRD-PARTY-LICENSES.txt

Files: *
Copyright: ${notice}
License: Expat

${faces.map(([face, text]) => `Files: ${fontsPlace}/${face}\nCopyright: ${holders(text).join('\n ')}\nLicense: OFL-1.1\n`).join('\n')}
License: Expat
${indent(terms)}

License: OFL-1.1
${indent(readFileSync(join(fonts, 'OFL-NotoSansSC.txt'), 'utf8').replace(/^[\s\S]*?(?=-{5})/, ''))}
`
}

/** CHANGELOG.md in Debian's form; of each release the first sentence and its points. */
function changelog(releasedAt) {
  const releases = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').split(/^## /m).slice(1)
  const entries = releases.map((release) => {
    const [, number] = /^(\S+)/.exec(release) ?? []
    const points = release.split('\n').filter((line) => line.startsWith('- ')).map((line) => `  * ${line.slice(2).replaceAll('`', '')}`)
    return `${name} (${number}) stable; urgency=medium\n\n${points.map(fold).join('\n')}\n\n -- ${author}  ${new Date(releasedAt * 1000).toUTCString().replace('GMT', '+0000')}\n`
  })
  return entries.join('\n')
}

function fold(line) {
  return line.replace(/(.{1,76})(\s+|$)/g, '$1\n    ').trimEnd()
}

/** Whatever the umask of who builds: everybody may read, nobody but root may write. */
function openToAll(folder) {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o111) === 0 ? 0o644 : 0o755)
  }
}

function findFiles(tree, below = '') {
  return readdirSync(join(tree, below), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = below === '' ? entry.name : `${below}/${entry.name}`
      if (entry.isDirectory()) return findFiles(tree, path)
      const isLink = entry.isSymbolicLink()
      return [{ path, isLink, bytes: isLink ? Buffer.from(readlinkSync(join(tree, path))) : readFileSync(join(tree, path)) }]
    })
}

/** Debian's own opinion. Errors count, opinions on what is not in its archive do not. */
function lint(deb, say) {
  const { status, error } = spawnSync('lintian', ['--fail-on', 'error', '--allow-root', deb], { stdio: 'inherit' })
  say(error === undefined ? `lintian ${status === 0 ? 'found no error' : 'found errors'}.` : 'lintian is not installed: the package was not checked by it.')
  return status ?? 0
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const say = (sentence) => console.log(sentence)
  try {
    await setUpPackages(say)
    if (findProgram('dpkg-deb') === null) throw new PackProblem('A Debian package is made with dpkg-deb, which is not here: run this on Debian or a distribution made from it.')
    const deb = makeDeb(await packOnChromium(say))
    say(`${deb} (${(lstatSync(deb).size / 1e6).toFixed(1)} MB)`)
    if (process.argv.includes('--lint')) process.exitCode = lint(deb, say)
  } catch (problem) {
    if (!(problem instanceof SetUpProblem) && !(problem instanceof PackProblem)) throw problem
    console.error(problem.message)
    process.exitCode = 1
  }
}
