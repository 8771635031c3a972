/**
 * A station that kills itself: `killedStation.ts <root> <packs> <point> <nth>` keeps in step with the server that is set
 * in its profile, and dies at the nth time that it comes to the named point; with point `none` it lives. Beside the
 * steps of the exchange there is `content: while an edition is checked`.
 */
import { diskFiles } from '../../electron/station/files.ts'
import { checkHere } from '../../electron/station/editions/checkEdition.ts'
import { openPackShelf } from '../../electron/station/packShelf.ts'
import { openStation } from '../../electron/station/station.ts'
import { aClock, aPrinter, countedBytes, textDocuments } from '../builders/desk.ts'

const [profileRoot = '', packs = '', packDir = '', point = 'none', nth = '1'] = process.argv.slice(2)
let left = Number(nth)
const die = (name: string): void => {
  if (name === point && (left -= 1) === 0) process.kill(process.pid, 'SIGKILL')
}
const shelf = await openPackShelf(diskFiles, packs, { packDir, overlayDirs: [] }, '0.1.0')
if (!shelf.ok) throw new Error(shelf.failure.kind)
const opened = await openStation(
  'office',
  {
    profileRoot,
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: () => Promise.resolve(null),
    clock: aClock(),
    randomBytes: countedBytes(`killed ${point}`),
    announce: () => undefined,
    version: '0.1.0',
    network: { fetch, timers: { nowMs: () => 0, after: () => () => undefined }, random: () => 0.5, report: (error) => { throw error } },
    syncStep: die,
    checkEdition: (folders, digest) => {
      die('content: while an edition is checked')
      return checkHere(folders, digest)
    },
  },
  shelf.value,
)
if (!opened.ok) throw new Error(opened.failure.kind)
const state = await opened.value.syncNow()
await opened.value.close()
process.stdout.write(JSON.stringify(state))
