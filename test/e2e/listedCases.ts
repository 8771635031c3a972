import { mkdirSync } from 'node:fs'
import { openDesk } from '../../electron/station/desk.ts'
import { openCase } from '../builders/counter.ts'
import { aClock, aPrinter, atTheCounter, builtInPack, countedBytes, textDocuments } from '../builders/desk.ts'

// A program of its own: node --import tsx test/e2e/listedCases.ts FOLDER COUNT. Playwright's loader can't read the working-day calendar.
const [profileRoot = '', count = '0'] = process.argv.slice(2)
const together = 250
mkdirSync(profileRoot, { recursive: true })
const station = await openDesk({ profileRoot, packDir: builtInPack, documents: textDocuments(), printers: aPrinter(), chooseSavePath: () => Promise.resolve(null), clock: aClock(), randomBytes: countedBytes('lists'), announce: () => undefined, version: '0.1.0' })
await atTheCounter(station)
for (let first = 0; first < Number(count); first += together) {
  await Promise.all(Array.from({ length: together }, (_, offset) => openCase(station, { 'project.name': `后溪厂房 ${first + offset + 1} 号（样例）` })))
}
await station.close()
