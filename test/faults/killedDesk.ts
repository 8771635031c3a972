/**
 * A station that kills itself: `killedDesk.ts <root> <round> <point> <nth> <pack>` works a day, its first or a later one, and
 * dies at the nth time that it comes to the point; with point `none` it lives and tells every point that it passed.
 */
import { join } from 'node:path'
import { openDesk } from '../../electron/station/desk.ts'
import { aClock, aPrinter, countedBytes, textDocuments } from '../builders/desk.ts'
import { practiseABit, workADay, workOn } from './day.ts'
import { killPoints, tell } from './killPoints.ts'
import { witnessed } from './ledger.ts'

const [root = '', round = '', point = 'none', nth = '1', packDir = ''] = process.argv.slice(2)
const points = killPoints(root, point, Number(nth))

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
    files: points.files,
    segmentBytes: 6_000,
  }),
  (promised) => {
    tell({ promised })
    points.pass(`after the promise ${promised.kind}`)
  },
)
const { phase } = await desk.handle('station:status', {})
if (phase.kind === 'needs-set-up') await workADay(desk)
else {
  await workOn(desk, Number(round) + 1000)
  await practiseABit(desk)
}
await desk.close()
