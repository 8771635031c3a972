import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type DeskPorts, openDesk } from '../../electron/station/desk.ts'
import { diskFiles } from '../../electron/station/files.ts'
import { drawUuid, nameEvent } from '../../electron/station/identity.ts'
import { openJournal } from '../../electron/station/journal/journal.ts'
import type { Unwritten } from '../../electron/station/journal/segmentWriter.ts'
import { caseOfStream, notesOfRecord, streamOfCase, textsOf } from '../../electron/station/recordEvents.ts'
import { plainSealer } from '../../electron/station/sealer.ts'
import type { StationPorts } from '../../electron/station/station.ts'
import { must } from '../builders/counter.ts'
import { aClock, aPrinter, atTheCounter, builtInPack, countedBytes, signInFirst, textDocuments } from '../builders/desk.ts'
import { manyCases } from '../builders/manyCases.ts'

/** Events that the station has at least. */
export const eventCount = 100_000
/** Cases that are made by commands; the others are these again under other names. */
const madeCases = 500
const recordsTogether = 2000

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
  const ports = stationPorts(unfinished)
  const desk = await openDesk(ports)
  await manyCases(await atTheCounter(desk), madeCases)
  await desk.close()
  await writeFile(count, String(await copyCases(join(unfinished, 'office'), ports)))
  await rename(unfinished, place)
  return { place, cases: Number(readFileSync(count, 'utf8')) }
}

/** Writes the cases of a station again and again, each time under other names, until it has as many events as wanted; gives the number of its cases. */
async function copyCases(profileDir: string, { clock, randomBytes }: Pick<StationPorts, 'clock' | 'randomBytes'>): Promise<number> {
  const journal = must(await openJournal({ profileDir, files: diskFiles, sealer: plainSealer, randomBytes, clock, notesOf: notesOfRecord }))
  const index = must(await journal.index())
  const cases: (readonly (readonly string[])[])[] = []
  for (const stream of [...index.streams()].filter((name) => caseOfStream(name) !== null)) {
    const bodies = must(await journal.read(index.seqsOf(stream)))
    cases.push(bodies.map((body) => (body ? textsOf(body) : [])))
  }
  let events = cases.flat(2).length
  let count = cases.length
  let waiting: Unwritten[] = []
  for (let at = 0; events < eventCount; at += 1) {
    const original = cases[at % cases.length] ?? []
    const stream = streamOfCase(drawUuid(randomBytes))
    const names = new Map<string, string>()
    for (const texts of original) {
      const copied = texts.map((text) => {
        const renamed = text.replace(/"stream":"[^"]*"/, `"stream":"${stream}"`).replaceAll(/[0-9a-f]{32}/g, (name) => names.get(name) ?? name)
        names.set(nameEvent(text), nameEvent(renamed))
        return renamed
      })
      waiting.push({ stream, body: Buffer.from(`[${copied.join(',')}]`) })
      events += copied.length
    }
    count += 1
    if (waiting.length < recordsTogether && events < eventCount) continue
    must(await journal.appendTogether(waiting))
    waiting = []
  }
  await journal.close()
  return count
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

/** Closed segments as they are once a station was in use for some minutes: checked, indexed, compressed. */
export async function tend(place: string, changed: Partial<DeskPorts> = {}): Promise<void> {
  /** One for the journal, one for what came from others. */
  const tended: Promise<void>[] = []
  const desk = await openDesk({
    ...stationPorts(place),
    ...changed,
    runInBackground: (work) => {
      const working = (async () => {
        while (await work()) continue
      })()
      tended.push(working)
      return { stop: () => working }
    },
  })
  await signInFirst(desk)
  await Promise.all(tended)
  await desk.close()
}
