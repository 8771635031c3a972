import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Coverage } from '../../electron/station/documents/glyphRuns.ts'
import { printable, splitByFace } from '../../electron/station/documents/glyphRuns.ts'

/** Serif and sans know common characters, the kai face the rare one too; none knows emoji. */
const known = new Set([...'厦门一二三 (),ABC123“”\u00a0é'].map((character) => character.codePointAt(0)))
const coverage: Coverage = {
  serif: (codePoint) => known.has(codePoint),
  sans: (codePoint) => known.has(codePoint),
  kai: (codePoint) => known.has(codePoint) || codePoint === 0x20bb7 || codePoint === 0xe000,
}

describe('which face draws which character', () => {
  test('text that one face covers is one run', () => {
    expect(splitByFace('厦门 A1', 'sans', coverage)).toEqual({ runs: [{ face: 'sans', text: '厦门 A1' }], missing: [] })
  })

  test('a character that the wanted face lacks is drawn by the next one', () => {
    expect(splitByFace('厦𠮷门', 'serif', coverage).runs).toEqual([
      { face: 'serif', text: '厦' },
      { face: 'kai', text: '𠮷' },
      { face: 'serif', text: '门' },
    ])
  })

  test('characters no face can draw are named, each once, in order', () => {
    expect(splitByFace('一😀二ف😀', 'kai', coverage).missing).toEqual(['😀', 'ف'])
  })

  test('a private-use character is refused even where a face has a glyph for it', () => {
    expect(splitByFace('\ue000', 'kai', coverage).missing).toEqual(['\ue000'])
  })

  test('an ideographic variation is refused together with its base, not drawn as another form', () => {
    expect(splitByFace('厦\u{e0100}', 'kai', coverage).missing).toEqual(['厦\u{e0100}'])
  })

  test('a lone surrogate is refused', () => {
    expect(splitByFace('一\ud842', 'kai', coverage).missing).toEqual(['\ufffd'])
  })

  test('quotation marks between kai characters are drawn full-width', () => {
    expect(splitByFace('“一”', 'kai', coverage).runs.map((run) => run.face)).toEqual(['sans', 'kai', 'sans'])
  })

  test('zero-width, bidi and control characters are left off the paper', () => {
    expect(printable('厦\u200b门\u202e一\u2066二\u2069\u0000三\ufeff\u00ad')).toBe('厦门一二三')
  })

  test('decomposed letters are composed, odd blanks evened out, line feeds kept', () => {
    expect(printable('e\u0301\u2009A\u202fB\r\n1\t2')).toBe('é A\u00a0B\n1 2')
  })

  test('full-width and circled forms stay as they were typed', () => {
    expect(printable('（Ａ）①㎡')).toBe('（Ａ）①㎡')
  })

  test('runs put together are the printable text, or something is reported', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom('serif', 'sans', 'kai'), (text, face) => {
        const { runs, missing } = splitByFace(text, face, coverage)
        if (missing.length === 0) expect(runs.map((run) => run.text).join('')).toBe(printable(text))
        for (let index = 1; index < runs.length; index += 1) expect(runs[index]?.face).not.toBe(runs[index - 1]?.face)
      }),
      { numRuns: 500 },
    )
  })
})
