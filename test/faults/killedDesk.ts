/**
 * A station that is killed at a named point: `killedDesk.ts <root> <point> <nth> <round>`. Every acknowledgement goes
 * to stdout at once, so that the ledger of what was promised is kept outside this process.
 */
import { writeSync } from 'node:fs'
import { join } from 'node:path'
import { openDesk } from '../../electron/station/desk.ts'
import { diskFiles, type OpenFile } from '../../electron/station/files.ts'
import { openCase } from '../builders/counter.ts'
import { aClock, aPrinter, atTheCounter, builtInPack, countedBytes, signInFirst, textDocuments } from '../builders/desk.ts'

const [root = '', point, nthText, round = ''] = process.argv.slice(2)
let left = Number(nthText)

function dieAt(here: string): void {
  if (here !== point) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
}

const watched = (file: OpenFile): OpenFile => ({
  ...file,
  sync: async () => {
    dieAt('before the flush')
    await file.sync()
    dieAt('after the flush, before the answer')
  },
})
const isSegment = (path: string): boolean => path.includes('segment-')

const desk = await openDesk({
  profileRoot: join(root, 'profile'),
  packDir: builtInPack,
  documents: textDocuments(),
  printers: aPrinter(),
  chooseSavePath: () => Promise.resolve(null),
  clock: aClock(),
  randomBytes: countedBytes(`${root} ${round}`),
  announce: () => undefined,
  version: '0.1.0',
  files: {
    ...diskFiles,
    create: async (path) => (isSegment(path) ? watched(await diskFiles.create(path)) : diskFiles.create(path)),
    open: async (path) => (isSegment(path) ? watched(await diskFiles.open(path)) : diskFiles.open(path)),
  },
})
const { phase } = await desk.handle('station:status', {})
if (phase.kind === 'needs-set-up') await atTheCounter(desk)
else await signInFirst(desk)

for (let index = 0; ; index += 1) {
  const name = `第 ${round} 轮 ${index} 号样例项目`
  await openCase(desk, { 'project.name': name, 'applicant.name': '厦门样例公司' })
  writeSync(1, `${name}\n`)
  dieAt('after the answer, before the feed')
  await desk.handle('feed:pull', { from: null, scope: 'all' })
}
