import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { readPack } from '../../electron/station/packs.ts'
import { assess } from '../../shared/domain/assess.ts'
import { settleChoices } from '../../shared/domain/caseActions.ts'
import { caseFacts } from '../../shared/domain/caseFacts.ts'
import { compilePack } from '../../shared/domain/compilePack.ts'
import type { FieldPath } from '../../shared/domain/events.ts'
import { markNames } from '../../shared/domain/caseMarks.ts'
import { foldCase } from '../../shared/domain/foldCase.ts'
import { anAcceptance, AStation, caseId } from '../builders/events.ts'
import { anExample, xiamenPackDir } from '../builders/pack.ts'
import { transition } from '../model/world.ts'
import { digestOfAssessment, goldenDir, type GoldenCase } from './golden.ts'

/**
 * `npx tsx test/replay/record.ts` writes the golden cases of this release, once: what a release left behind is what
 * later ones are held against, so a folder that is there is never written again.
 */
const { version }: { version: string } = JSON.parse(await readFile(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))
const dir = join(goldenDir, version)
const isThere = await access(dir).then(() => true, () => false)
if (isThere) {
  process.stderr.write(`${dir} is there already; golden cases are never written again. Raise the version first.\n`)
  process.exit(1)
}
const read = await readPack(xiamenPackDir)
if (!read.ok) throw new Error(read.failure.problems.join('\n'))
const { pack, ref } = read.value
const compiled = compilePack(pack, ref)

function opened(number = 1): AStation {
  const station = new AStation(number)
  station.append({ kind: 'case.opened', payload: { pack: ref, district: '集美区' } })
  station.write('project.name', '集美三号厂房（样例）')
  station.write('applicant.name', '厦门样例实业有限公司')
  return station
}
function answer(station: AStation, example: string): void {
  for (const [fact, value] of Object.entries(anExample(pack, example))) station.write(`facts.${fact}`, value)
}
function accept(station: AStation): void {
  const facts = caseFacts(station.state, pack)
  const items = assess(compiled, facts).items.flatMap(({ id, disposition }) => (['required', 'commitment', 'filing', 'merged'].includes(disposition) ? [id] : []))
  const acceptance = anAcceptance({ pack: ref, engine: `caravan-desk ${version}`, assessmentDigest: digestOfAssessment(compiled, facts), facts, items })
  const { status } = station.state
  station.append({ kind: 'status.write', payload: { action: 'accept', from: status.kind === 'settled' ? status.status : 'intake', to: 'accepted', acceptance }, over: station.statusHeads() })
}
function decide(station: AStation, ...actions: Parameters<typeof transition>[0][]): void {
  for (const action of actions) {
    const { status } = station.state
    if (status.kind === 'settled') station.append({ kind: 'status.write', payload: transition(action, status.status), over: station.statusHeads() })
  }
}
function issue(station: AStation, paperKind: 'acceptance-notice' | 'material-receipt', counter: number): string {
  const number = `K7QWX-3F9T2M-000${counter}`
  station.append({ kind: 'paper.reserved', payload: { paperKind, number } })
  station.append({ kind: 'paper.rendered', payload: { number, sha256: 'ef'.repeat(32), page: 'ab'.repeat(32), pages: 2 } })
  station.append({ kind: 'paper.delivered', payload: { number, how: 'printed' } })
  return number
}

const stories: Readonly<Record<string, { readonly story: string; readonly tell: () => AStation }>> = {
  'accepted.json': {
    story: 'a low-risk workshop, accepted, its notice printed and confirmed',
    tell: () => {
      const station = opened()
      answer(station, 's01')
      station.write('materials.planning-permit/land-ownership-proof', { kind: 'original-seen' })
      accept(station)
      station.append({ kind: 'paper.confirmed', payload: { number: issue(station, 'acceptance-notice', 1) } })
      return station
    },
  },
  'supplemented.json': {
    story: 'supplements asked for once, brought, accepted, the clock stopped and started, handed over, taken back, closed',
    tell: () => {
      const station = opened()
      answer(station, 's02')
      decide(station, 'supplement', 'resubmit')
      accept(station)
      decide(station, 'suspend', 'resume', 'hand-over', 'take-back', 'close')
      return station
    },
  },
  'withdrawn.json': {
    story: 'half answered, notes written and retracted, a receipt voided, withdrawn',
    tell: () => {
      const station = opened()
      station.write('facts.maxHeight', 20)
      station.write('facts.maxHeight', null)
      const note = station.append({ kind: 'note.added', payload: { text: '来电咨询' } })
      station.append({ kind: 'note.retracted', payload: { note: note.name } })
      station.append({ kind: 'paper.voided', payload: { number: issue(station, 'material-receipt', 2), reason: '打印不清' } })
      decide(station, 'withdraw')
      return station
    },
  },
  'forked.json': {
    story: 'accepted at the counter while the caravan answered otherwise, both values still standing',
    tell: () => {
      const [counter, caravan] = [opened(), new AStation(2)]
      answer(counter, 's01')
      caravan.receive(counter)
      accept(counter)
      caravan.write('facts.maxHeight', 9)
      caravan.write('applicant.phone', '0592-0000000')
      counter.write('applicant.phone', '0592-1111111')
      counter.receive(caravan)
      return counter
    },
  },
  'settled.json': {
    story: 'accepted here, withdrawn there; looked at, settled, the settlement taken back for the other',
    tell: () => {
      const [counter, caravan] = [opened(), new AStation(2)]
      answer(counter, 's01')
      caravan.receive(counter)
      accept(counter)
      issue(counter, 'acceptance-notice', 3)
      caravan.withdraw()
      counter.receive(caravan)
      counter.append({ kind: 'marks.acknowledged', payload: { marks: counter.state.marks.map(markNames) } })
      for (const to of ['accepted', 'withdrawn'] as const) {
        const choice = settleChoices(counter.state).find(({ write }) => write.to === to)
        if (!choice) throw new Error('nothing to settle')
        counter.append({ kind: 'status.write', payload: { action: 'settle', chosen: choice.event, to, reason: '已与申请人核对' }, over: counter.statusHeads() })
      }
      return counter
    },
  },
  'lost.json': {
    story: 'a laptop lost with what it had not sent: written off, some of it came back all the same and was looked at',
    tell: () => {
      const [counter, caravan] = [opened(), new AStation(2)]
      caravan.receive(counter)
      const path: FieldPath = 'facts.maxHeight'
      const unsent = caravan.write(path, 20)
      const sent = caravan.append({ kind: 'note.added', payload: { text: '现场已看' } })
      counter.has.set(sent.name, sent.event)
      counter.append({ kind: 'gap.writtenOff', payload: { names: counter.state.gaps, reason: '电脑遗失' } })
      counter.write(path, 24)
      counter.has.set(unsent.name, unsent.event)
      counter.append({ kind: 'marks.acknowledged', payload: { marks: counter.state.marks.map(markNames) } })
      return counter
    },
  },
}

await mkdir(dir, { recursive: true })
await writeFile(join(dir, 'pack.json.gz'), gzipSync(JSON.stringify({ pack, ref }), { level: 9 }))
for (const [file, { story, tell }] of Object.entries(stories)) {
  const { events } = tell()
  const state = foldCase(caseId, events)
  const golden: GoldenCase = { id: caseId, story, events: events.map(({ event }) => event), state, assessmentDigest: digestOfAssessment(compiled, caseFacts(state, pack)) }
  await writeFile(join(dir, file), `${JSON.stringify(golden, null, 1)}\n`)
}
process.stdout.write(`${Object.keys(stories).length} golden cases of ${version}\n`)
