import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDesk } from '../../electron/station/desk.ts'
import { aClock, aPrinter, atTheCounter, builtInPack, countedBytes, textDocuments } from '../builders/desk.ts'
import { manyCases } from '../builders/manyCases.ts'
import { readXiamenPack } from '../builders/pack.ts'
import { atTwoStations, meetOverCases } from '../builders/twoStations.ts'

/** Data folders as the pictures find them. */

const { pack } = await readXiamenPack()

export async function seedCases(userData: string): Promise<void> {
  const desk = await openDesk({
    profileRoot: join(userData, 'station'),
    packDir: builtInPack,
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: () => Promise.resolve(null),
    clock: aClock(),
    randomBytes: countedBytes('pictures'),
    announce: () => undefined,
    version: '0.1.0',
  })
  await manyCases(await atTheCounter(desk), 120)
  // Two people, so that the program asks who is there.
  await desk.handle('station:addOperator', { name: '陈刚', role: 'caravan' })
  await desk.close()
}

export async function seedMetCases(userData: string): Promise<void> {
  await atTwoStations(join(userData, 'station'), join(userData, 'other'), async (here, there) => {
    await meetOverCases(here, there, pack)
  })
}

/** One record in the middle is damaged, and the end is torn. */
export async function seedDamage(userData: string): Promise<void> {
  await seedMetCases(userData)
  const folder = join(userData, 'station', 'office', 'journal')
  const segment = join(folder, readdirSync(folder).find((name) => name.endsWith('.log')) ?? '')
  const bytes = readFileSync(segment)
  const hit = bytes.indexOf('杏林学校')
  bytes.writeUInt8(bytes.readUInt8(hit) ^ 1, hit)
  writeFileSync(segment, Buffer.concat([bytes, Buffer.from('0000012c 9d01')]))
}
