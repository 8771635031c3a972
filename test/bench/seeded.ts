import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openDesk } from '../../electron/station/desk.ts'
import { aClock, aPrinter, atTheCounter, builtInPack, countedBytes, textDocuments } from '../builders/desk.ts'
import { manyCases } from '../builders/manyCases.ts'

/** Events that the station has at least. */
export const eventCount = 100_000
const casesAtOnce = 250

/** A station with many events, made once for each build of the program. */
export async function seededStation(): Promise<{ readonly place: string; readonly cases: number }> {
  const root = process.cwd()
  const stamp = readFileSync(join(root, 'out', '.main.stamp'), 'utf8').slice(0, 16)
  const all = join(root, 'out', 'bench', 'many-events')
  const place = join(all, stamp)
  const count = join(all, `${stamp}.cases`)
  if (existsSync(place)) return { place, cases: Number(readFileSync(count, 'utf8')) }
  await rm(all, { recursive: true, force: true })
  const unfinished = `${place}.part`
  await mkdir(unfinished, { recursive: true })
  const desk = await atTheCounter(await openDesk(stationPorts(unfinished)))
  let cases = 0
  for (let events = 0; events < eventCount; ) {
    await manyCases(desk, casesAtOnce)
    cases += casesAtOnce
    const { rows } = await desk.handle('feed:pull', { from: null, scope: 'all' })
    for (const { id } of rows.slice(0, casesAtOnce)) {
      const timeline = await desk.handle('case:timeline', { caseId: id })
      events += timeline.ok ? timeline.value.length : 0
    }
  }
  await desk.close()
  await writeFile(count, String(cases))
  await rename(unfinished, place)
  return { place, cases }
}

export function stationPorts(profileRoot: string): Parameters<typeof openDesk>[0] {
  return {
    profileRoot,
    packDir: builtInPack,
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: () => Promise.resolve(null),
    clock: aClock('2026-01-05T09:00:00+08:00'),
    randomBytes: countedBytes('bench'),
    announce: () => undefined,
    version: '0.1.0',
  }
}
