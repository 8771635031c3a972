import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import * as fontkit from 'fontkit'
import { describe, expect, test } from 'vitest'
import { fontsDir } from '../fakes/builtDocuments.ts'

const sums = new Map(readFileSync(join(fontsDir, 'SHA256SUMS'), 'utf8').trim().split('\n').map((line) => [line.slice(66), line.slice(0, 64)]))
const faces = [...sums.keys()].filter((name) => name.endsWith('.ttf'))

test('every font and licence is the one that was checked in, and none is unlisted', () => {
  expect([...sums.keys()].sort()).toEqual(readdirSync(fontsDir).filter((name) => /\.(ttf|txt)$/.test(name)).sort())
  for (const [name, sum] of sums) expect(createHash('sha256').update(readFileSync(join(fontsDir, name))).digest('hex'), name).toBe(sum)
})

describe.each(faces)('%s', (file) => {
  const font = fontkit.create(readFileSync(join(fontsDir, file)))
  if (!('layout' in font)) throw new Error(`${file} is a collection`)

  test('is plain TrueType that may be embedded and cut down', () => {
    expect(font.type).toBe('TTF')
    expect(font['OS/2'].fsType).toMatchObject({ noEmbedding: false, viewOnly: false, noSubsetting: false, bitmapOnly: false })
  })

  test('has an outline for every ideograph of GB 2312 and the signs that papers use', () => {
    const decode = new TextDecoder('gb18030')
    const ideographs: string[] = []
    for (let row = 0xb0; row <= 0xf7; row += 1) for (let cell = 0xa1; cell <= 0xfe; cell += 1) ideographs.push(decode.decode(Uint8Array.of(row, cell)))
    const signs = '0123456789ABCXYZabcxyz-()（）〔〕《》“”‘’，。、；：！？·—…㎡²①②×±≤≥℃%'
    const blank = [...ideographs.filter((character) => /^\p{Script=Han}$/u.test(character)), ...signs].filter(
      (character) => !font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0) || font.glyphForCodePoint(character.codePointAt(0) ?? 0).path.commands.length < 4,
    )
    expect(blank).toEqual([])
  })
})
