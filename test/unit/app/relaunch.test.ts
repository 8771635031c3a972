import { expect, test } from 'vitest'
import { openAgain } from '../../../electron/app/relaunch.ts'

async function relaunch(clearCache: boolean, freeBytes: () => Promise<number>): Promise<readonly string[]> {
  const done: string[] = []
  const ended = new Promise<void>((resolve) => {
    const quit = (): void => {
      done.push('quit')
      resolve()
    }
    const again = openAgain({
      app: { relaunch: () => void done.push('relaunch'), quit },
      session: { clearStorageData: ({ storages }) => Promise.resolve(void done.push(`clear ${storages.join()}`)) },
      freeBytes,
      log: () => undefined,
    })
    void again({ clearCache })
  })
  await ended
  return done
}

test('a store that can not be opened is emptied before the program opens again', async () => {
  expect(await relaunch(true, () => Promise.resolve(1 << 30))).toEqual(['clear indexdb', 'relaunch', 'quit'])
  expect(await relaunch(false, () => Promise.resolve(1 << 30))).toEqual(['relaunch', 'quit'])
})

test('nothing is deleted where the disk is full, or does not say', async () => {
  expect(await relaunch(true, () => Promise.resolve(1 << 20))).toEqual(['relaunch', 'quit'])
  expect(await relaunch(true, () => Promise.reject(new Error('no such call')))).toEqual(['relaunch', 'quit'])
})
