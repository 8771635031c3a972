import { join } from 'node:path'
import type { OpenDialogOptions, OpenDialogReturnValue, SaveDialogOptions, SaveDialogReturnValue } from 'electron'
import type { ChooseFolder, ChooseSavePath } from '../station/ports.ts'

const fileKinds = {
  pdf: { name: 'PDF 文档', extensions: ['pdf'] },
  xlsx: { name: 'Excel 工作簿', extensions: ['xlsx'] },
  json: { name: '诊断文件', extensions: ['json'] },
} as const

/** The Chromium runtime closes the dialog at this signal. Electron has one for message boxes only, and leaves the dialog open. */
interface Withdrawn {
  readonly signal?: AbortSignal | undefined
}
/** The part of electron's `dialog` that is used, over a window `W`. */
export interface SaveDialog<W> {
  showSaveDialog(window: W, options: SaveDialogOptions & Withdrawn): Promise<SaveDialogReturnValue>
}

/** Asks in the system's own dialog, starting in `folder` (absolute). */
export function askSavePath<W>(dialog: SaveDialog<W>, findWindow: () => W | null, folder: string): ChooseSavePath {
  return async (suggestedName, kind, signal) => {
    const window = findWindow()
    if (window === null) return null
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: '保存到',
      buttonLabel: '保存',
      defaultPath: join(folder, suggestedName),
      filters: [{ ...fileKinds[kind], extensions: [...fileKinds[kind].extensions] }],
      signal,
    })
    return canceled || filePath === '' ? null : filePath
  }
}

export interface FolderDialog<W> {
  showOpenDialog(window: W, options: OpenDialogOptions & Withdrawn): Promise<OpenDialogReturnValue>
}

const folderTitles: Readonly<Record<Parameters<ChooseFolder>[0], string>> = { 'second-copy': '第二份拷贝放在哪里', restore: '从哪个文件夹恢复', 'stick-write': '写到哪个U盘', 'stick-read': '读哪个U盘' }

/** Asks for a folder, starting in `folder` (absolute). */
export function askFolder<W>(dialog: FolderDialog<W>, findWindow: () => W | null, folder: string): ChooseFolder {
  return async (purpose, signal) => {
    const window = findWindow()
    if (window === null) return null
    const { canceled, filePaths } = await dialog.showOpenDialog(window, { title: folderTitles[purpose], buttonLabel: '选定', defaultPath: folder, properties: ['openDirectory', 'createDirectory'], signal })
    return canceled ? null : (filePaths[0] ?? null)
  }
}
