export type FoundChromium = { readonly ok: true; readonly path: string } | { readonly ok: false; readonly problem: string }

/** Where Chromium is installed, or a sentence for the user that says what is missing. */
export function findChromium(env?: Readonly<Record<string, string | undefined>>): FoundChromium
