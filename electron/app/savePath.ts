import { join } from 'node:path'
import type { BrowserWindow, Dialog } from 'electron'
import type { ChooseSavePath } from '../station/ports.ts'

const fileKinds = {
  pdf: { name: 'PDF 文档', extensions: ['pdf'] },
  xlsx: { name: 'Excel 工作簿', extensions: ['xlsx'] },
} as const

/** Asks in the system's own dialog, starting in `folder` (absolute). */
export function askSavePath(dialog: Pick<Dialog, 'showSaveDialog'>, findWindow: () => BrowserWindow | null, folder: string): ChooseSavePath {
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
