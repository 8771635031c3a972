/** A station in a process of its own, on a real disk: `realStation.ts <root> <packDir> <stick> <start>` does what it reads on standard input, line by line, until it is killed. */
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { diskFiles } from '../../../../electron/station/files.ts'
import { openPackShelf } from '../../../../electron/station/packShelf.ts'
import { openStation, type Station } from '../../../../electron/station/station.ts'
import type { Failure } from '../../../../shared/contracts/ipc.ts'
import type { Result } from '../../../../shared/domain/result.ts'
import { aClock, aPrinter, countedBytes, textDocuments } from '../../../builders/desk.ts'
import { aSafety } from '../../../builders/safety.ts'
import { aPdf, digestOf } from '../../../builders/scans.ts'
import { passphrase, quickCipher } from '../../../builders/sticks.ts'
import { type Answer, type Wish, wish } from './words.ts'

const [root = '', packDir = '', stick = '', start = ''] = process.argv.slice(2)
const shelf = await openPackShelf(diskFiles, join(root, 'packs'), { packDir, overlayDirs: [] }, '0.1.0')
if (!shelf.ok) throw new Error(shelf.failure.kind)
const opened = await openStation(
  'office',
  {
    profileRoot: join(root, 'profile'),
    documents: textDocuments(),
    printers: aPrinter(),
    chooseSavePath: () => Promise.resolve(null),
    clock: aClock(),
    randomBytes: countedBytes(`${root} ${start}`),
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

const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`)
say({ kind: 'done', value: station.journal.incarnation })
for await (const line of createInterface({ input: process.stdin })) {
  const asked = wish.parse(JSON.parse(line))
  say(await grant(asked, station))
  if (asked.kind === 'end') process.exit(0)
}
