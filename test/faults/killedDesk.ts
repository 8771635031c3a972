/**
 * A station that kills itself: `killedDesk.ts <root> <round> <point> <nth>` works a day, its first or a later one, and dies at the nth time that
 * it comes to the point, a call to the disk by its name; with point `none` it lives and tells every point that it
 * passed. Promises and points go to stdout at once, so that the ledger is kept outside this process.
 */
import { writeSync } from 'node:fs'
import { join, relative } from 'node:path'
import { openDesk } from '../../electron/station/desk.ts'
import { diskFiles, type Files, type OpenFile } from '../../electron/station/files.ts'
import { aClock, aPrinter, countedBytes, textDocuments } from '../builders/desk.ts'
import { practiseABit, workADay, workOn } from './day.ts'
import { witnessed } from './ledger.ts'

const [root = '', round = '', point = 'none', nth = '1', packDir = ''] = process.argv.slice(2)
let left = Number(nth)

export type KilledLine = { readonly promised: unknown } | { readonly point: string }
const tell = (line: KilledLine): void => {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

/** Digests and numbers differ from run to run, the kind of file does not. */
function nameOf(path: string): string {
  const name = relative(root, path)
  if (name.startsWith('profile/packs')) return 'a pack'
  if (name.startsWith('受理通知书')) return 'the saved copy'
  return name.startsWith('..') ? 'a folder above' : `/${name}`.replace(/[0-9a-f]{64}|\d+/g, '*')
}

function passPoint(name: string): void {
  if (point === 'none') return tell({ point: name })
  if (name !== point) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

/** After a call is before the next: each call that changes the disk is one point, a write two. */
async function passing<T>(call: string, path: string, work: () => Promise<T>): Promise<T> {
  const result = await work()
  passPoint(`after ${call} of ${nameOf(path)}`)
  return result
}

const watched = (path: string, file: OpenFile): OpenFile => ({
  ...file,
  write: async (bytes, offset) => {
    const half = Math.floor(bytes.length / 2)
    await passing('half of a write', path, () => file.write(bytes.subarray(0, half), offset))
    await passing('write', path, () => file.write(bytes.subarray(half), offset + half))
  },
  sync: () => passing('sync', path, () => file.sync()),
  truncate: (length) => passing('truncate', path, () => file.truncate(length)),
})
const files: Files = {
  ...diskFiles,
  makeFolder: (path) => passing('makeFolder', path, () => diskFiles.makeFolder(path)),
  create: async (path) => watched(path, await passing('create', path, () => diskFiles.create(path))),
  open: async (path) => watched(path, await diskFiles.open(path)),
  copy: (from, to) => passing('copy', to, () => diskFiles.copy(from, to)),
  rename: (from, to) => passing('rename', to, () => diskFiles.rename(from, to)),
  syncFolder: (path) => passing('syncFolder', path, () => diskFiles.syncFolder(path)),
}

const desk = witnessed(
  await openDesk({
    profileRoot: join(root, 'profile'),
    packDir,
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: (name) => Promise.resolve(join(root, name)),
    clock: aClock(`2026-03-02T09:00:00+08:00`),
    randomBytes: countedBytes(`${root} ${round}`),
    announce: () => undefined,
    version: '0.1.0',
    files,
    segmentBytes: 6_000,
  }),
  (promised) => {
    tell({ promised })
    passPoint(`after the promise ${promised.kind}`)
  },
)
const { phase } = await desk.handle('station:status', {})
if (phase.kind === 'needs-set-up') await workADay(desk)
else {
  await workOn(desk, Number(round) + 1000)
  await practiseABit(desk)
}
await desk.close()
