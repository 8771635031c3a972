import { join } from 'node:path'
import type { SaveDialogOptions, SaveDialogReturnValue } from 'electron'
import type { ChooseSavePath } from '../station/ports.ts'

const fileKinds = {
  pdf: { name: 'PDF 文档', extensions: ['pdf'] },
  xlsx: { name: 'Excel 工作簿', extensions: ['xlsx'] },
  json: { name: '诊断文件', extensions: ['json'] },
} as const

/** The part of electron's `dialog` that is used, over a window `W`. */
export interface SaveDialog<W> {
  showSaveDialog(window: W, options: SaveDialogOptions): Promise<SaveDialogReturnValue>
}

/** Asks in the system's own dialog, starting in `folder` (absolute). */
export function askSavePath<W>(dialog: SaveDialog<W>, findWindow: () => W | null, folder: string): ChooseSavePath {
  return async (suggestedName, kind) => {
    const window = findWindow()
    if (window === null) return null
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      title: '保存到',
      buttonLabel: '保存',
      defaultPath: join(folder, suggestedName),
      filters: [{ ...fileKinds[kind], extensions: [...fileKinds[kind].extensions] }],
    })
    return canceled || filePath === '' ? null : filePath
  }
}
