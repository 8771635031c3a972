/**
 * A station in a process of its own, on a real disk: `realStation.ts <root> <packDir> <stick> <name>` does what it reads
 * on standard input, line by line, until it is killed, or kills itself where it was told to. What it draws follows from
 * `name`.
 */
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { diskFiles, type Files, type OpenFile } from '../../../../electron/station/files.ts'
import { openPackShelf } from '../../../../electron/station/packShelf.ts'
import { openStation, type Station } from '../../../../electron/station/station.ts'
import type { Failure } from '../../../../shared/contracts/ipc.ts'
import type { Result } from '../../../../shared/domain/result.ts'
import { aClock, aPrinter, countedBytes, textDocuments } from '../../../builders/desk.ts'
import { aSafety } from '../../../builders/safety.ts'
import { aPdf, digestOf } from '../../../builders/scans.ts'
import { passphrase, quickCipher } from '../../../builders/sticks.ts'
import { type Answer, order, type Point, type Wish } from './words.ts'

const [root = '', packDir = '', stick = '', name = ''] = process.argv.slice(2)
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
const say = (line: Answer): void => void process.stdout.write(`${JSON.stringify(line)}\n`)

let due: Point | null = null
async function reach(place: string): Promise<void> {
  if (due?.at !== place) return
  const { at, does, nth } = due
  due = nth > 1 ? { at, does, nth: nth - 1 } : null
  if (due) return
  if (does === 'die') process.kill(process.pid, 'SIGKILL')
  say({ kind: 'reached' })
  await lines.next()
}
async function changing<T>(call: () => Promise<T>): Promise<T> {
  await reach('disk')
  return call()
}
const counted = (file: OpenFile): OpenFile => ({
  ...file,
  write: (bytes, offset) => changing(() => file.write(bytes, offset)),
  sync: () => changing(file.sync),
  truncate: (length) => changing(() => file.truncate(length)),
})
const files: Files = {
  ...diskFiles,
  create: async (path) => counted(await changing(() => diskFiles.create(path))),
  open: async (path) => counted(await diskFiles.open(path)),
  copy: (from, to) => changing(() => diskFiles.copy(from, to)),
  rename: (from, to) => changing(() => diskFiles.rename(from, to)),
  remove: (path) => changing(() => diskFiles.remove(path)),
  syncFolder: (path) => changing(() => diskFiles.syncFolder(path)),
}

const shelf = await openPackShelf(diskFiles, join(root, 'packs'), { packDir, overlayDirs: [] }, '0.1.0')
if (!shelf.ok) throw new Error(shelf.failure.kind)
const opened = await openStation(
  'office',
  {
    profileRoot: join(root, 'profile'),
    files,
    syncStep: reach,
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: () => Promise.resolve(null),
    clock: aClock(),
    randomBytes: countedBytes(name),
    announce: () => undefined,
    version: '0.1.0',
    safety: aSafety({ witnessDir: join(root, 'beside'), chooseFolder: () => Promise.resolve(stick) }),
    stickCipher: quickCipher,
    // Nothing is sent or read but when it is asked for.
    network: { fetch, timers: { nowMs: () => 0, after: () => () => undefined }, random: () => 0.5, report: (error) => { throw error } },
  },
  shelf.value,
)
if (!opened.ok) throw new Error(JSON.stringify(opened.failure))
const station = opened.value

async function grant(asked: Wish, { handlers, readStream, syncNow }: Station): Promise<Answer> {
  switch (asked.kind) {
    case 'set up': {
      const { url, account, password } = asked
      const setUp = await handlers['station:setUp']({ district: '集美区', stationName: `窗口 ${account}`, operators: [{ name: `李敏 ${account}`, role: 'supervisor' }] })
      return setUp.ok ? outcome(await handlers['sync:setServer']({ url, account, password }), () => '') : outcome(setUp, () => '')
    }
    case 'open':
      return outcome(await handlers['case:open']({ fields: [{ path: 'project.name', value: asked.name, over: [] }] }), ({ state }) => state.id)
    case 'note':
      return outcome(await handlers['case:do']({ caseId: asked.caseId, command: { kind: 'note', text: asked.text } }), () => '')
    case 'scan': {
      const bytes = aPdf(asked.text)
      return outcome(await handlers['scan:add']({ caseId: asked.caseId, label: '委托书.pdf', of: { kind: 'case' }, bytes }), () => digestOf(bytes))
    }
    case 'look':
      return outcome(await handlers['scan:open']({ caseId: asked.caseId, digest: asked.digest }), ({ bytes }) => digestOf(bytes))
    case 'sync': {
      const state = await syncNow()
      if (state.kind === 'off') return { kind: 'refused', because: 'no server' }
      return { kind: 'synced', contact: state.contact.kind, because: state.contact.kind === 'out-of-contact' ? state.contact.because.kind : null, waiting: state.counts.waiting, files: state.files.waiting, setAside: state.counts.setAside }
    }
    case 'texts': {
      const texts: Record<string, string[]> = {}
      for (const id of asked.caseIds) {
        const read = await readStream(`case:${id}`)
        texts[id] = read.ok ? read.value.toSorted() : []
      }
      return { kind: 'texts', texts }
    }
    case 'write stick':
      return outcome(await handlers['stick:write']({ content: { kind: 'open' }, withPack: false, passphrase }), ({ name }) => name)
    case 'take stick': {
      const found = await handlers['stick:find']({})
      if (!found.ok) return outcome(found, () => '')
      const looked = await handlers['stick:preview']({ name: found.value.files[0]?.name ?? '', passphrase })
      return looked.ok ? outcome(await handlers['stick:import']({ preview: looked.value.id }), () => '') : outcome(looked, () => '')
    }
    case 'end':
      await station.close()
      return { kind: 'done', value: '' }
  }
}
function outcome<T>(done: Result<T, Failure>, valueOf: (value: T) => string): Answer {
  return done.ok ? { kind: 'done', value: valueOf(done.value) } : { kind: 'refused', because: JSON.stringify(done.failure) }
}

say({ kind: 'done', value: station.journal.incarnation })
for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
  const asked = order.parse(JSON.parse(line.value))
  if (!asked) continue
  due = asked.point
  const answered = await grant(asked.wish, station)
  due = null
  say(answered)
  if (asked.wish.kind === 'end') process.exit(0)
}
