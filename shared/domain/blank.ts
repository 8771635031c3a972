/** true for what prints as nothing: white space, zero-width and control characters. */
export function isBlank(text: string): boolean {
  return text.replaceAll(/[\p{Cf}\p{Cc}\s]/gu, '') === ''
}
