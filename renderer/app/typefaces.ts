import '@fontsource-variable/noto-sans-sc/wght.css'
import './typefaces.css'

const family = 'Noto Sans SC Variable'

/**
 * Reads the files of the program's own face that hold the characters of `text`, where the machine lacks the others: each
 * that is read later, in the midst of work, has the whole screen laid out anew.
 */
export async function readTypefaces(text: string): Promise<void> {
  const isUsed = [...document.fonts].some((face) => face.family.includes(family) && face.status !== 'unloaded')
  if (isUsed) await document.fonts.load(`14px '${family}'`, [...new Set(text)].join(''))
}
