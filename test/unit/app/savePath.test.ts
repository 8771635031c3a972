import { expect, test } from 'vitest'
import { askSavePath } from '../../../electron/app/savePath.ts'

const window = { name: 'the window' }

/** A system dialog that answers with `filePath` and keeps what it was asked. */
function aDialog(filePath: string | null) {
  const asked: { window: unknown; options: unknown }[] = []
  const showSaveDialog = async (over: unknown, options?: unknown) => {
    asked.push({ window: over, options })
    return filePath === null ? { canceled: true, filePath: '' } : { canceled: false, filePath }
  }
  return { showSaveDialog, asked }
}

test('the clerk is asked over the window, with the name in the documents folder', async () => {
  const dialog = aDialog('/media/usb/notice.pdf')
  expect(await askSavePath(dialog, () => window, '/home/clerk')('XM01-000001.pdf', 'pdf')).toBe('/media/usb/notice.pdf')
  expect(dialog.asked).toMatchObject([{ window, options: { defaultPath: '/home/clerk/XM01-000001.pdf', filters: [{ extensions: ['pdf'] }] } }])
})

test('cancelling is no path', async () => {
  expect(await askSavePath(aDialog(null), () => window, '/home/clerk')('台账.xlsx', 'xlsx')).toBeNull()
})

test('without a window nobody is asked', async () => {
  const dialog = aDialog('/somewhere')
  expect(await askSavePath(dialog, () => null, '/home/clerk')('台账.xlsx', 'xlsx')).toBeNull()
  expect(dialog.asked).toEqual([])
})
