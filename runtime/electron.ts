import { app, menu } from './app.ts'
import { BrowserWindow } from './browserWindow.ts'
import { dialog, shell } from './dialog.ts'
import { ipcMain } from './ipcMain.ts'
import { offerOnly } from './offered.ts'
import { protocol } from './protocol.ts'
import { defaultSession } from './session.ts'
import { webContents } from './webContents.ts'
import type { Surface } from './electronTypes.ts'

/** What `require('electron')` gives the main process. */
export const electron: Surface = offerOnly('electron', {
  app,
  BrowserWindow,
  dialog,
  ipcMain,
  Menu: menu,
  protocol,
  session: offerOnly('electron.session', { defaultSession }),
  shell,
  webContents,
})
