import { app, BrowserWindow } from 'electron'

/** The least a program can do: one window, locked down as ours, with an empty page. */
app.on('window-all-closed', () => app.quit())
void app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1366, height: 768, webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false } })
  await window.loadURL('data:text/html,<!doctype html><title>empty</title>')
})
