import { mkdir, writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { readPack } from '../../electron/station/packs.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import { assessFull, assessGrowth, assessOneAnswer, packCompile, questions } from './assessment.ts'
import { feedRebuild } from './feedRebuild.ts'
import { changeHundred, fillGrowth } from './fillGrowth.ts'
import { fillFiveThousand, rebuildFiveThousand } from './fill.ts'
import { foldBench } from './fold.ts'
import { commandToDisk, journalStart, tenYears } from './journal.ts'
import type { Figure } from './measure.ts'
import { outbox } from './outbox.ts'
import { paperBatch, paperNext } from './papers.ts'
import { answerToPaint, coldStart, commandToScreen } from './screen.ts'
import { sheetWrite } from './sheets.ts'

/** `npm run bench [-- ID…]`: prints ratios measured in one run and writes out/bench/*.json. */
const root = process.cwd()
const wanted = process.argv.slice(2)
const read = await readPack(join(root, 'resources', 'packs', 'xiamen-2021'))
if (!read.ok) throw new Error(read.failure.problems.join('\n'))
const { pack, ref } = read.value
const compiled = compilePack(pack, ref)

const benches: Readonly<Record<string, () => readonly Figure[] | Promise<readonly Figure[]>>> = {
  'assess-full': () => [assessFull(pack, compiled)],
  'assess-one-answer': () => [assessOneAnswer(pack, compiled)],
  'pack-compile': () => [packCompile(pack, compiled)],
  'assess-growth': () => assessGrowth(pack, compiled),
  questions: () => [questions(pack, compiled)],
  fold: () => foldBench(),
  'answer-to-paint': () => answerToPaint(pack),
  'command-to-screen': () => commandToScreen(pack),
  'feed-rebuild': feedRebuild,
  'fill-5k': fillFiveThousand,
  'rebuild-5k': rebuildFiveThousand,
  'fill-growth': () => fillGrowth(pack),
  // On the station that `fill-growth` has filled; alone it fills one.
  'change-100': () => changeHundred(pack),
  'outbox-1000': outbox,
  'cold-start': async () => [await coldStart()],
  'command-to-disk': commandToDisk,
  'journal-start': journalStart,
  'journal-ten-years': tenYears,
  'sheet-write': async () => [await sheetWrite()],
  'paper-next': async () => [await paperNext()],
  'paper-batch': async () => [await paperBatch()],
}
const unknown = wanted.filter((id) => !Object.hasOwn(benches, id))
if (unknown.length > 0) {
  process.stderr.write(`no bench ${unknown.join(', ')}; there are: ${Object.keys(benches).join(', ')}\n`)
  process.exit(2)
}

const digits = (value: number): string => (value >= 10 ? value.toFixed(1) : value.toPrecision(3))
await mkdir(join(root, 'out', 'bench'), { recursive: true })
process.stdout.write(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}\n`)
let over = 0
for (const [id, bench] of Object.entries(benches)) {
  if (wanted.length > 0 && !wanted.includes(id)) continue
  const figures = await bench()
  await writeFile(join(root, 'out', 'bench', `${id}.json`), `${JSON.stringify(figures, null, 1)}\n`)
  for (const figure of figures) {
    const measured = figure.ratio ?? figure.value
    if (measured > figure.limit) over += 1
    const against = figure.against === null ? '' : ` against ${digits(figure.against)} ${figure.unit}: ratio ${digits(figure.ratio ?? Number.NaN)}`
    process.stdout.write(`${measured > figure.limit ? 'OVER' : 'ok  '} ${figure.id}: ${digits(figure.value)} ${figure.unit}${against}, limit ${digits(figure.limit)} (${figure.samples} samples)\n     ${figure.what}\n`)
  }
}
process.exitCode = over === 0 ? 0 : 1
