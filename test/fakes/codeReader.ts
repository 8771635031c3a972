import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'

const wasm = readFileSync(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'))
// From the package itself: by default it would be fetched from a server.
prepareZXingModule({ overrides: { wasmBinary: wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) } })

/** What a camera or scanner finds on the pages of a PDF, drawn by poppler with this many dots an inch. */
export async function readCodes(pdf: Uint8Array, dotsPerInch: number): Promise<readonly string[]> {
  const picture = execFileSync('pdftoppm', ['-r', String(dotsPerInch), '-png', '-singlefile', '-'], { input: pdf, maxBuffer: 64 << 20, stdio: ['pipe', 'pipe', 'ignore'] })
  const found = await readBarcodes(new Uint8Array(picture), { formats: ['QRCode'] })
  const [broken] = found.filter(({ error }) => error !== '')
  if (broken) throw new Error(broken.error)
  return found.map(({ text }) => text)
}
