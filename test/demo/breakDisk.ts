import type { Desk } from '../e2e/desk.ts'

/** From now on nothing can be flushed, as on a full disk. */
export async function breakDisk(desk: Desk): Promise<void> {
  await desk.app.evaluate(async () => {
    const { open } = process.getBuiltinModule('node:fs/promises')
    const file = await open(process.execPath, 'r')
    const handle: { sync(): Promise<void> } = Object.getPrototypeOf(file)
    handle.sync = () => Promise.reject(Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'fsync' }))
    await file.close()
  })
}
