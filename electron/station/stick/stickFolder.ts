import { join } from 'node:path'
import type { StickFile, StickRefusal } from '../../../shared/contracts/stick.ts'
import { errnoOf, type Files } from '../files.ts'

/** The files of ours on a stick. Their names say who wrote them and when, and nothing of what is in them. */

const nameForm = /^caravan-desk-([0-9A-Z]{1,20})-([0-9A-Z]{6})-(\d{4})(\d{2})(\d{2})-(\d{1,6})\.age$/

/** `day`: `YYYY-MM-DD`. */
export const stickFileName = (code: string, incarnation: string, day: string, number: number): string => `caravan-desk-${code}-${incarnation}-${day.replaceAll('-', '')}-${number}.age`

export interface FoundStickFile extends Omit<StickFile, 'isOwn'> {
  readonly incarnation: string
}

/** The newest first. What has another name, or was never finished, is none of ours. */
export async function findStickFiles(files: Files, folder: string): Promise<readonly FoundStickFile[]> {
  const found: FoundStickFile[] = []
  for (const name of await files.list(folder)) {
    const [, code, incarnation, year, month, day, number] = nameForm.exec(name) ?? []
    if (code === undefined || incarnation === undefined || number === undefined) continue
    const { bytes, isFolder } = await files.stat(join(folder, name))
    if (!isFolder) found.push({ name, bytes, code, incarnation, day: `${year}-${month}-${day}`, number: Number(number) })
  }
  return found.sort((one, other) => other.day.localeCompare(one.day) || other.number - one.number || one.name.localeCompare(other.name))
}

const problems: Readonly<Record<string, StickRefusal>> = {
  ENOSPC: 'stick-full',
  EDQUOT: 'stick-full',
  EROFS: 'stick-read-only',
  EACCES: 'stick-read-only',
  EPERM: 'stick-read-only',
  ENOENT: 'stick-gone',
  ENOTDIR: 'stick-gone',
  ENODEV: 'stick-gone',
  ENXIO: 'stick-gone',
  EFBIG: 'file-too-large',
}

/** What an error of the system means for a stick; `null` for a bug. */
export function stickProblemOf(error: unknown): StickRefusal | null {
  const errno = errnoOf(error)
  return errno === null ? null : (problems[errno] ?? 'stick-broken')
}
