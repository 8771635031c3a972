/**
 * Draws the program's icons from resources/icons/*.svg, with `rsvg-convert` (Debian package: librsvg2-bin).
 * Run by hand after the drawing has changed; the results are committed.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './setup.mjs'

const folder = join(root, 'resources', 'icons')
/** Sizes of the hicolor theme, and of what Windows asks for. */
const sizes = [16, 24, 32, 48, 64, 128, 256, 512]
const windowsSizes = sizes.filter((size) => size <= 256)
/** Up to this size lines and tick would only be dirt. */
const smallUpTo = 24

const pictures = new Map(sizes.map((size) => [size, draw(size)]))
for (const [size, png] of pictures) writeFileSync(join(folder, `${size}x${size}.png`), png)
writeFileSync(join(folder, 'icon.ico'), icoOf(windowsSizes.map((size) => ({ size, png: pictures.get(size) }))))
console.log(`${sizes.length} sizes and icon.ico in ${folder}`)

function draw(size) {
  const drawing = join(folder, size <= smallUpTo ? 'icon-small.svg' : 'icon.svg')
  const { status, stdout, error } = spawnSync('rsvg-convert', ['--width', String(size), '--height', String(size), drawing], { stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 10_000_000 })
  if (error !== undefined || status !== 0) {
    console.error('The icons were not drawn: rsvg-convert (Debian package: librsvg2-bin) is missing or failed.')
    process.exit(1)
  }
  return stdout
}

/** Windows' icon file: a directory of 16 bytes for each picture, then the PNGs as they are. */
function icoOf(entries) {
  const header = Buffer.alloc(6)
  header.writeUInt16LE(1, 2)
  header.writeUInt16LE(entries.length, 4)
  let offset = header.length + 16 * entries.length
  const directory = entries.map(({ size, png }) => {
    const entry = Buffer.alloc(16)
    // 0 stands for 256.
    entry.writeUInt8(size % 256, 0)
    entry.writeUInt8(size % 256, 1)
    entry.writeUInt16LE(1, 4)
    entry.writeUInt16LE(32, 6)
    entry.writeUInt32LE(png.length, 8)
    entry.writeUInt32LE(offset, 12)
    offset += png.length
    return entry
  })
  return Buffer.concat([header, ...directory, ...entries.map(({ png }) => png)])
}
