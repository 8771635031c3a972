import { polyphonic } from 'pinyin-pro'

/** How one character is typed in Latin letters. */
export interface Readings {
  /** Every reading (单: dan, shan, chan), ü as v; what is no Chinese character is read as it stands. */
  readonly whole: readonly string[]
  /** What may be typed for it: a reading or its first letter. */
  readonly typed: readonly string[]
  /** The letters and figures it may begin with, a bit each. */
  readonly firsts: number
}

const known = new Map<string, Readings>()

export function readingsOf(character: string): Readings {
  const found = known.get(character)
  if (found) return found
  const isHan = /^\p{Script=Han}/u.test(character)
  const whole = isHan ? [...new Set(polyphonic(character, { toneType: 'none', type: 'array', v: true })[0])] : [character]
  const firsts = whole.map((reading) => reading.slice(0, 1))
  const readings = { whole, typed: isHan ? [...new Set([...whole, ...firsts])] : whole, firsts: firsts.reduce((bits, letter) => bits | bitOf(letter, 0), 0) }
  known.set(character, readings)
  return readings
}

/** Most characters are passed over by this bit alone; that two share one does no harm. */
function bitOf(letters: string, at: number): number {
  return 1 << (letters.charCodeAt(at) & 31)
}

/**
 * The run of characters that letters can be read off, as positions, its end excluded. Each is read in any of its
 * ways, whole or by its first letter, mixed as people type them (`shigongxkz`), the last syllable begun. Which
 * reading is meant is not guessed: surnames and street names are read as the clerk reads them.
 */
export function readOff(characters: readonly Readings[], letters: string): readonly [number, number] | null {
  for (let start = 0; start < characters.length; start += 1) {
    const end = endOfReading(characters, start, letters, 0)
    if (end !== null) return [start, end]
  }
  return null
}

function endOfReading(characters: readonly Readings[], at: number, letters: string, done: number): number | null {
  if (done === letters.length) return at
  const character = characters[at]
  if (character === undefined || (character.firsts & bitOf(letters, done)) === 0) return null
  for (const part of character.typed) {
    if (!letters.startsWith(part, done)) continue
    const end = endOfReading(characters, at + 1, letters, done + part.length)
    if (end !== null) return end
  }
  // The last syllable may have been begun only.
  const rest = letters.slice(done)
  return character.whole.some((reading) => reading.startsWith(rest)) ? at + 1 : null
}
