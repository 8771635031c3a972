/** U+202F: groups digits without letting a line break inside a number. */
const thinSpace = '\u202f'

/** `10200.5` → `10 200.5`, in groups of three with thin spaces. */
export function numberText(value: number): string {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toFixed(6)))
  const [whole = '', fraction] = text.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thinSpace)
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** A number with its unit as it stands in a sentence: `10 000 平方米`. */
export function quantityText(value: number, unit: string | undefined): string {
  return unit === undefined || unit === '' ? numberText(value) : `${numberText(value)} ${unit}`
}

const shortUnits: Readonly<Record<string, string>> = { 平方米: '㎡', 立方米: 'm³' }

/** The same where room is short: `10 000 ㎡`. */
export function shortQuantityText(value: number, unit: string | undefined): string {
  return quantityText(value, unit === undefined ? undefined : (shortUnits[unit] ?? unit))
}

/**
 * What a clerk types as a number: spaces of any width and thousands commas are dropped, full-width digits are read.
 * `null` for what is not a number.
 */
export function readNumber(typed: string): number | null {
  const plain = typed.normalize('NFKC').replace(/[\s,，_]/gu, '')
  if (!/^-?\d+(\.\d+)?$/.test(plain)) return null
  const value = Number(plain)
  return Number.isFinite(value) ? value : null
}
