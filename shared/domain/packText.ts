import type { Pack } from './pack.ts'

/**
 * A pack on its way to the screen, as one text: two borders lie between, each copies a value part by part, and a pack has
 * thousands of parts.
 */
export function packText(pack: Pack): string {
  return JSON.stringify(pack)
}

/** What `packText` made. Trusted, as every answer of the main process. */
export function readPackText(text: string): Pack {
  const pack: Pack = JSON.parse(text)
  return pack
}
