// GB 32100-2015: 31 characters (no I, O, S, V, Z), weights 3^i mod 31.
const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]

export type UsccCheck = { readonly kind: 'empty' } | { readonly kind: 'fits' } | { readonly kind: 'wrong-length'; readonly length: number } | { readonly kind: 'wrong-character'; readonly character: string } | { readonly kind: 'wrong-check' }

/** Unified social credit code, checked by its check character (GB 32100-2015). For a soft warning only. */
export function checkUscc(typed: string): UsccCheck {
  const code = typed.normalize('NFKC').replace(/\s/gu, '').toUpperCase()
  if (code === '') return { kind: 'empty' }
  const characters = [...code]
  const odd = characters.find((character) => !alphabet.includes(character))
  if (odd !== undefined) return { kind: 'wrong-character', character: odd }
  if (characters.length !== 18) return { kind: 'wrong-length', length: characters.length }
  const sum = weights.reduce((total, weight, index) => total + weight * alphabet.indexOf(characters[index] ?? ''), 0)
  return alphabet.indexOf(characters[17] ?? '') === (31 - (sum % 31)) % 31 ? { kind: 'fits' } : { kind: 'wrong-check' }
}

/** The soft warning, or nothing to say. */
export function usccWarning(check: UsccCheck): string | null {
  switch (check.kind) {
    case 'empty':
    case 'fits':
      return null
    case 'wrong-length':
      return `统一社会信用代码是 18 位，现在是 ${check.length} 位。可以先保存，请核对。`
    case 'wrong-character':
      return `“${check.character}”不会出现在统一社会信用代码里（没有 I、O、S、V、Z）。可以先保存，请核对。`
    case 'wrong-check':
      return '最后一位校验码对不上，可能有一位打错了。可以先保存，请核对。'
  }
}
