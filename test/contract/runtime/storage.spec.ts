import type { Page } from '@playwright/test'
import { expect } from '@playwright/test'
import type { Launched } from './electronUnderTest.ts'
import { endOf, test } from './electronUnderTest.ts'
import { findDescendants, isAlive } from '../../builders/processes.ts'

/** Adds a row and answers how many there are. */
const addRow = (page: Page): Promise<number> => page.evaluate(() => new Promise<number>((settle, fail) => {
  const opening = indexedDB.open('rows', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore('rows', { autoIncrement: true })
  opening.onerror = () => fail(opening.error)
  opening.onsuccess = () => {
    const transaction = opening.result.transaction('rows', 'readwrite', { durability: 'strict' })
    transaction.objectStore('rows').add('row')
    const counting = transaction.objectStore('rows').count()
    transaction.oncomplete = () => settle(counting.result)
  }
}))

test('rows are there again after a restart', async ({ start }) => {
  const first = await start()
  expect(await addRow(first.page)).toBe(1)
  await endOf(first)
  const second = await start()
  expect(await addRow(second.page)).toBe(2)
})

test('rows outlive the program being killed, again and again', async ({ start }) => {
  const kill = async ({ pid, ended }: Launched): Promise<void> => {
    const family = findDescendants(pid)
    process.kill(pid, 'SIGKILL')
    await ended
    await expect.poll(() => family.filter(isAlive)).toEqual([])
  }
  for (const count of [1, 2, 3]) {
    const launched = await start()
    expect(await addRow(launched.page)).toBe(count)
    await kill(launched)
  }
})

test('a program can empty the store of its page', async ({ start }) => {
  const { app, page } = await start()
  expect(await addRow(page)).toBe(1)
  await app.evaluate(async ({ BrowserWindow }) => {
    await BrowserWindow.getAllWindows()[0]?.webContents.session.clearStorageData({ storages: ['indexdb'] })
  })
  expect(await addRow(page)).toBe(1)
})

test('each profile has rows of its own', async ({ start }, info) => {
  const first = await start()
  const other = await start({ userData: info.outputPath('other') })
  expect(await addRow(first.page)).toBe(1)
  expect(await addRow(other.page)).toBe(1)
})
