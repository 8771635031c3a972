/** What encrypts a stick. Whoever finds it may try as long as they like, so a weak one is no protection. */

export const shortestPassphrase = 12

export type PassphraseProblem =
  /** Fewer than twelve characters; a Chinese one counts as two. */
  | 'short'
  /** Few different characters, or a row of them as they stand on the keyboard or in counting. */
  | 'simple'

/** The same however it was typed: full-width letters of an input method, spaces before and behind. */
export const asTyped = (typed: string): string => typed.normalize('NFKC').trim()

/**
 * What someone who typed this may have had before them, the likeliest first. One that the program drew has sixteen
 * characters in groups: capitals, other spaces between them, and an O or an L for a digit are forgiven.
 */
export function readingsOf(typed: string): readonly string[] {
  const plain = asTyped(typed)
  const drawn = plain.toLowerCase().replace(/[\s\-_.–—]/g, '').replaceAll('o', '0').replace(/[il]/g, '1')
  const grouped = /^[0-9a-z]{16}$/.test(drawn) ? drawn.replace(/.{4}(?=.)/g, '$&-') : plain
  return grouped === plain ? [plain] : [plain, grouped]
}

/** `null`: good enough. Of `asTyped` text. */
export function passphraseProblem(passphrase: string): PassphraseProblem | null {
  const characters = [...passphrase]
  const length = characters.reduce((sum, character) => sum + (/\p{Script=Han}/u.test(character) ? 2 : 1), 0)
  if (length < shortestPassphrase) return 'short'
  if (new Set(characters).size < 6 || longestRow(characters) > characters.length / 2) return 'simple'
  return null
}

/** Characters that follow one another in code order, up or down. */
function longestRow(characters: readonly string[]): number {
  let longest = 0
  let row = 1
  for (let at = 1; at < characters.length; at += 1) {
    const step = (characters[at]?.codePointAt(0) ?? 0) - (characters[at - 1]?.codePointAt(0) ?? 0)
    row = Math.abs(step) <= 1 ? row + 1 : 1
    longest = Math.max(longest, row)
  }
  return longest
}
