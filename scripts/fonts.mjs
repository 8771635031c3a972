// Remakes resources/fonts from the packages they come from, or checks that they are still the same:
//   node scripts/fonts.mjs           fetch, convert, check digests, write
//   node scripts/fonts.mjs --check   digests of the committed files only
// The converter for woff2 is installed into a temporary directory; the product does not depend on it.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const fontsDir = join(dirname(fileURLToPath(import.meta.url)), '..', 'resources', 'fonts')

const converter = 'wawoff2@2.0.1'
const packages = [
  {
    name: '@expo-google-fonts/noto-serif-sc@0.4.3',
    integrity: 'fSmUpiSFtSeyHV45/2xUOy5SdfExklQwwMKN3cQjAZAujITHDmSbpMHCVdCMhRqMjQtu0ZRgc29u8A+CU3akfw==',
    files: { '700Bold/NotoSerifSC_700Bold.ttf': 'NotoSerifSC-Bold.ttf', LICENSE_FONT: 'OFL-NotoSerifSC.txt' },
  },
  {
    name: '@expo-google-fonts/noto-sans-sc@0.4.3',
    integrity: '9rAwdFTFHbO/u6Cs0gj2jZbW74TGIiaFNQnXYH2s5wA1bzVkwbaviL4t8YUV642eGYjg86eH6DkAEQmfNHDncQ==',
    files: { '400Regular/NotoSansSC_400Regular.ttf': 'NotoSansSC-Regular.ttf', LICENSE_FONT: 'OFL-NotoSansSC.txt' },
  },
  {
    name: '@fontsource/lxgw-wenkai@5.2.5',
    integrity: 'lIBouZW7qNw3VdVnjc0NC80iDfxjU7OnaKGaz6QHiHjC8z0fv9MyrHpeBMzkPnyEVabcpUu4Wf8DnaihfGVYtw==',
    // The file called "latin-500" holds the whole Regular face.
    files: { 'files/lxgw-wenkai-latin-500-normal.woff2': 'LXGWWenKai-Regular.ttf', LICENSE: 'OFL-LXGWWenKai.txt' },
  },
]

const digestOf = (bytes, algorithm, encoding) => createHash(algorithm).update(bytes).digest(encoding)

async function listDigests() {
  const lines = (await readFile(join(fontsDir, 'SHA256SUMS'), 'utf8')).trim().split('\n')
  return new Map(lines.map((line) => /^([0-9a-f]{64}) {2}(\S+)$/.exec(line)).map((match) => [match[2], match[1]]))
}

async function checkDigests(dir) {
  const wrong = []
  for (const [name, expected] of await listDigests()) {
    const bytes = await readFile(join(dir, name)).catch(() => null)
    if (bytes === null) wrong.push(`${name}: not there`)
    else if (digestOf(bytes, 'sha256', 'hex') !== expected) wrong.push(`${name}: other content than SHA256SUMS says`)
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

async function remake(workDir) {
  const made = join(workDir, 'made')
  await mkdir(made)
  await writeFile(join(workDir, 'package.json'), '{"private":true}\n')
  await run('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', converter], { cwd: workDir })
  const { decompress } = createRequire(join(workDir, 'package.json'))('wawoff2')

  for (const { name, integrity, files } of packages) {
    console.log(`fonts: ${name}`)
    const { stdout } = await run('npm', ['pack', '--silent', name], { cwd: workDir })
    const archive = join(workDir, stdout.trim().split('\n').at(-1))
    if (digestOf(await readFile(archive), 'sha512', 'base64') !== integrity) throw new Error(`${name}: other content than expected`)
    const from = await mkdtemp(join(workDir, 'package-'))
    await run('tar', ['xzf', archive, '-C', from])
    for (const [source, target] of Object.entries(files)) {
      const path = join(from, 'package', source)
      if (source.endsWith('.woff2')) await writeFile(join(made, target), await decompress(await readFile(path)))
      else await copyFile(path, join(made, target))
    }
  }
  await checkDigests(made)
  for (const name of (await listDigests()).keys()) await writeFile(join(fontsDir, name), await readFile(join(made, name)))
}

if (process.argv.includes('--check')) {
  await checkDigests(fontsDir)
  console.log('fonts: all as in SHA256SUMS')
} else {
  const workDir = await mkdtemp(join(tmpdir(), 'caravan-fonts-'))
  try {
    await remake(workDir)
    console.log(`fonts: written to ${fontsDir}`)
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}
