/**
 * A day on a small disk: `fullDiskDesk.ts <folder> <pack>`. Works until the disk is full, goes on trying, has room made
 * and works on. Promises go to stdout at once, and so does how often it was refused.
 */
import { rmSync, statfsSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { openDesk } from '../../electron/station/desk.ts'
import type { Failure } from '../../shared/contracts/ipc.ts'
import type { Result } from '../../shared/domain/result.ts'
import { aClock, aPrinter, countedBytes, textDocuments } from '../builders/desk.ts'
import { marked } from './day.ts'
import { type Promised, witnessed } from './ledger.ts'

const [folder = '', packDir = ''] = process.argv.slice(2)

export type FullDiskLine = { readonly promised: Promised } | { readonly refused: Failure } | { readonly done: 'room made' | 'all' }
const tell = (line: FullDiskLine): void => {
  writeSync(1, `${JSON.stringify(line)}\n`)
}

const desk = witnessed(
  await openDesk({
    profileRoot: join(folder, 'profile'),
    packDir,
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: (name) => Promise.resolve(join(folder, name)),
    clock: aClock(),
    randomBytes: countedBytes('full disk'),
    announce: () => undefined,
    version: '0.1.0',
    segmentBytes: 40_000,
  }),
  (promised) => tell({ promised }),
)
// As long as it stands there, the disk is soon full.
const ballast = join(folder, 'ballast')
const { bavail, bsize } = statfsSync(folder)
writeFileSync(ballast, Buffer.alloc(bavail * bsize - 120_000))
let mark = 0
async function work(): Promise<number> {
  mark += 1
  const answers: readonly Result<unknown, Failure>[] = [
    await desk.handle('case:open', { fields: Object.entries(marked(mark)).map(([path, value]) => ({ path, value, over: [] })) }),
    await desk.handle('draft:put', { draft: { caseId: null, route: 'intake', question: null, input: { maxHeight: mark } } }),
    await desk.handle('station:addOperator', { name: '样例', role: 'clerk' }),
  ]
  for (const answer of answers) if (!answer.ok) tell({ refused: answer.failure })
  return answers.filter(({ ok }) => !ok).length
}

await desk.handle('station:setUp', { district: '集美区', stationName: '样例窗口', operators: [{ name: '李敏', role: 'clerk' }] })
const { operators } = await desk.handle('station:status', {})
await desk.handle('station:signIn', { operatorId: operators[0]?.id ?? '' })
for (let refused = 0; refused < 9; ) refused += await work()
rmSync(ballast)
tell({ done: 'room made' })
for (let times = 0; times < 5; times += 1) await work()
await desk.close()
tell({ done: 'all' })
