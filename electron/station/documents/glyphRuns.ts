/**
 * Which face draws which character. A missing glyph would be a silent box on paper, so text is split into runs by
 * coverage before anything is drawn, and what no face can draw is reported instead of printed.
 */

export const faceNames = ['serif', 'sans', 'kai'] as const
export type FaceName = (typeof faceNames)[number]

/** Says whether a face has an outline for a code point. */
export type Coverage = Readonly<Record<FaceName, (codePoint: number) => boolean>>

export interface Run {
  readonly face: FaceName
  readonly text: string
}

/** Where to look when the wanted face lacks a character; the last one has the most rare ones. */
const fallbacks: Readonly<Record<FaceName, readonly FaceName[]>> = {
  serif: ['serif', 'sans', 'kai'],
  sans: ['sans', 'kai', 'serif'],
  kai: ['kai', 'sans', 'serif'],
}

/** Full-width in Chinese print, but drawn narrow by the kai face. */
const widePunctuation = /[“”‘’—…]/

/** Invisible on paper: control, soft hyphen, zero-width, bidi control, variation selectors 1–16, byte order mark. */
const invisible = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]/u
/** Blanks of other widths, which the faces lack; the narrow no-break one stays unbreakable. */
const blanks = /[\u2000-\u200a\u205f\u2028\u2029]/u

/** Planes that mean something else in every font, so that a glyph found there proves nothing. */
function isPrivate(codePoint: number): boolean {
  return (codePoint >= 0xe000 && codePoint <= 0xf8ff) || codePoint >= 0xf0000
}

/** An ideographic variation: the base character would be another form of the name than the registered one. */
function isIdeographicVariation(codePoint: number): boolean {
  return codePoint >= 0xe0100 && codePoint <= 0xe01ef
}

/** What of a text is drawn: canonically composed, blanks evened out, invisible characters left out. Line feeds stay. */
export function printable(text: string): string {
  let drawn = ''
  for (const character of text.replaceAll(/\r\n?/g, '\n').replaceAll('\t', ' ').normalize('NFC')) {
    if (invisible.test(character)) continue
    drawn += blanks.test(character) ? ' ' : character === '\u202f' ? '\u00a0' : character
  }
  return drawn
}

/** Runs in reading order, and the characters (each once) that no face can draw. */
export function splitByFace(text: string, wanted: FaceName, coverage: Coverage): { readonly runs: readonly Run[]; readonly missing: readonly string[] } {
  const runs: { face: FaceName; text: string }[] = []
  const missing = new Set<string>()
  let before = ''
  for (const character of printable(text)) {
    const codePoint = character.codePointAt(0) ?? 0
    if (isIdeographicVariation(codePoint)) {
      missing.add(before + character)
      continue
    }
    before = character
    const last = runs.at(-1)
    if (character === '\n' && last) {
      last.text += character
      continue
    }
    const face = character === '\n' ? wanted : isPrivate(codePoint) ? undefined : fallbacks[wanted === 'kai' && widePunctuation.test(character) ? 'sans' : wanted].find((name) => coverage[name](codePoint))
    if (face === undefined) missing.add(character.isWellFormed() ? character : '\ufffd')
    else if (last?.face === face) last.text += character
    else runs.push({ face, text: character })
  }
  return { runs, missing: [...missing] }
}
