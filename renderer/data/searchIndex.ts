import type { CaseRow } from '../../shared/contracts/ipc.ts'
import type { GuideEntry } from '../words/guideIndex.ts'
import type { CacheSoon } from './cacheSoon.ts'
import { readingsOf, readOff, type Readings } from './readings.ts'

/** What one thing is found by. */
export interface SearchText {
  readonly id: string
  /** As they stand, by pinyin and by initials. */
  readonly names: readonly string[]
  /** Numbers and codes, as they stand. */
  readonly codes: readonly string[]
  /** What stands below the names; the last to count. */
  readonly body: readonly string[]
  /** Found by its beginning only, from six characters on. */
  readonly longId: string
}

/** Case, width, marks and invisible characters play no part in finding. */
export function searchable(text: string): string {
  return text.normalize('NFKD').toLowerCase().replace(/ς/gu, 'σ').replace(/[\p{M}\p{Cf}\s]/gu, '')
}

/** One word typed; `letters`: to be read off the characters, `null` where it is not typed in letters. */
interface Word {
  readonly word: string
  readonly letters: string | null
}

/** Every word must be found. */
function wordsOf(typed: string): readonly Word[] {
  return typed.split(/\s+/u).flatMap((part): readonly Word[] => {
    const word = searchable(part)
    if (word === '') return []
    // An input method shows apostrophes while pinyin is being typed: shi'gong.
    const letters = searchable(part.replace(/[üÜ]/gu, 'v').replace(/['’]/gu, ''))
    return [{ word, letters: /^[a-z0-9]*[a-z][a-z0-9]*$/.test(letters) ? letters : null }]
  })
}

/** How well a word fits, the best first. */
const ranks = { begins: 0, inside: 1, soundBegins: 2, sounds: 3, body: 4 } as const
const rankCount = 5
/** Entries made in one go: a few milliseconds. */
const sliceSize = 200

class Entry {
  readonly #text: SearchText
  /** One name or code a line, each behind a line break. */
  readonly #titles: string
  readonly #body: string
  #names: readonly (readonly Readings[])[] | null = null

  constructor(text: SearchText) {
    this.#text = text
    this.#titles = `\n${[...text.names, ...text.codes].map(searchable).join('\n')}`
    this.#body = text.body.map(searchable).join('\n')
  }

  /** `null`: not found. */
  rank({ word, letters }: Word): number | null {
    if (this.#titles.includes(word)) return this.#titles.includes(`\n${word}`) ? ranks.begins : ranks.inside
    const sound = letters === null ? null : this.#rankBySound(letters)
    if (sound !== null) return sound
    return this.#body.includes(word) || (word.length >= 6 && this.#text.longId.startsWith(word)) ? ranks.body : null
  }

  #rankBySound(letters: string): number | null {
    let rank: number | null = null
    for (const name of this.names) {
      const run = readOff(name, letters)
      if (run?.[0] === 0) return ranks.soundBegins
      if (run) rank = ranks.sounds
    }
    return rank
  }

  get names(): readonly (readonly Readings[])[] {
    return (this.#names ??= this.#text.names.map((name) => [...searchable(name)].map(readingsOf)))
  }
}

/**
 * Finds things by what is typed, in memory: text, pinyin and initials, the better fit first. Entries are made when
 * they are first searched and kept while the texts stay as they are.
 */
export class Finder<T extends object> {
  readonly #textOf: (value: T) => SearchText
  readonly #byText = new Map<string, { readonly key: string; readonly entry: Entry }>()
  readonly #byValue = new WeakMap<T, Entry>()

  constructor(textOf: (value: T) => SearchText) {
    this.#textOf = textOf
  }

  /** Values that fit equally well keep their order; nothing typed finds everything. */
  find(values: readonly T[], typed: string): readonly T[] {
    const words = wordsOf(typed)
    if (words.length === 0) return values
    const byRank: T[][] = Array.from({ length: rankCount }, () => [])
    for (const value of values) {
      const entry = this.#entryOf(value)
      const rank = worst(words, (word) => entry.rank(word))
      if (rank !== null) byRank[rank]?.push(value)
    }
    return byRank.flat()
  }

  /** Makes the entries in slices between other work, so that the first key typed need not wait for all of them. Returns what stops it. */
  prepare(values: readonly T[]): () => void {
    let timer: ReturnType<typeof setTimeout> | null = null
    const slice = (from: number): void => {
      for (const value of values.slice(from, from + sliceSize)) void this.#entryOf(value).names
      timer = from + sliceSize < values.length ? setTimeout(slice, 0, from + sliceSize) : null
    }
    timer = setTimeout(slice, 0, 0)
    return () => {
      if (timer !== null) clearTimeout(timer)
    }
  }

  #entryOf(value: T): Entry {
    const known = this.#byValue.get(value)
    if (known) return known
    const text = this.#textOf(value)
    const key = [...text.names, ...text.codes, ...text.body].join('\n')
    // The cache hands out new objects with every change; their names are mostly the old ones.
    const before = this.#byText.get(text.id)
    const entry = before?.key === key ? before.entry : new Entry(text)
    this.#byText.set(text.id, { key, entry })
    this.#byValue.set(value, entry)
    return entry
  }
}

/** A thing fits as well as the word that fits it worst. */
function worst(words: readonly Word[], rankOf: (word: Word) => number | null): number | null {
  let result = 0
  for (const word of words) {
    const rank = rankOf(word)
    if (rank === null) return null
    result = Math.max(result, rank)
  }
  return result
}

/** Cases by number, project and applicant; guides by name and by what stands on them. */
export class SearchIndex {
  readonly #cases = new Finder<CaseRow>((row) => ({ id: row.id, names: [row.projectName, row.applicantName], codes: [row.projectCode, ...row.papers.map(({ number }) => number)], body: [], longId: row.id }))
  readonly #guides = new Finder<GuideEntry>(({ guide, title, body }) => ({ id: `${guide.kind}/${guide.id}`, names: [title], codes: [], body, longId: '' }))

  find(rows: readonly CaseRow[], typed: string): readonly CaseRow[] {
    return this.#cases.find(rows, typed)
  }
  findGuides(entries: readonly GuideEntry[], typed: string): readonly GuideEntry[] {
    return this.#guides.find(entries, typed)
  }
  prepare(rows: readonly CaseRow[]): () => void {
    return this.#cases.prepare(rows)
  }
}

/** The pieces of a name that what is typed stands for, as positions in it, ends excluded, in order. */
export function findMarks(name: string, typed: string): readonly (readonly [number, number])[] {
  const shown = piecesOf(name)
  const readings = shown.map(({ text }) => readingsOf(text))
  const marks = wordsOf(typed).flatMap(({ word, letters }): (readonly [number, number])[] => {
    const run = runOfText(shown, word) ?? (letters === null ? null : readOff(readings, letters))
    const first = run && shown[run[0]]
    const last = run && shown[run[1] - 1]
    return first && last ? [[first.from, last.to]] : []
  })
  return joined(marks.toSorted((a, b) => a[0] - b[0]))
}

interface Piece {
  /** What one character is found by. */
  readonly text: string
  readonly from: number
  readonly to: number
}

function piecesOf(name: string): readonly Piece[] {
  let at = 0
  // Characters that play no part in finding are left out.
  return [...name].map((character) => ({ text: searchable(character), from: at, to: (at += character.length) })).filter(({ text }) => text !== '')
}

function runOfText(pieces: readonly Piece[], word: string): readonly [number, number] | null {
  const at = pieces.map(({ text }) => text).join('').indexOf(word)
  if (at < 0) return null
  let length = 0
  const starts = pieces.map(({ text }) => {
    const start = length
    length += text.length
    return start
  })
  const first = starts.findLastIndex((start) => start <= at)
  const end = starts.findIndex((start) => start >= at + word.length)
  return [first, end < 0 ? pieces.length : end]
}

function joined(marks: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  return marks.reduce<readonly (readonly [number, number])[]>((before, mark) => {
    const last = before.at(-1)
    return last && mark[0] <= last[1] ? [...before.slice(0, -1), [last[0], Math.max(last[1], mark[1])]] : [...before, mark]
  }, [])
}

const indexes = new WeakMap<CacheSoon, SearchIndex>()

/** The one index of a profile; not part of the session, so that the spelling of every character is read with the first search only. */
export function searchIndexOf(cache: CacheSoon): SearchIndex {
  const known = indexes.get(cache)
  if (known) return known
  const index = new SearchIndex()
  indexes.set(cache, index)
  return index
}
