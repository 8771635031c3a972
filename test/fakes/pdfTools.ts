import { execFileSync } from 'node:child_process'

/** PDFs are read with poppler, so that not only the library that wrote them finds the text in them. */

/** In the order of drawing: cell after cell, not line after line across a table. Pages end with a form feed. */
export function readText(pdf: Uint8Array): string {
  return run('pdftotext', ['-enc', 'UTF-8', '-raw', '-', '-'], pdf)
}

/** `Title`, `Pages`, `Page size` and the like. */
export function readInfo(pdf: Uint8Array): ReadonlyMap<string, string> {
  return new Map([...run('pdfinfo', ['-'], pdf).matchAll(/^([^:\n]+):[ \t]+(.*)$/gm)].map(([, key = '', value = '']) => [key, value]))
}

export function readFonts(pdf: Uint8Array): readonly PdfFont[] {
  const lines = run('pdffonts', ['-'], pdf).trimEnd().split('\n').slice(2)
  return lines.map((line) => {
    const [name = ''] = line.split(/\s+/)
    const [, embedded, subset, unicode] = /(yes|no)\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$/.exec(line) ?? []
    return { name, isEmbedded: embedded === 'yes', isSubset: subset === 'yes', hasUnicode: unicode === 'yes' }
  })
}

export interface PdfFont {
  readonly name: string
  readonly isEmbedded: boolean
  readonly isSubset: boolean
  readonly hasUnicode: boolean
}

/** Where each word stands, in points from the top left of its page. */
export function readWordEdges(pdf: Uint8Array): readonly { readonly word: string; readonly page: number; readonly left: number; readonly right: number; readonly bottom: number; readonly top: number }[] {
  const html = run('pdftotext', ['-enc', 'UTF-8', '-bbox', '-', '-'], pdf)
  let page = 0
  return html.split('\n').flatMap((line) => {
    if (line.includes('<page ')) page += 1
    const match = /<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*)<\/word>/.exec(line)
    return match ? [{ word: match[5] ?? '', page, left: Number(match[1]), top: Number(match[2]), right: Number(match[3]), bottom: Number(match[4]) }] : []
  })
}

function run(command: string, options: readonly string[], input: Uint8Array): string {
  try {
    return execFileSync(command, [...options], { input, encoding: 'utf8', maxBuffer: 64 << 20, stdio: ['pipe', 'pipe', 'ignore'] })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') throw new Error(`${command} is not installed: install the package poppler-utils to run this test`)
    throw error
  }
}

/** Text as it can be compared: poppler breaks lines and spaces where the eye does not. */
export const squeeze = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, '')
