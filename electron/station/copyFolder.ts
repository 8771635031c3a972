import { join } from 'node:path'
import * as z from 'zod'
import { canonicalJson } from '../../shared/domain/canonicalJson.ts'
import { type Files, findFile, replaceFile } from './files.ts'
import { findJson } from './journal/opening.ts'

/**
 * What lies in a second copy: the files of the office profile and the packs as they are on disk, a page that says what
 * it is, and `copy.json`. `aside/` holds what the copy had and the station no longer has: nothing of it is deleted.
 */
export const copyFormat = 1
export const copyFolderName = (station: string): string => `caravan-desk-copy-${station}`
const folderPattern = /^caravan-desk-copy-[0-9a-f]{16}$/

/** Which copy this is and how far it goes. Written last, so that everything up to `seq` is in the copy. */
export interface CopyMark {
  readonly format: number
  /** Drawn when the copy was begun: the station remembers which copy is its own. */
  readonly id: string
  readonly station: string
  readonly incarnation: string
  /** The last record of the journal that the copy holds, with its chain value; 0 before the first time. */
  readonly seq: number
  readonly chain: string
  /** ISO 8601. */
  readonly doneAt: string | null
}
const markShape = z.strictObject({
  format: z.int(),
  id: z.string(),
  station: z.string().regex(/^[0-9a-f]{16}$/),
  incarnation: z.string(),
  seq: z.int().min(0),
  chain: z.string(),
  doneAt: z.string().nullable(),
})

const markPath = (folder: string): string => join(folder, 'copy.json')

/** `null` where none lies, or one that can't be read. */
export async function findMark(files: Files, folder: string): Promise<CopyMark | null> {
  const bytes = await findFile(files, markPath(folder))
  return markShape.safeParse(bytes && findJson(bytes)).data ?? null
}

export async function writeMark(files: Files, folder: string, mark: CopyMark): Promise<void> {
  await replaceFile(files, markPath(folder), Buffer.from(`${canonicalJson({ ...mark })}\n`))
}

/** The folder itself, or the copies in it; the one that goes furthest first. */
export async function findCopies(files: Files, folder: string): Promise<readonly { readonly folder: string; readonly mark: CopyMark }[]> {
  const inside = (await files.list(folder)).filter((name) => folderPattern.test(name)).map((name) => join(folder, name))
  const found = await Promise.all([folder, ...inside].map(async (path) => ({ folder: path, mark: await findMark(files, path) })))
  return found.flatMap(({ folder: path, mark }) => (mark ? [{ folder: path, mark }] : [])).sort((a, b) => (b.mark.doneAt ?? '').localeCompare(a.mark.doneAt ?? ''))
}

export const copyReadme = `大篷车窗口工作站 · 第二份拷贝

这个文件夹由工作站自动写入，每分钟更新一次。里面是这台工作站的全部办件记录、文书和政策包。

• 请不要改动、移动或删除里面的文件。工作站也不会删除这里不是它写的文件。
• 电脑坏了：在另一台装好工作站的电脑上，打开“设置 → 从第二份拷贝恢复”，选这个文件夹。
• 恢复之后，原来那台电脑不要再用同一份数据办件。
• 里面有申请人的信息，请像纸质档案一样保管，不要借给别人。
• aside 文件夹里是以前的内容，维护人员看过再处理。
`
